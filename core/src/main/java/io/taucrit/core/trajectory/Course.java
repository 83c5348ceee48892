package io.taucrit.core.trajectory;

import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Setting;

/**
 * How runs are parallel, how long their steps are, and when they are looked at.
 *
 * @param averaging which iterate is evaluated
 * @param updates rounds after which they end, ≥ 1
 */
public record Course(
    Setting setting,
    StepSizes steps,
    Averaging averaging,
    EvaluationSchedule evaluations,
    long updates) {
  public Course {
    if (updates < 1) {
      throw new IllegalArgumentException("Invalid run: %d updates < 1".formatted(updates));
    }
  }

  /** Rounds of S samples, rounded up. */
  public static long updates(Setting setting, double samples) {
    return Math.max(1, (long) Math.ceil(samples / setting.dials().rowsPerRound()));
  }
}
