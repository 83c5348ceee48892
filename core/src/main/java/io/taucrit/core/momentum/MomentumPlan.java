package io.taucrit.core.momentum;

import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.StepSchedule;
import java.io.Serializable;

/**
 * How a {@link MomentumRun} trains.
 *
 * @param batch b ≥ 1, rows of an update, drawn with replacement
 * @param step γ > 0, of the mean gradient over the batch; with momentum its effect is γ/(1 − β)
 * @param momentum β in [0, 1)
 * @param schedule what becomes of the step
 * @param seed of the batches
 */
public record MomentumPlan(
    int batch, double step, double momentum, StepSchedule schedule, long seed)
    implements Serializable {
  public MomentumPlan {
    if (batch < 1 || !(step > 0) || !(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "Invalid plan: batch %d < 1, step %s <= 0 or momentum %s not in [0, 1)"
              .formatted(batch, step, momentum));
    }
  }

  /** With a step that stays as it is. */
  public static MomentumPlan constant(int batch, double step, double momentum, long seed) {
    return new MomentumPlan(batch, step, momentum, new ConstantSchedule(), seed);
  }

  public MomentumPlan withSeed(long newSeed) {
    return new MomentumPlan(batch, step, momentum, schedule, newSeed);
  }
}
