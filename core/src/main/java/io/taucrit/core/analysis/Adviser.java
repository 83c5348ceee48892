package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Advice;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.predict.StepTrial;
import java.util.List;
import java.util.Locale;

/**
 * Chooses how to train from what was predicted for one target: synchronous mini-batch SGD on all
 * workers with the largest listed batch whose efficiency T(1)/(b T(b)) is at least one half, for
 * beyond it more than half of all work is wasted; at least one row a worker. The step is the
 * predicted one, tried on the sample first.
 */
final class Adviser {
  /** Nonzeros that trials may touch in all: a few seconds of work. */
  private static final double TRIAL_WORK = 1e9;

  private final InMemoryPasses sample;
  private final PathPredictor predictor;
  private final double nonzerosPerRow;
  private final long seed;

  Adviser(InMemoryPasses sample, PathPredictor predictor, double nonzerosPerRow, long seed) {
    this.sample = sample;
    this.predictor = predictor;
    this.nonzerosPerRow = nonzerosPerRow;
    this.seed = seed;
  }

  /**
   * @param n rows to train on
   * @param warnings added to where the predicted step failed its trial
   */
  Advice advise(Target target, int workers, long n, List<String> warnings) {
    Speedup chosen = choose(target, workers, n);
    int batch = Math.max(chosen.batch(), workers);
    double step = target.stepFor(batch);
    Long trialUpdates = null;
    if (chosen.updates() != null) {
      StepTrial trial =
          StepTrial.run(
              sample,
              predictor.optimum(),
              target.relativeSuboptimality(),
              batch,
              step,
              chosen.updates(),
              (long) (TRIAL_WORK / nonzerosPerRow),
              seed);
      trialUpdates = trial.updates();
      if (trial.updates() == null) {
        warnings.add(
            "The advised step %.4g could not be confirmed: no trial on the sample reached the target."
                .formatted(step));
      } else if (trial.step() < step) {
        warnings.add(
            "The predicted step %.4g failed a trial on the sample and was shortened to %.4g, which took"
                    .formatted(step, trial.step())
                + " %,d updates there.".formatted(trial.updates()));
        step = trial.step();
      }
    }
    return new Advice(
        "synchronous",
        workers,
        batch,
        0,
        1,
        step,
        chosen.updates(),
        trialUpdates,
        target.relativeSuboptimality(),
        reason(target, chosen, batch, n));
  }

  private static Speedup choose(Target target, int workers, long n) {
    Speedup chosen = null;
    for (Speedup s : target.speedup()) {
      double speedup = s.estimate() == null ? s.formula() : s.estimate();
      boolean efficient = speedup / s.batch() >= 0.5;
      if (s.batch() >= workers && s.batch() <= n && (efficient || chosen == null)) {
        chosen = s;
      }
    }
    return chosen == null ? target.speedup().get(0) : chosen;
  }

  private static String reason(Target target, Speedup chosen, int batch, long n) {
    boolean path = chosen.estimate() != null;
    double speedup = path ? chosen.estimate() : chosen.formula();
    Estimate half = path ? target.halfEfficiencyBatch() : target.formulaHalfEfficiencyBatch();
    return String.format(
        Locale.ROOT,
        "A batch of %,d needs %s times fewer updates than a batch of 1 (efficiency %.0f%%%s); beyond"
            + " %,.0f more than half of all work is wasted.",
        batch,
        String.format(Locale.ROOT, speedup < 100 ? "%.3g" : "%,.0f", speedup),
        100 * speedup / chosen.batch(),
        path ? "" : ", by the formula",
        half.estimate() == null ? (double) n : half.estimate());
  }
}
