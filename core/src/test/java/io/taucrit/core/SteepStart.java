package io.taucrit.core;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.data.view.RowStatistics;

/**
 * A logistic problem with many rare features of unit variance, whose classes almost no row
 * confuses: the curvature at 0 is some fifty times that at the optimum, and the noise falls by as
 * much.
 */
public final class SteepStart {
  private static final int ROWS = 300;
  private static final int FEATURES = 2000;

  private SteepStart() {}

  public static InMemoryPasses rows() {
    CsrBlock raw =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(ROWS)
                    .withFeatures(FEATURES)
                    .withNonzerosPerRow(10)
                    .withSignal(30)
                    .withSeed(3))
            .block(0, ROWS);
    RowStatistics statistics = new RowStatistics(FEATURES, Preprocessing.NONE.withUnitVariance());
    statistics.add(raw, 0, ROWS);
    return InMemoryPasses.sequential(
        new GlmObjective(new LogisticLoss(), FEATURES, 1.0 / ROWS, 1), statistics.view().of(raw));
  }
}
