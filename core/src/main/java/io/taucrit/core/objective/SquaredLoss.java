package io.taucrit.core.objective;

/** ℓ(z, y) = ½(z − y)². */
public final class SquaredLoss implements PointwiseLoss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "squared";
  }

  @Override
  public double value(double margin, double label) {
    double residual = margin - label;
    return 0.5 * residual * residual;
  }

  @Override
  public double derivative(double margin, double label) {
    return margin - label;
  }

  @Override
  public double secondDerivative(double margin, double label) {
    return 1;
  }

  @Override
  public double smoothness() {
    return 1;
  }

  @Override
  public boolean boundedGradient() {
    return false;
  }
}
