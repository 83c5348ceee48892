package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;
import java.util.Arrays;

/** One worker's rows of one clock: a batch for each of its H local steps. Reused. */
final class ClockBatch {
  private final Batch[] steps;
  private int[] coordinates;
  private long rows;

  ClockBatch(int localSteps) {
    steps = new Batch[localSteps];
    Arrays.setAll(steps, h -> new Batch());
  }

  /** Draws the rows of steps clock·H … clock·H + H − 1; {@code set} is empty before and after. */
  void draw(
      RowSampler sampler, long clock, Examples examples, Objective objective, CoordinateSet set) {
    rows = 0;
    for (int h = 0; h < steps.length; h++) {
      steps[h].draw(sampler, clock * steps.length + h, examples, objective, set);
      rows += steps[h].rows();
    }
    int[] touched = steps.length == 1 ? steps[0].touched() : union(set);
    coordinates = denseIsSmaller(touched, objective.dimension()) ? null : touched;
  }

  private int[] union(CoordinateSet set) {
    for (Batch step : steps) {
      for (int v : step.touched()) {
        set.add(v);
      }
    }
    return set.drain();
  }

  /** Compares the bytes of all messages of the clock: coordinates, values pulled, values pushed. */
  private static boolean denseIsSmaller(int[] touched, int dimension) {
    long bytes = 16L * touched.length;
    int previous = -1;
    for (int v : touched) {
      bytes += CoordinateSet.bytesOfGap(v - previous - 1);
      previous = v;
    }
    return bytes >= 16L * dimension;
  }

  /** Coordinates that the clock touches, ascending; null for all, where that is smaller. */
  int[] coordinates() {
    return coordinates;
  }

  /** Rows of all steps. */
  long rows() {
    return rows;
  }

  Batch step(int h) {
    return steps[h];
  }
}
