package io.taucrit.core.objective;

import io.taucrit.data.Labels;

/** ℓ(z, y) = log(1 + e^{−yz}), y = ±1. */
public final class LogisticLoss implements PointwiseLoss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public double value(double margin, double label) {
    return log1pExp(-label * margin);
  }

  @Override
  public double derivative(double margin, double label) {
    return -label * sigmoid(-label * margin);
  }

  /**
   * With p = |∂ℓ/∂z| = e^t/(1 + e^t), t = −yz, it is −log(1 − p) for t ≤ 0 and t − log p for t > 0:
   * one logarithm and no exponential.
   */
  @Override
  public double value(double margin, double label, double derivative) {
    double t = -label * margin;
    double p = Math.abs(derivative);
    return t > 0 ? t - Math.log(p) : -Math.log(1 - p);
  }

  @Override
  public double secondDerivative(double margin, double label) {
    double p = sigmoid(margin);
    return p * (1 - p);
  }

  @Override
  public double smoothness() {
    return 0.25;
  }

  @Override
  public boolean boundedGradient() {
    return true;
  }

  @Override
  public double error(double margin, double label) {
    return BinaryLabels.error(margin, label);
  }

  @Override
  public double label(float raw) {
    return BinaryLabels.sign(raw);
  }

  @Override
  public void check(Labels labels) {
    BinaryLabels.check(labels, name());
  }

  /** log(1 + e^t) without overflow: for t > 0 it is t + log(1 + e^{−t}). */
  static double log1pExp(double t) {
    return t > 0 ? t + Math.log1p(Math.exp(-t)) : Math.log1p(Math.exp(t));
  }

  /** 1/(1 + e^{−t}) without overflow and without cancellation in either tail. */
  static double sigmoid(double t) {
    if (t >= 0) {
      return 1 / (1 + Math.exp(-t));
    }
    double e = Math.exp(t);
    return e / (1 + e);
  }
}
