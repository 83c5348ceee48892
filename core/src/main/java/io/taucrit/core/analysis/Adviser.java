package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis.Advice;
import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.StepTrial;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;

/**
 * Chooses how to train from what was predicted for one target: synchronous mini-batch SGD on all
 * workers with the largest listed batch whose efficiency T(1)/(b T(b)) is at least one half, for
 * beyond it more than half of all work is wasted; at least one row a worker.
 *
 * <p>The predicted step is tried on the sample first. Where it fails, or is so slow that the batch
 * is not efficient, the prediction is no ground for choosing a batch any more: smaller ones are
 * tried too, and larger ones while they are efficient, the curves become those of the trials, and
 * the choice is made by them.
 */
final class Adviser {
  private static final double EFFICIENT = 0.5;

  /** A run that rises so far above its start, relative to it, is worth a word. */
  private static final double SWING = 1.1;

  private final BatchTrials trials;

  Adviser(BatchTrials trials) {
    this.trials = trials;
  }

  /**
   * An advice and the target it was made from.
   *
   * @param target with the curves of the trials where the predicted step failed one
   */
  record Advised(Target target, Advice advice) {}

  /**
   * @param n rows to train on
   * @param warnings added to where a trial did not go as predicted
   */
  Advised advise(Target target, int workers, long n, List<String> warnings) {
    int batch = choose(target, workers, n);
    if (target.updatesFor(batch) == null) {
      return advised(target, workers, batch, null, reason(target, batch, n));
    }
    StepTrial trial = trials.of(target, batch);
    if (trial.refuted()) {
      return reconsidered(target, workers, batch, n, trial, warnings);
    }
    if (tooSlow(target, batch, trial)) {
      StepTrial quicker = trials.shortened(target, batch, trial);
      return reconsidered(target, workers, batch, n, quicker, warnings);
    }
    if (trial.updates() == null) {
      warnings.add(
          "The advised step %.4g could not be confirmed: a trial on the sample takes too long."
              .formatted(trial.step()));
    }
    warnOfSwing(trial, warnings);
    return advised(target, workers, batch, trial, reason(target, batch, n));
  }

  /** Whether the updates are more than the interval allows for, and too many to be efficient. */
  private static boolean tooSlow(Target target, int batch, StepTrial trial) {
    Double upper = target.roundsFor(Dials.synchronous(1, batch), 0).upper();
    return trial.updates() != null
        && upper != null
        && trial.updates() > Math.ceil(upper * EvaluationSchedule.standard().ratio())
        && target.updatesFor(1) / trial.updates() / batch < EFFICIENT;
  }

  private Advised reconsidered(
      Target target, int workers, int batch, long n, StepTrial refuted, List<String> warnings) {
    NavigableMap<Integer, StepTrial> tried = new TreeMap<>(Map.of(batch, refuted));
    trials.downwards(target, tried);
    Target corrected = TriedCurves.of(target, tried);
    while (efficient(corrected, tried.lastKey()) && trials.upwards(target, n, tried)) {
      corrected = TriedCurves.of(target, tried);
    }
    int choice = chooseTried(corrected, workers, tried.navigableKeySet());
    StepTrial trial = tried.get(choice);
    warnings.add(refutation(target, batch, refuted, tried.navigableKeySet()));
    if (trial.updates() == null) {
      warnings.add(
          "The advised step %.4g could not be confirmed: no trial on the sample reached the target."
              .formatted(trial.step()));
    }
    warnOfSwing(trial, warnings);
    return advised(corrected, workers, choice, trial, triedReason(corrected, choice, trial));
  }

  private static String refutation(
      Target target, int batch, StepTrial refuted, NavigableSet<Integer> tried) {
    return "The prediction for batch %,d, %.4g updates with step %.4g, failed a trial on the sample (%s)"
            .formatted(
                batch,
                target.updatesFor(batch),
                target.stepFor(batch),
                refuted.updates() == null
                    ? "down to %.4g no step passed".formatted(refuted.step())
                    : "%,d with step %.4g".formatted(refuted.updates(), refuted.step()))
        + ": at target %s updates and steps".formatted(target.relativeSuboptimality())
        + " of batches %,d to %,d are those of trials, and none are predicted beyond; other targets were not tried."
            .formatted(tried.first(), tried.last());
  }

  static void warnOfSwing(StepTrial trial, List<String> warnings) {
    if (trial.highest() > SWING) {
      warnings.add(
          "With the advised step %.4g a trial on the sample rises to %.3g times the suboptimality of its start"
                  .formatted(trial.step(), trial.highest())
              + " before it falls; a shorter step is slower and steadier.");
    }
  }

  /**
   * @param trial of the batch, null where there is no prediction to try
   */
  private static Advised advised(
      Target target, int workers, int batch, StepTrial trial, String reason) {
    boolean failed = trial != null && trial.updates() == null && trial.refuted();
    return new Advised(
        target,
        new Advice(
            "synchronous",
            workers,
            batch,
            0,
            1,
            target.stepFor(batch),
            failed ? null : target.updatesFor(batch),
            trial == null ? null : trial.updates(),
            target.relativeSuboptimality(),
            reason));
  }

  /** The largest listed batch that is efficient and gives every worker a row; else one row each. */
  private static int choose(Target target, int workers, long n) {
    int batch = workers;
    for (Speedup s : target.speedup()) {
      double speedup = s.estimate() == null ? s.formula() : s.estimate();
      if (s.batch() >= workers && s.batch() <= n && speedup / s.batch() >= EFFICIENT) {
        batch = s.batch();
      }
    }
    return batch;
  }

  /** The same of those that reached the target in trials; if none is efficient, the most so. */
  private static int chooseTried(Target target, int workers, NavigableSet<Integer> tried) {
    List<Speedup> reached =
        target.speedup().stream()
            .filter(s -> tried.contains(s.batch()) && s.batch() >= workers && s.updates() != null)
            .toList();
    return reached.stream()
        .filter(s -> efficiency(s) >= EFFICIENT)
        .reduce((smaller, larger) -> larger)
        .or(() -> reached.stream().max(Comparator.comparingDouble(Adviser::efficiency)))
        .map(Speedup::batch)
        .orElse(tried.last());
  }

  private static boolean efficient(Target target, int batch) {
    return target.speedup().stream()
        .anyMatch(s -> s.batch() == batch && efficiency(s) >= EFFICIENT);
  }

  private static double efficiency(Speedup s) {
    return s.estimate() == null ? 0 : s.estimate() / s.batch();
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
    String saving = saving(batch, speedup, path ? "" : ", by the formula");
    return half == null
        ? saving + "; no batch up to the %,d rows there are wastes half of all work.".formatted(n)
        : saving + beyond(half);
  }

  private static String triedReason(Target target, int batch, StepTrial trial) {
    Double half = target.halfEfficiencyBatch().estimate();
    if (trial.updates() == null) {
      return "A batch of %,d is what was predicted, but no trial on the sample reached the target."
          .formatted(batch);
    }
    Speedup at =
        target.speedup().stream().filter(s -> s.batch() == batch).findFirst().orElseThrow();
    return at.estimate() == null
        ? "A batch of %,d took %,d updates in a trial on the sample, where a batch of 1 did not reach the target."
            .formatted(batch, trial.updates())
        : saving(batch, at.estimate(), ", by trials on the sample")
            + (half == null ? "; nothing larger was tried." : beyond(half));
  }

  private static String saving(int batch, double speedup, String source) {
    return String.format(
        Locale.ROOT,
        "A batch of %,d needs %s times fewer updates than a batch of 1 (efficiency %.0f%%%s)",
        batch,
        String.format(Locale.ROOT, speedup < 100 ? "%.3g" : "%,.0f", speedup),
        100 * speedup / batch,
        source);
  }

  private static String beyond(double half) {
    return String.format(Locale.ROOT, "; beyond %,.0f more than half of all work is wasted.", half);
  }
}
