package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.util.List;

/**
 * Σ f_i, Σ ∇f_i and Σ ‖∇f_i‖² at several fixed iterates, from one reading of the rows. Made by
 * {@link Objective#jointSums}; an accumulator, not thread-safe.
 */
public interface JointSums {
  /** Adds the rows [from, to) of a block, at every iterate. */
  void add(CsrBlock block, int from, int to);

  /** The sums so far, one for every iterate, in their order. */
  List<GradientSums> sums();
}
