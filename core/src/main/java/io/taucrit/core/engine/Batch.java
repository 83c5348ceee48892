package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.Arrays;

/** One worker's rows of one round and the coordinates they touch. Reused; not thread-safe. */
final class Batch {
  /** Above this share of touched coordinates all d are smaller on the wire than a list of some. */
  private static final double DENSE_SHARE = 0.8;

  private int rows;
  private int[] slice = new int[16];
  private int[] row = new int[16];
  private int[] coordinates;

  /** Draws the rows of a round and collects what they touch. */
  void draw(
      BatchSampler sampler, long clock, Examples examples, Objective objective, CoordinateSet set) {
    rows = 0;
    sampler.draw(clock, examples.first(), examples.end(), place -> add(examples, place));
    for (int i = 0; i < rows; i++) {
      objective.touch(examples.slices().get(slice[i]).block(), row[i], set);
    }
    boolean dense = set.size() >= DENSE_SHARE * objective.dimension();
    int[] touched = set.drain();
    coordinates = dense ? null : touched;
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

  /** Touched coordinates in ascending order, or null for all. */
  int[] coordinates() {
    return coordinates;
  }

  /** Adds the gradients of all rows to the accumulator. */
  void addGradients(Objective objective, Examples examples, double[] x, double[] gradient) {
    for (int i = 0; i < rows; i++) {
      Slice s = examples.slices().get(slice[i]);
      objective.addGradient(x, s.block(), row[i], gradient);
    }
  }
}
