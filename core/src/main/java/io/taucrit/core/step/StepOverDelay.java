package io.taucrit.core.step;

import io.taucrit.core.Dials;

/**
 * γ/τ with τ = 1 + the largest staleness the gate allows: the worst-case rule for delayed SGD
 * (Stich et al. 2021, appendix B.4).
 */
public record StepOverDelay() implements StepRule {
  static final String NAME = "tau";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    return dials.slack() == 0 ? step : step / (1 + dials.largestStaleness());
  }
}
