package io.taucrit.core.trajectory;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import java.util.Set;

/**
 * The share of rows whose label is not the sign of their margin a_iᵀx, a margin of 0 counted as −1;
 * rows count alike whatever they weigh. Stateless.
 */
final class Misclassification {
  private static final Set<String> CLASSIFIERS = Set.of("logistic", "squared-hinge");

  private Misclassification() {}

  /** Null for losses of numbers and counts, and without rows. */
  static Double share(Objective objective, double[] x, List<Slice> slices) {
    if (!(objective.dataPart() instanceof GlmObjective model)
        || !CLASSIFIERS.contains(model.loss().name())) {
      return null;
    }
    long rows = 0;
    long wrong = 0;
    for (Slice slice : slices) {
      rows += slice.rows();
      wrong += wrong(model.loss(), x, slice);
    }
    return rows == 0 ? null : (Double) ((double) wrong / rows);
  }

  private static long wrong(PointwiseLoss loss, double[] x, Slice slice) {
    CsrBlock block = slice.block();
    long wrong = 0;
    for (int row = slice.from(); row < slice.to(); row++) {
      double margin = 0;
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        margin += block.values()[k] * x[block.indices()[k]];
      }
      wrong += (margin > 0) == (loss.label(block.labels()[row]) > 0) ? 0 : 1;
    }
    return wrong;
  }
}
