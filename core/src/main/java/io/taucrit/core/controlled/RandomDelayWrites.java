package io.taucrit.core.controlled;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Coordinate v of the gradient of step t is written by step t + k, k uniform on {0, …, τ − 1} and
 * independent over t and v. Needs τ vectors of length D.
 */
final class RandomDelayWrites implements Writes {
  private static final long MASK = 0xFFFFFFFFL;

  private final int dimension;
  private final int support;
  private final int delay;
  private final double[][] due;
  private int slot;

  RandomDelayWrites(int dimension, int support, int delay) {
    this.dimension = dimension;
    this.support = support;
    this.delay = delay;
    due = new double[delay][dimension];
  }

  @Override
  public double write(double[] x, int from, double[] g, double step, SplittableRandom random) {
    for (int v = 0; v < support; v += 2) {
      // 32 bits each; the bias of τ 2⁻³² is far below anything a run could see.
      long bits = random.nextLong();
      add(from + v, g[v], (int) ((bits >>> 32) * delay >>> 32));
      if (v + 1 < support) {
        add(from + v + 1, g[v + 1], (int) ((bits & MASK) * delay >>> 32));
      }
    }
    double[] now = due[slot];
    double change = ImmediateWrites.subtract(x, 0, now, dimension, step);
    Arrays.fill(now, 0);
    slot = slot + 1 == delay ? 0 : slot + 1;
    return change;
  }

  private void add(int coordinate, double value, int wait) {
    int when = slot + wait;
    due[when < delay ? when : when - delay][coordinate] += value;
  }
}
