package io.taucrit.data.random;

/**
 * A counter-based random stream: the value at a counter is a pure function of (seed, stream,
 * counter), so any worker can draw any element of a sequence without drawing those before it.
 *
 * <p>Each value is a 64-bit hash: the key is derived from seed and stream, the counter is
 * multiplied by an odd constant, added to the key, and passed twice through the finaliser of
 * SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
 * with the constants of Stafford's variant 13). Statistically sound, not cryptographic. Immutable
 * and thread-safe.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1.0p-53;

  private final long key;

  private CounterRandom(long key) {
    this.key = key;
  }

  /** The stream numbered {@code stream} of the given seed. */
  public static CounterRandom of(long seed, long stream) {
    return new CounterRandom(mix(mix(seed + GOLDEN_GAMMA) ^ (stream * 0xD1342543DE82EF95L)));
  }

  /** 64 uniform bits at the counter. */
  public long bits(long counter) {
    return mix(mix(key + counter * GOLDEN_GAMMA) ^ key);
  }

  /** A uniform double in [0, 1) at the counter, with 53 random bits. */
  public double uniform(long counter) {
    return (bits(counter) >>> 11) * UNIT;
  }

  /** A uniform integer in [0, bound) at the counter; bias below bound / 2^64. */
  public long below(long bound, long counter) {
    return Math.multiplyHigh(bits(counter) >>> 1, bound << 1);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
