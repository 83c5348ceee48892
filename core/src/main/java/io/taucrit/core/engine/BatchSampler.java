package io.taucrit.core.engine;

import io.taucrit.data.random.CounterRandom;
import java.util.function.LongConsumer;

/**
 * Draws the rows of every round as a pure function of (seed, n, b, clock), so that the batch does
 * not depend on how many workers share it.
 *
 * <p>Rows are drawn with replacement. Draw j of a round falls into one of G equal strata of [0, n),
 * in bit-reversed order from a random rotation, and uniformly within it; every row is drawn b/n
 * times in expectation. Workers own contiguous ranges of places, so P | G workers get b/P ± 1 rows
 * each. Places are random, hence strata are random samples themselves, and the variance of the mean
 * gradient is that of independent draws times at least 1 − G/n ≥ 0.99. Immutable and thread-safe.
 */
public final class BatchSampler {
  private static final int MAX_STRATA_BITS = 6;

  private final long n;
  private final int batch;
  private final int strataBits;
  private final CounterRandom draws;
  private final CounterRandom rotations;

  /**
   * @param n training rows
   * @param batch b, rows of one round over all workers
   */
  public BatchSampler(long n, int batch, long seed) {
    this.n = n;
    this.batch = batch;
    int bits = 0;
    while (bits < MAX_STRATA_BITS && (2L << bits) * 100 <= n) {
      bits++;
    }
    strataBits = bits;
    draws = CounterRandom.of(seed, 1);
    rotations = CounterRandom.of(seed, 2);
  }

  /**
   * Passes the places of round {@code clock} that lie in [first, end) to the consumer, in order.
   */
  public void draw(long clock, long first, long end, LongConsumer places) {
    int mask = (1 << strataBits) - 1;
    int rotation = (int) rotations.bits(clock) & mask;
    long counter = clock * batch;
    for (int j = 0; j < batch; j++) {
      int reversed = strataBits == 0 ? 0 : Integer.reverse(j & mask) >>> (32 - strataBits);
      int stratum = (reversed + rotation) & mask;
      double position = (stratum + draws.uniform(counter + j)) / (mask + 1);
      long place = Math.min(n - 1, (long) (position * n));
      if (place >= first && place < end) {
        places.accept(place);
      }
    }
  }
}
