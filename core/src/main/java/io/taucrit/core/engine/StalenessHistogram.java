package io.taucrit.core.engine;

import java.util.Arrays;

/**
 * Counts the staleness θ of every push: how many pushes were applied between its read and its own
 * application. The pushes of one synchronous round have θ = 0, …, P − 1. Not thread-safe.
 */
public final class StalenessHistogram {
  private long[] counts = new long[16];
  private double sum;
  private long pushes;

  StalenessHistogram() {}

  /** Goes on from counts[θ]. */
  StalenessHistogram(long[] counts) {
    this.counts = Arrays.copyOf(counts, Math.max(16, counts.length));
    for (int theta = 0; theta < counts.length; theta++) {
      sum += (double) theta * counts[theta];
      pushes += counts[theta];
    }
  }

  void add(long theta) {
    int i = (int) Math.min(theta, Integer.MAX_VALUE - 8);
    if (i >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(i + 1, 2 * counts.length));
    }
    counts[i]++;
    sum += theta;
    pushes++;
  }

  /** The largest θ seen; 0 without any. */
  public long max() {
    for (int i = counts.length - 1; i > 0; i--) {
      if (counts[i] > 0) {
        return i;
      }
    }
    return 0;
  }

  /** The mean θ; 0 without any. */
  public double mean() {
    return pushes == 0 ? 0 : sum / pushes;
  }

  /** counts[θ] for θ = 0 … max. */
  public long[] counts() {
    return Arrays.copyOf(counts, (int) max() + 1);
  }
}
