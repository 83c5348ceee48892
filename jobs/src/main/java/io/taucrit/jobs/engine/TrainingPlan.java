package io.taucrit.jobs.engine;

import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.data.UsageException;

/**
 * What to run.
 *
 * @param workers P
 * @param batch b ≥ P, rows of a round over all workers
 * @param step averaged step γ
 * @param evaluations after which updates to evaluate
 * @param encrypt whether to encrypt the channel (it is authenticated in any case)
 * @param timeoutSeconds bound on every wait for a worker or a reply
 */
public record TrainingPlan(
    int workers,
    int batch,
    double step,
    long seed,
    StoppingRule stopping,
    EvaluationSchedule evaluations,
    boolean encrypt,
    long timeoutSeconds) {
  /** Bound on waits where the user gives none: ten minutes. */
  public static final long TIMEOUT_SECONDS_DEFAULT = 600;

  public TrainingPlan {
    if (workers < 1) {
      throw new UsageException("Invalid --workers: %d (allowed: >= 1)".formatted(workers));
    }
    if (batch < workers) {
      throw new UsageException(
          "Invalid --batch: %d is less than one row for each of %d workers (allowed: >= %d)"
              .formatted(batch, workers, workers));
    }
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new UsageException("Invalid --step: %s (allowed: > 0, or auto)".formatted(step));
    }
  }
}
