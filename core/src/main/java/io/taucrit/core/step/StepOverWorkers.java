package io.taucrit.core.step;

import io.taucrit.core.Dials;

/** γ/P: the usual rule of thumb for P asynchronous workers; γ itself at slack 0. */
public record StepOverWorkers() implements StepRule {
  static final String NAME = "workers";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public double step(double step, Dials dials, double meanStaleness) {
    return dials.slack() == 0 ? step : step / dials.workers();
  }
}
