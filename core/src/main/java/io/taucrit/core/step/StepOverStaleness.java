package io.taucrit.core.step;

import io.taucrit.core.Dials;

/** γ/(1 + θ): every push is shortened by its own measured staleness θ. */
public record StepOverStaleness() implements StepRule {
  static final String NAME = "staleness";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    return step;
  }

  @Override
  public double factor(long staleness) {
    return 1.0 / (1 + staleness);
  }
}
