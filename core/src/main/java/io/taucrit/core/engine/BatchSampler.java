package io.taucrit.core.engine;

import io.taucrit.data.random.CounterRandom;
import java.util.function.LongConsumer;

/**
 * Draws the rows of every round as a pure function of (seed, n, b, clock), so that the batch does
 * not depend on how many workers share it.
 *
 * <p>Draw j of a round falls into one of G equal strata of [0, n), in bit-reversed order from a
 * random rotation, and uniformly within it; every row is drawn b/n times in expectation. Workers
 * own contiguous ranges of places, so P | G workers get b/P ± 1 rows each. Places are random, hence
 * strata are random samples themselves, and the variance of the mean gradient is that of
 * independent draws times at least 1 − G/n ≥ 0.99.
 *
 * <p>{@link Sampling#SHUFFLED} takes the strata in one such order from round to round, and the rows
 * of each in order of place from another random start every epoch: n draws in a row hold every row
 * once, but for a row a stratum where G does not divide n. The order of places is random already,
 * and rows then lie in memory as they are read.
 *
 * <p>Immutable and thread-safe.
 */
public final class BatchSampler {
  private static final int MAX_STRATA_BITS = 6;

  private final long n;
  private final int batch;
  private final int strataBits;
  private final CounterRandom draws;
  private final CounterRandom rotations;
  private final boolean shuffled;
  private final CounterRandom starts;

  /** Rows drawn with replacement. */
  public BatchSampler(long n, int batch, long seed) {
    this(n, batch, seed, Sampling.INDEPENDENT);
  }

  /**
   * @param n training rows
   * @param batch b, rows of one round over all workers
   */
  public BatchSampler(long n, int batch, long seed, Sampling sampling) {
    this.n = n;
    this.batch = batch;
    int bits = 0;
    while (bits < MAX_STRATA_BITS && (2L << bits) * 100 <= n) {
      bits++;
    }
    strataBits = bits;
    draws = CounterRandom.of(seed, 1);
    rotations = CounterRandom.of(seed, 2);
    shuffled = sampling == Sampling.SHUFFLED;
    starts = CounterRandom.of(seed, 3);
  }

  /**
   * Passes the places of round {@code clock} that lie in [first, end) to the consumer, in order.
   */
  public void draw(long clock, long first, long end, LongConsumer places) {
    draw(clock, first, end, strataIn(first, end), places);
  }

  /** The rows of a worker that owns the places [first, end). */
  public RowSampler ofPlaces(long first, long end) {
    long strata = strataIn(first, end);
    return (clock, places) -> draw(clock, first, end, strata, places);
  }

  /** Strata that reach into [first, end), a bit each. */
  private long strataIn(long first, long end) {
    long bits = 0;
    for (int stratum = 0; stratum < 1 << strataBits; stratum++) {
      if (placeAt(stratum + 1.0) >= first && placeAt(stratum) < end) {
        bits |= 1L << stratum;
      }
    }
    return bits;
  }

  private void draw(long clock, long first, long end, long own, LongConsumer places) {
    int mask = (1 << strataBits) - 1;
    long rotation = rotations.bits(clock);
    long counter = clock * batch;
    for (int draw = 0; draw < batch; draw++) {
      int stratum = stratum(counter, draw, rotation, mask);
      // Most draws fall to other workers: only strata that reach into the range are drawn from.
      if ((own >>> stratum & 1) != 0) {
        long place = place(stratum, counter + draw);
        if (place >= first && place < end) {
          places.accept(place);
        }
      }
    }
  }

  /**
   * The rows of virtual worker w of P that can read all places: the draws [wb/P, (w + 1)b/P) of
   * every round. All workers together draw the same rows as owners of places do, but each draws
   * uniformly from all rows, and exactly b/P of them where P divides b.
   */
  public RowSampler ofShare(int worker, int workers) {
    int from = (int) Examples.firstPlace(batch, worker, workers);
    int to = (int) Examples.firstPlace(batch, worker + 1, workers);
    int mask = (1 << strataBits) - 1;
    return (clock, places) -> {
      long rotation = rotations.bits(clock);
      long counter = clock * batch;
      for (int draw = from; draw < to; draw++) {
        places.accept(place(stratum(counter, draw, rotation, mask), counter + draw));
      }
    };
  }

  private int stratum(long counter, int draw, long rotation, int mask) {
    return !shuffled
        ? (int) (reversed(draw & mask) + rotation) & mask
        : reversed((int) (counter + draw) & mask);
  }

  /** The place that a draw from a stratum has, counted over all rounds. */
  private long place(int stratum, long draw) {
    if (!shuffled) {
      return placeAt(stratum + draws.uniform(draw));
    }
    long first = first(stratum);
    long rows = first(stratum + 1) - first;
    long visit = draw >>> strataBits;
    // One number for each epoch and stratum.
    long start = starts.below(rows, visit / rows << strataBits | stratum);
    return first + (visit + start) % rows;
  }

  private long first(int stratum) {
    return stratum * n >> strataBits;
  }

  private int reversed(int offset) {
    return strataBits == 0 ? 0 : Integer.reverse(offset) >>> (32 - strataBits);
  }

  /** The place at a position in [0, G], in units of strata. */
  private long placeAt(double position) {
    return Math.min(n - 1, (long) (position / (1 << strataBits) * n));
  }
}
