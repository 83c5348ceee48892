package io.taucrit.core.engine;

import java.io.Serializable;

/** Staleness of a finished run, as in run.json. */
public record Staleness(long max, double mean, long[] histogram) implements Serializable {
  public static Staleness of(StalenessHistogram histogram) {
    return new Staleness(histogram.max(), histogram.mean(), histogram.counts());
  }
}
