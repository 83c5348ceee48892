package io.taucrit.core.engine;

import io.taucrit.core.objective.PointwiseLoss;

/** ℓ(z, y) = z: every row's gradient is the row, wherever x is. */
record LinearLoss() implements PointwiseLoss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public double value(double margin, double label) {
    return margin;
  }

  @Override
  public double derivative(double margin, double label) {
    return 1;
  }

  @Override
  public double secondDerivative(double margin, double label) {
    return 0;
  }

  @Override
  public double smoothness() {
    return 0;
  }

  @Override
  public boolean boundedGradient() {
    return true;
  }
}
