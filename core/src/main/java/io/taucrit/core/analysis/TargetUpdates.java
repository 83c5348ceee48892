package io.taucrit.core.analysis;

import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.UpdatesByDials;

/**
 * Updates of the whole family from those of mini-batch SGD, T(b) with its step γ(b): a round of H
 * local steps with batch b does the work of H updates, so that it takes T(b)/H rounds with the same
 * step. For a quadratic f and noise that does not depend on x this is exact at slack 0: averaging
 * commutes with linear steps, so the average of P copies is mini-batch SGD itself. It leaves out
 * what the averaged copies lose on another f.
 *
 * <p>With slack a push is late by the P − 1 of the other workers, fewer than b rows where H = 1;
 * that is taken to change neither T nor γ but by the first of those pushes, (P − 1)/P rounds that
 * all start from x_0. Immutable.
 */
public record TargetUpdates(Target target) implements UpdatesByDials {
  @Override
  public Interval updates(Dials dials) {
    Double updates = target.updatesFor(dials.batch());
    if (updates == null) {
      return null;
    }
    double late = dials.expectedStaleness() / dials.workers();
    return Interval.exact(updates / dials.localSteps() + late);
  }

  @Override
  public double step(Dials dials) {
    return target.stepFor(dials.batch());
  }
}
