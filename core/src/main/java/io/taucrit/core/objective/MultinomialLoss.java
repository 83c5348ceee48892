package io.taucrit.core.objective;

import io.taucrit.data.InputException;
import io.taucrit.data.Labels;

/**
 * The negative log-likelihood of K classes, log Σ_k e^{z_k} − z_y; see {@link
 * MultinomialObjective}. K is the largest label + 1, so that a class may have no rows.
 */
public final class MultinomialLoss implements Loss {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "multinomial";
  }

  /** ‖p − e_y‖ ≤ √2. */
  @Override
  public boolean boundedGradient() {
    return true;
  }

  @Override
  public void check(Labels labels) {
    if (!labels.allCounts() || labels.max() < 1) {
      throw new InputException(
          ("Invalid labels for the multinomial loss: they lie in [%s, %s], but must be the numbers of"
                  + " at least two classes, 0, 1, 2, ...; renumber them, or choose --loss logistic for"
                  + " -1/+1")
              .formatted(labels.min(), labels.max()));
    }
  }

  /** K. */
  @Override
  public int scores(Labels labels) {
    return (int) Math.min(Integer.MAX_VALUE, labels.max() + 1L);
  }

  @Override
  public Objective objective(int features, Labels labels, Penalty penalty, double weightScale) {
    int classes = scores(labels);
    if ((long) features * classes > MultinomialObjective.MOST_PARAMETERS) {
      throw new InputException(
          ("Cannot train %,d classes on %,d features: that is %,d parameters (allowed: up to %,d);"
                  + " number the classes 0, 1, 2, ... without gaps")
              .formatted(
                  classes,
                  features,
                  (long) features * classes,
                  MultinomialObjective.MOST_PARAMETERS));
    }
    return new MultinomialObjective(features, classes, penalty, weightScale);
  }
}
