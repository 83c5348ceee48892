package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;
import java.util.Arrays;

/** One worker's rows of one clock: a batch for each of its H local steps. Reused. */
final class ClockBatch {
  /**
   * Rows with more nonzeros than this share of d read and push all of x, though they may touch
   * less: within a JVM to look and to gather costs more than to copy. On a wire bytes cost more.
   */
  private static final double NONZEROS_FOR_ALL_IN_JVM = 0.25;

  private static final double NONZEROS_FOR_ALL_ON_WIRE = 4;

  private final double nonzerosForAll;
  private final Batch[] steps;
  private final boolean collects;
  private int[] coordinates;
  private long rows;

  /**
   * @param collects whether each step has to know what it touches
   * @param travels whether messages leave the JVM
   */
  ClockBatch(int localSteps, boolean collects, boolean travels) {
    this.collects = collects;
    nonzerosForAll = travels ? NONZEROS_FOR_ALL_ON_WIRE : NONZEROS_FOR_ALL_IN_JVM;
    steps = new Batch[localSteps];
    Arrays.setAll(steps, h -> new Batch());
  }

  /** Draws the rows of steps clock·H … clock·H + H − 1; {@code set} is empty before and after. */
  void draw(
      RowSampler sampler, long clock, Examples examples, Objective objective, CoordinateSet set) {
    rows = 0;
    for (int h = 0; h < steps.length; h++) {
      steps[h].draw(sampler, clock * steps.length + h, examples);
      rows += steps[h].rows();
    }
    long nonzeros = 0;
    for (Batch step : steps) {
      nonzeros += step.nonzeros(examples);
      if (collects) {
        step.collect(examples, objective, set);
      }
    }
    if (nonzeros >= nonzerosForAll * objective.dimension()) {
      coordinates = null;
      return;
    }
    for (Batch step : steps) {
      if (collects) {
        step.addTouched(set);
      } else {
        step.touch(examples, objective, set);
      }
    }
    int[] touched = set.drain();
    coordinates = denseIsSmaller(touched, objective.dimension()) ? null : touched;
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

  /** Coordinates that the clock touches, ascending; null for all, where that is about as small. */
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
