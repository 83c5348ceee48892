package io.taucrit.core.passes;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * Rows in memory: those that an objective is minimised on, and others to judge by. Immutable and
 * thread-safe.
 *
 * @param training in order of place
 * @param heldOut judged, never drawn; may be empty
 */
public record SplitRows(Objective objective, List<Slice> training, List<Slice> heldOut) {
  public SplitRows {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /** n, the rows trained on. */
  public long trainingRows() {
    return rows(training);
  }

  /** f, ∇f and V over all training rows: exact. */
  public GradientStatistics at(double[] x) {
    return PartialPass.sums(objective, x, training).statistics(x, objective.penalty());
  }

  /** Mean loss over held-out rows, without the regulariser; NaN without any. */
  public double heldOutLoss(double[] x) {
    GradientSums sums = PartialPass.sums(objective.dataPart(), x, heldOut);
    return sums.loss() / sums.rows();
  }

  /** Share of training rows that are classified wrongly; NaN without classes. */
  public double trainingError(double[] x) {
    return error(x, training);
  }

  /** Share of held-out rows that are classified wrongly; NaN without any, or without classes. */
  public double heldOutError(double[] x) {
    return error(x, heldOut);
  }

  private double error(double[] x, List<Slice> slices) {
    double errors = 0;
    for (Slice s : slices) {
      errors += objective.errors(x, s.block(), s.from(), s.to());
    }
    return errors / rows(slices);
  }

  private static long rows(List<Slice> slices) {
    return slices.stream().mapToLong(Slice::rows).sum();
  }
}
