package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.Arrays;

/**
 * One worker's rows of one step and the coordinates they touch. Reused; drawn by one thread, read
 * by any.
 */
final class Batch {
  private int rows;
  private int[] slice = new int[16];
  private int[] row = new int[16];
  private int[] touched;

  /**
   * Draws the rows of a step and collects what they touch; {@code set} is empty before and after.
   */
  void draw(
      RowSampler sampler, long step, Examples examples, Objective objective, CoordinateSet set) {
    rows = 0;
    sampler.draw(step, place -> add(examples, place));
    if (rows == 1) {
      touched = objective.touched(examples.slices().get(slice[0]).block(), row[0], set);
      return;
    }
    for (int i = 0; i < rows; i++) {
      objective.touch(examples.slices().get(slice[i]).block(), row[i], set);
    }
    touched = set.drain();
  }

  private void add(Examples examples, long place) {
    if (rows == row.length) {
      slice = Arrays.copyOf(slice, 2 * rows);
      row = Arrays.copyOf(row, 2 * rows);
    }
    slice[rows] = examples.sliceOf(place);
    row[rows] = examples.rowOf(place, slice[rows]);
    rows++;
  }

  int rows() {
    return rows;
  }

  /** Touched coordinates in ascending order. */
  int[] touched() {
    return touched;
  }

  /** Adds the gradients of all rows to the accumulator. */
  void addGradients(Objective objective, Examples examples, double[] x, double[] gradient) {
    for (int i = 0; i < rows; i++) {
      Slice s = examples.slices().get(slice[i]);
      objective.addGradient(x, s.block(), row[i], gradient);
    }
  }
}
