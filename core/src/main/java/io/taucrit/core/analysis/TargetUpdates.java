package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.UpdatesByDials;
import java.util.Arrays;

/**
 * Updates of the whole family from those of mini-batch SGD, T(b) with its step γ(b): a round of H
 * local steps with batch b does the work of H updates, so that it takes T(b)/H rounds with the same
 * step. For a quadratic f and noise that does not depend on x this is exact at slack 0: averaging
 * commutes with linear steps, so the average of P copies is mini-batch SGD itself. It leaves out
 * what the averaged copies lose on another f.
 *
 * <p>With slack a push is late by the P − 1 of the other workers, fewer than b rows where H = 1;
 * that is taken to change neither T nor γ but by the first of those pushes, (P − 1)/P rounds that
 * all start from x_0. Long clocks have a floor as well: a push moves x by 1/P of the way from what
 * it read to where its steps lead, at most to the optimum, e(k + 1) = e(k) − e(k − P + 1)/P, and
 * that takes some rounds however many steps there are. Immutable.
 */
public record TargetUpdates(Target target) implements UpdatesByDials {
  @Override
  public Interval updates(Dials dials) {
    Double updates = target.updatesFor(dials.batch());
    if (updates == null) {
      return null;
    }
    double rounds = updates / dials.localSteps();
    if (dials.slack() == 0 || dials.workers() == 1) {
      return Interval.exact(rounds);
    }
    double late = dials.expectedStaleness() / dials.workers();
    double least = roundsOfLongClocks(dials.workers(), target.relativeSuboptimality());
    return Interval.exact(Math.max(rounds + late, least));
  }

  @Override
  public double step(Dials dials) {
    return target.stepFor(dials.batch());
  }

  /** Rounds until e² stays below r, from e = 1 for the first P reads. */
  static double roundsOfLongClocks(int workers, double relativeTarget) {
    double[] errors = new double[workers];
    Arrays.fill(errors, 1);
    double error = 1;
    int pushes = 0;
    // The error oscillates: a whole round below the target, and all reads in it, is the end.
    for (int below = 0; below < 2 * workers; pushes++) {
      double read = errors[pushes % workers];
      error -= read / workers;
      errors[pushes % workers] = error;
      below = error * error <= relativeTarget ? below + 1 : 0;
    }
    return (double) (pushes - 2 * workers + 1) / workers;
  }
}
