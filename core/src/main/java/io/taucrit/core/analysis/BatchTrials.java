package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.StepTrial;
import java.util.List;
import java.util.NavigableMap;

/**
 * Tries predicted steps on the sample, batch by batch, within one bound on the work of all. Not
 * thread-safe.
 */
final class BatchTrials {
  /** Nonzeros that trials may touch in all: a few seconds of work. */
  private static final double WORK = 1e9;

  private final InMemoryPasses sample;
  private final double optimum;
  private final long seed;
  private double rowsLeft;

  /**
   * @param optimum f⋆ of the sample
   */
  BatchTrials(InMemoryPasses sample, double optimum, double nonzerosPerRow, long seed) {
    this.sample = sample;
    this.optimum = optimum;
    this.seed = seed;
    rowsLeft = WORK / nonzerosPerRow;
  }

  /** The trial of the step predicted for a batch. */
  StepTrial of(Target target, int batch) {
    return counted(
        StepTrial.run(
            sample,
            optimum,
            target.relativeSuboptimality(),
            batch,
            target.stepFor(batch),
            target.updatesFor(batch),
            rowsLeft,
            seed));
  }

  private StepTrial quickest(Target target, int batch, double step, double updates) {
    return counted(
        StepTrial.quickest(
            sample, optimum, target.relativeSuboptimality(), batch, step, updates, rowsLeft, seed));
  }

  private StepTrial counted(StepTrial trial) {
    rowsLeft -= trial.rows();
    return trial;
  }

  /** The trial of a batch again, with shorter steps as long as they are quicker. */
  StepTrial shortened(Target target, int batch, StepTrial slow) {
    StepTrial trial = quickest(target, batch, slow.step() / 2, slow.updates() / 2.0);
    return trial.updates() != null && trial.updates() < slow.updates() ? trial : slow;
  }

  /**
   * Goes on with the next smaller listed batches down to 1, as far as the work allows: a smaller
   * batch has no longer step and no fewer rows to touch in all.
   *
   * @param trials by batch, of one that was refuted; the others are added
   */
  void downwards(Target target, NavigableMap<Integer, StepTrial> trials) {
    List<Speedup> listed = target.speedup();
    for (int k = listed.size() - 1; k >= 0; k--) {
      int batch = listed.get(k).batch();
      if (batch < trials.firstKey()) {
        StepTrial larger = trials.firstEntry().getValue();
        double updates =
            larger.updates() == null
                ? target.updatesFor(batch)
                : (double) larger.updates() * trials.firstKey() / batch;
        double longest = larger.updates() == null ? Double.POSITIVE_INFINITY : larger.step();
        if (!add(target, batch, longest, updates, trials)) {
          return;
        }
      }
    }
  }

  /**
   * Goes on with the next larger listed batch, up to n, where the largest tried reached the target:
   * its step is longer in proportion at most.
   *
   * @return whether there is one and its trial came to an end
   */
  boolean upwards(Target target, long n, NavigableMap<Integer, StepTrial> trials) {
    for (Speedup s : target.speedup()) {
      if (s.batch() > trials.lastKey() && s.batch() <= n) {
        StepTrial smaller = trials.lastEntry().getValue();
        double longest = smaller.step() * s.batch() / trials.lastKey();
        return add(target, s.batch(), longest, smaller.updates(), trials);
      }
    }
    return false;
  }

  private boolean add(
      Target target,
      int batch,
      double longestStep,
      double updates,
      NavigableMap<Integer, StepTrial> trials) {
    StepTrial trial =
        quickest(target, batch, Math.min(longestStep, target.stepFor(batch)), updates);
    boolean ended = trial.updates() != null || trial.refuted();
    if (ended) {
      trials.put(batch, trial);
    }
    return ended;
  }
}
