package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.UpdatesByDials;
import io.taucrit.core.step.PredictedStep;

/**
 * Rounds of the whole family from the predicted curves of one target, for workers that are never
 * idle. Immutable.
 *
 * @param step the predicted step, perhaps bounded
 */
public record TargetUpdates(Target target, PredictedStep step) implements UpdatesByDials {
  /** With the predicted step as it is. */
  public TargetUpdates(Target target) {
    this(target, target.step());
  }

  @Override
  public Interval updates(Dials dials) {
    Estimate rounds = target.roundsFor(dials, dials.expectedStaleness());
    if (rounds == null) {
      return null;
    }
    double estimate = rounds.estimate();
    return rounds.lower() == null
        ? Interval.exact(estimate)
        : new Interval(estimate, rounds.lower(), rounds.upper());
  }

  @Override
  public double step(Dials dials) {
    return step.step(1, dials, dials.expectedStaleness());
  }
}
