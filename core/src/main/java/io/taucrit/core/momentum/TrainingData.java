package io.taucrit.core.momentum;

import io.taucrit.core.engine.Examples;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * An objective, the rows it is minimised on and others to judge by.
 *
 * @param training in order of place
 * @param heldOut may be empty
 */
public record TrainingData(Objective objective, List<Slice> training, List<Slice> heldOut) {
  public TrainingData {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /** n. */
  public long rows() {
    return training.stream().mapToLong(Slice::rows).sum();
  }

  /** A run over the training rows. */
  public MomentumRun run(double[] start, MomentumPlan plan) {
    return new MomentumRun(objective, new Examples(0, training), start, plan);
  }

  /** f, ∇f and V over all training rows: exact. */
  public GradientStatistics at(double[] x) {
    return PartialPass.sums(objective, x, training).statistics(x, objective.lambda());
  }

  /** Share of held-out rows that are classified wrongly; NaN without any, or without classes. */
  public double heldOutError(double[] x) {
    double errors = 0;
    long count = 0;
    for (Slice s : heldOut) {
      errors += objective.errors(x, s.block(), s.from(), s.to());
      count += s.rows();
    }
    return errors / count;
  }

  /** Mean loss over held-out rows, without the regulariser; NaN without any. */
  public double heldOutLoss(double[] x) {
    var sums = PartialPass.sums(objective.dataPart(), x, heldOut);
    return sums.loss() / sums.rows();
  }
}
