package io.taucrit.core.objective;

import io.taucrit.data.InputException;
import io.taucrit.data.Labels;

/** ℓ(z, y) = e^z − yz, y = 0, 1, 2, …; the negative log-likelihood up to log y!. */
public final class PoissonLoss implements PointwiseLoss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public double value(double margin, double label) {
    return Math.exp(margin) - label * margin;
  }

  @Override
  public double derivative(double margin, double label) {
    return Math.exp(margin) - label;
  }

  @Override
  public double secondDerivative(double margin, double label) {
    return Math.exp(margin);
  }

  @Override
  public double smoothness() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public boolean boundedGradient() {
    return false;
  }

  @Override
  public void check(Labels labels) {
    if (!(labels.min() >= 0)) {
      throw new InputException(
          "Invalid labels for the poisson loss: the smallest is %s, but all must be >= 0"
              .formatted(labels.min()));
    }
  }
}
