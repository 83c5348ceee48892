package io.taucrit.core.objective;

import io.taucrit.data.Labels;

/** ℓ(z, y) = ½ max(0, 1 − yz)², y = ±1. */
public final class SquaredHingeLoss implements PointwiseLoss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "squared-hinge";
  }

  @Override
  public double value(double margin, double label) {
    double slack = Math.max(0, 1 - label * margin);
    return 0.5 * slack * slack;
  }

  @Override
  public double derivative(double margin, double label) {
    return -label * Math.max(0, 1 - label * margin);
  }

  @Override
  public double secondDerivative(double margin, double label) {
    return label * margin < 1 ? 1 : 0;
  }

  @Override
  public double smoothness() {
    return 1;
  }

  @Override
  public boolean boundedGradient() {
    return false;
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
}
