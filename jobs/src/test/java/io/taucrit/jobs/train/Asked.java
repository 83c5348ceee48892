package io.taucrit.jobs.train;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.engine.TrainingPlan;
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

  TrainOptions options() {
    TrainOptions.Method method =
        TrainOptions.Method.open()
            .withWorkers(workers)
            .withBatch(batch)
            .withStep(step == null ? StepChoice.predicted() : StepChoice.of(step));
    return TrainOptions.of(
            List.of("test"), new TrainOptions.Goal(target, optimum, maxUpdates, MAX_SECONDS), SEED)
        .withMethod(method)
        .withSetting(
            new TrainOptions.Setting(
                new NoDelay(), TrainingPlan.Where.TASKS, true, TIMEOUT_SECONDS))
        .withAdvice(advice);
  }
}
