package io.taucrit.core.step;

import io.taucrit.core.Dials;

/** γ, whatever the parallelism. */
public record ConstantStep() implements StepRule {
  static final String NAME = "constant";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    return step;
  }
}
