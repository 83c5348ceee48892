package io.taucrit.jobs.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.step.StepSizes;

/** Training plans for tests: 48 rows a round, which 1, 2, 3 and 4 workers share equally. */
final class Plans {
  static final int BATCH = 48;
  static final int UPDATES = 300;
  static final long SEED = 5;

  /** Bound on every wait, so that a run that hangs fails. */
  static final long TIMEOUT_SECONDS = 60;

  private Plans() {}

  /** Exactly {@link #UPDATES} updates. */
  static TrainingPlan fixed(int workers, double step) {
    return until(StoppingRule.updates(UPDATES), workers, step);
  }

  /** As {@link #fixed}, over a channel that is authenticated but not encrypted. */
  static TrainingPlan fixedPlain(int workers, double step) {
    return fixed(workers, step).withEncryption(false);
  }

  static TrainingPlan until(StoppingRule stopping, int workers, double step) {
    return with(Dials.synchronous(workers, BATCH), stopping, step);
  }

  static TrainingPlan with(Dials dials, StoppingRule stopping, double step) {
    return TrainingPlan.of(
            dials, StepSizes.constant(step), stopping, EvaluationSchedule.standard(), SEED)
        .withTimeout(TIMEOUT_SECONDS);
  }
}
