package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Advice;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.CriticalBatch;
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
    int batch = choose(target, workers, n);
    double step = target.stepFor(batch);
    Double predicted = target.updatesFor(batch);
    String reason = reason(target, batch, n);
    Long trialUpdates = null;
    if (predicted != null) {
      StepTrial trial =
          StepTrial.run(
              sample,
              predictor.optimum(),
              target.relativeSuboptimality(),
              batch,
              step,
              predicted,
              (long) (TRIAL_WORK / nonzerosPerRow),
              // Other rows than a training run with the same seed will draw.
              ~seed);
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
        predicted = (double) trial.updates();
      }
    }
    return new Advice(
        "synchronous",
        workers,
        batch,
        0,
        1,
        step,
        predicted,
        trialUpdates,
        target.relativeSuboptimality(),
        reason);
  }

  /** The largest listed batch that is efficient and gives every worker a row; else one row each. */
  private static int choose(Target target, int workers, long n) {
    int batch = workers;
    for (Speedup s : target.speedup()) {
      double speedup = s.estimate() == null ? s.formula() : s.estimate();
      if (s.batch() >= workers && s.batch() <= n && speedup / s.batch() >= 0.5) {
        batch = s.batch();
      }
    }
    return batch;
  }

  private static String reason(Target target, int batch, long n) {
    Double one = target.updatesFor(1);
    boolean path = one != null && target.updatesFor(batch) != null;
    double speedup =
        path
            ? one / target.updatesFor(batch)
            : new CriticalBatch(target.criticalBatch().estimate() - 1).speedup(batch);
    Double half =
        path
            ? target.halfEfficiencyBatch().estimate()
            : target.formulaHalfEfficiencyBatch().estimate();
    String saving =
        String.format(
            Locale.ROOT,
            "A batch of %,d needs %s times fewer updates than a batch of 1 (efficiency %.0f%%%s)",
            batch,
            String.format(Locale.ROOT, speedup < 100 ? "%.3g" : "%,.0f", speedup),
            100 * speedup / batch,
            path ? "" : ", by the formula");
    return half == null
        ? saving + "; no batch up to the %,d rows there are wastes half of all work.".formatted(n)
        : saving
            + String.format(
                Locale.ROOT, "; beyond %,.0f more than half of all work is wasted.", half);
  }
}
