package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.LinearModel;
import io.taucrit.core.objective.Objective;
import io.taucrit.data.CsrBlock;
import java.util.Arrays;

/**
 * One worker's rows of one step and, where asked for, the coordinates they touch. Reused; drawn by
 * one thread, read by any.
 */
final class Batch {
  private int rows;
  private int[] slice = new int[16];
  private int[] row = new int[16];
  private int[] touched;
  private double[] residuals = new double[0];

  /** Draws the rows of a step. */
  void draw(RowSampler sampler, long step, Examples examples) {
    rows = 0;
    sampler.draw(step, place -> add(examples, place));
  }

  /** Nonzeros of all rows. */
  long nonzeros(Examples examples) {
    long sum = 0;
    for (int i = 0; i < rows; i++) {
      int[] offsets = block(examples, i).rowOffsets();
      sum += offsets[row[i] + 1] - offsets[row[i]];
    }
    return sum;
  }

  /** Adds what the rows touch to a set. */
  void touch(Examples examples, Objective objective, CoordinateSet set) {
    for (int i = 0; i < rows; i++) {
      objective.touch(block(examples, i), row[i], set);
    }
  }

  /** Collects what the rows touch; {@code set} is empty before and after. */
  void collect(Examples examples, Objective objective, CoordinateSet set) {
    if (rows == 1) {
      touched = objective.touched(block(examples, 0), row[0], set);
      return;
    }
    touch(examples, objective, set);
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

  private CsrBlock block(Examples examples, int i) {
    return examples.slices().get(slice[i]).block();
  }

  /** What {@link #collect} found, in ascending order. */
  int[] touched() {
    return touched;
  }

  /** Adds what {@link #collect} found to a set. */
  void addTouched(CoordinateSet set) {
    for (int v : touched) {
      set.add(v);
    }
  }

  /** Adds the gradients of all rows to the accumulator. */
  void addGradients(Objective objective, Examples examples, double[] x, double[] gradient) {
    for (int i = 0; i < rows; i++) {
      objective.addGradient(x, block(examples, i), row[i], gradient);
    }
  }

  /**
   * One step on z, which represents x as {@link LinearModel#residual} has it: z moves along the
   * rows by their residuals at x, all of them taken before z moves.
   *
   * @param c what a residual is multiplied by for the first p coordinates
   * @param free for the others
   */
  void step(
      LinearModel model,
      Examples examples,
      double[] z,
      double scale,
      double c,
      double free,
      int penalised) {
    if (residuals.length < rows) {
      residuals = new double[row.length];
    }
    for (int i = 0; i < rows; i++) {
      residuals[i] = model.residual(z, scale, penalised, block(examples, i), row[i]);
    }
    for (int i = 0; i < rows; i++) {
      double r = residuals[i];
      LinearModel.addRow(z, c * r, free * r, penalised, block(examples, i), row[i]);
    }
  }
}
