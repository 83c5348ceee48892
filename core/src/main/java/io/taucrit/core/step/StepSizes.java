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

  /** The longest averaged step that a run may take: that of its beginning. */
  public double initial(Dials dials) {
    return at(dials, dials.expectedStaleness(), 0);
  }
}
