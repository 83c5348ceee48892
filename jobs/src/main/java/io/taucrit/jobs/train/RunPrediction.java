package io.taucrit.jobs.train;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.step.PredictedStep;
import java.util.Comparator;
import java.util.Optional;

/**
 * What an analysis says about a run, from its target closest to the one asked for, the first one
 * where none is. Immutable and thread-safe.
 *
 * @param analysis null where none was needed: then nothing is predicted
 * @param target of the analysis, null without one
 */
record RunPrediction(Analysis analysis, Target target, TrainOptions options) {
  /** Relative targets this close are the same. */
  private static final double SAME = 1e-9;

  static RunPrediction of(Analysis analysis, TrainOptions options) {
    if (analysis == null) {
      return new RunPrediction(null, null, options);
    }
    Double asked = options.goal().target();
    Target target =
        asked == null
            ? analysis.targets().get(0)
            : analysis.targets().stream()
                .min(Comparator.comparingDouble(t -> distance(t, asked)))
                .orElseThrow();
    return new RunPrediction(analysis, target, options);
  }

  private static double distance(Target target, double asked) {
    return Math.abs(Math.log(target.relativeSuboptimality() / asked));
  }

  private boolean isOfAnotherTarget() {
    Double asked = options.goal().target();
    return asked != null && distance(target, asked) > SAME;
  }

  /** What its user has to know about it. */
  Optional<String> warning() {
    return target != null && isOfAnotherTarget()
        ? Optional.of(
            "The advice has no prediction for the target %s; the one for %s is used."
                .formatted(options.goal().target(), target.relativeSuboptimality()))
        : Optional.empty();
  }

  /** Null where nothing is predicted. */
  PredictedStep step() {
    return target == null ? null : analysis.stepFor(target);
  }

  /**
   * Rounds expected of the step in use; null where the prediction is for something else: another
   * target, step, schedule or start, independent rows, or the last iterate.
   */
  Double updates(Dials dials) {
    TrainOptions.Method method = options.method();
    if (target == null
        || options.goal().target() == null
        || isOfAnotherTarget()
        || !method.step().followsPrediction()
        || !method.schedule().equals("constant")
        || method.averaging() != Averaging.NONE
        || method.sampling() != Sampling.INDEPENDENT
        || options.start() != null) {
      return null;
    }
    if (advises(dials)) {
      return analysis.advice().predictedUpdates();
    }
    Estimate rounds = target.roundsFor(dials, dials.expectedStaleness());
    return rounds == null ? null : rounds.estimate();
  }

  private boolean advises(Dials dials) {
    return dials.batch() == analysis.advice().batch()
        && dials.slack() == 0
        && dials.localSteps() == 1
        && analysis.advice().stepSize() != null
        && target.relativeSuboptimality() == analysis.advice().relativeSuboptimality();
  }
}
