package io.taucrit.jobs.train;

import io.taucrit.core.analysis.Analysis;
import java.util.List;

/** Train options where everything is left open but what a test names. */
final class Asked {
  private static final long TIMEOUT_SECONDS = 60;

  /** So that a run whose target is out of reach ends. */
  private static final double MAX_SECONDS = 60;

  private static final long SEED = 1;

  private Integer workers;
  private Integer batch;
  private Double step;
  private Double target;
  private Double optimum;
  private Long maxUpdates;
  private Analysis advice;

  Asked workers(int value) {
    workers = value;
    return this;
  }

  Asked batch(int value) {
    batch = value;
    return this;
  }

  Asked step(double value) {
    step = value;
    return this;
  }

  Asked target(double value) {
    target = value;
    return this;
  }

  Asked optimum(double value) {
    optimum = value;
    return this;
  }

  Asked maxUpdates(long value) {
    maxUpdates = value;
    return this;
  }

  Asked advice(Analysis value) {
    advice = value;
    return this;
  }

  TrainJob.Options options() {
    return new TrainJob.Options(
        List.of("test"),
        workers,
        batch,
        step,
        target,
        optimum,
        maxUpdates,
        MAX_SECONDS,
        true,
        TIMEOUT_SECONDS,
        SEED,
        advice);
  }
}
