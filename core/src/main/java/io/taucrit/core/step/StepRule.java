package io.taucrit.core.step;

import io.taucrit.core.Dials;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the averaged step depends on parallelism. Per push of a run with slack s ≥ 1 the parameters
 * move by step × factor × the push's share of a round's mean gradient; a synchronous round is one
 * update with θ = 0 and τ = 1. Immutable and thread-safe.
 */
public interface StepRule extends Serializable {
  /** As it is named on the command line and in run.json. */
  String name();

  /**
   * The averaged step of a read; local steps are taken with it.
   *
   * @param step γ, averaged over the b rows of a round
   * @param meanStaleness mean θ of the pushes so far, P − 1 before the first P of them
   */
  double step(double step, Dials dials, double meanStaleness);

  /** What a push is multiplied by when it is applied with staleness θ. */
  default double factor(long staleness) {
    return 1;
  }

  /** The rules that need no prediction, by name. */
  static Map<String, Supplier<StepRule>> plain() {
    return Map.of(
        ConstantStep.NAME, ConstantStep::new,
        StepOverDelay.NAME, StepOverDelay::new,
        StepOverStaleness.NAME, StepOverStaleness::new,
        StepOverWorkers.NAME, StepOverWorkers::new);
  }

  /** Their names, in the order of the documents. */
  static List<String> names() {
    return List.of(
        ConstantStep.NAME, StepOverDelay.NAME, StepOverStaleness.NAME, StepOverWorkers.NAME);
  }
}
