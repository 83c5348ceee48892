package io.taucrit.core.step;

import io.taucrit.core.Dials;
import java.io.Serializable;

/**
 * The averaged step of a run.
 *
 * @param step γ > 0; a factor of the predicted step with {@link PredictedStep}
 */
public record StepSizes(double step, StepRule rule, StepSchedule schedule) implements Serializable {
  public StepSizes {
    if (!(step > 0) || Double.isInfinite(step)) {
      throw new IllegalArgumentException("Invalid step: %s (must be > 0)".formatted(step));
    }
  }

  public static StepSizes constant(double step) {
    return new StepSizes(step, new ConstantStep(), new ConstantSchedule());
  }

  /** The averaged step of a read after so many applied rows. */
  public double at(Dials dials, double meanStaleness, long samples) {
    return schedule.at(rule.step(step, dials, meanStaleness), samples);
  }

  /** The averaged step that a run begins with. */
  public double initial(Dials dials) {
    return at(dials, dials.expectedStaleness(), 0);
  }

  /**
   * A bound on every averaged step of a run: without staleness, before the schedule shortens it.
   */
  public double longest(Dials dials) {
    return Math.max(initial(dials), at(dials, 0, 0));
  }
}
