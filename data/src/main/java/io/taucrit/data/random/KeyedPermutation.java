package io.taucrit.data.random;

/**
 * A pseudorandom permutation of [0, n) keyed by a seed: the place of any row, and the row at any
 * place, in O(1) time and memory.
 *
 * <p>A balanced Feistel network permutes [0, 4^h), the smallest even power of two that covers n but
 * at least 256; values of n and above are permuted again until one falls below n (cycle walking),
 * fewer than four times on average for n > 64. Each round function is one keyed {@link
 * CounterRandom}. Eight rounds: one more than the seven that Patarin proves good ("Luby-Rackoff: 7
 * rounds are enough for 2^{n(1-ε)} security", CRYPTO 2003).
 *
 * <p>Immutable and thread-safe.
 */
public final class KeyedPermutation {
  /** The largest n. */
  public static final long LARGEST_LENGTH = 1L << 62;

  private static final int ROUNDS = 8;
  // Two-bit halves generate a proper subgroup of the permutations, whatever the number of rounds.
  private static final int FEWEST_BITS = 8;
  // Streams of this class, apart from those that other users of the same seed take.
  private static final long FIRST_STREAM = 0x7065726D00000000L;

  private final long length;
  private final int halfBits;
  private final long halfMask;
  private final CounterRandom[] rounds = new CounterRandom[ROUNDS];

  private KeyedPermutation(long length, long seed) {
    this.length = length;
    int bits = Math.max(FEWEST_BITS, Long.SIZE - Long.numberOfLeadingZeros(length - 1));
    halfBits = (bits + 1) / 2;
    halfMask = (1L << halfBits) - 1;
    for (int r = 0; r < ROUNDS; r++) {
      rounds[r] = CounterRandom.of(seed, FIRST_STREAM + r);
    }
  }

  /**
   * The permutation of [0, n) that belongs to the seed.
   *
   * @throws IllegalArgumentException unless 1 ≤ n ≤ 2^62
   */
  public static KeyedPermutation of(long n, long seed) {
    if (n < 1 || n > LARGEST_LENGTH) {
      throw new IllegalArgumentException("Invalid length: %d not in [1, 2^62]".formatted(n));
    }
    return new KeyedPermutation(n, seed);
  }

  /** The place of a row, the inverse of {@link #rowNumber}. */
  public long place(long rowNumber) {
    long place = forward(checked(rowNumber));
    while (place >= length) {
      place = forward(place);
    }
    return place;
  }

  /** The row at a place, the inverse of {@link #place}. */
  public long rowNumber(long place) {
    long rowNumber = backward(checked(place));
    while (rowNumber >= length) {
      rowNumber = backward(rowNumber);
    }
    return rowNumber;
  }

  private long forward(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int r = 0; r < ROUNDS; r++) {
      long next = left ^ (rounds[r].bits(right) & halfMask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }

  private long backward(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (int r = ROUNDS - 1; r >= 0; r--) {
      long previous = right ^ (rounds[r].bits(left) & halfMask);
      right = left;
      left = previous;
    }
    return (left << halfBits) | right;
  }

  private long checked(long value) {
    if (value < 0 || value >= length) {
      throw new IndexOutOfBoundsException(
          "Invalid row: %d not in [0, %d)".formatted(value, length));
    }
    return value;
  }
}
