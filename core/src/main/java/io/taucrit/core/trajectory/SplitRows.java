package io.taucrit.core.trajectory;

import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * Rows in memory and what is minimised on those of them that are trained on.
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
    return training.stream().mapToLong(Slice::rows).sum();
  }
}
