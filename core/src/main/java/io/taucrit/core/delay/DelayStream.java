package io.taucrit.core.delay;

import io.taucrit.data.random.CounterRandom;

/** The uniform numbers that the random models share: one per (seed, worker, clock). */
final class DelayStream {
  // Streams of this class, apart from those that other users of the same seed take.
  private static final long FIRST_STREAM = 0x64656C7900000000L;

  private DelayStream() {}

  /** Uniform in [0, 1), in steps of 2^−53. */
  static double uniform(long seed, int worker, long clock) {
    return CounterRandom.of(seed, FIRST_STREAM + worker).uniform(clock);
  }
}
