package io.taucrit.data;

import io.taucrit.data.random.CounterRandom;

/**
 * Tells sets of rows apart, in whatever order and blocks they are stored: the sum modulo 2^64 of a
 * 64-bit hash of every row's label, weight and entries, so that the hash of several blocks is the
 * sum of theirs. Two sets that differ by accident share a hash with probability 2^−64; it is no
 * protection against rows made to deceive. Stateless and thread-safe.
 */
public final class RowsHash {
  private static final CounterRandom HASH = CounterRandom.of(0, 0);

  private RowsHash() {}

  /** Of a block's rows; 0 of none. */
  public static long of(CsrBlock block) {
    int[] rowOffsets = block.rowOffsets();
    int[] indices = block.indices();
    float[] values = block.values();
    long sum = 0;
    for (int row = 0; row < block.rows(); row++) {
      float weight = block.weights() == null ? 1 : block.weights()[row];
      long hash = HASH.bits(word(Float.floatToIntBits(weight), block.labels()[row]));
      for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++) {
        hash = HASH.bits(hash ^ word(indices[k], values[k]));
      }
      sum += hash;
    }
    return sum;
  }

  private static long word(int high, float low) {
    return (long) high << 32 | Integer.toUnsignedLong(Float.floatToIntBits(low));
  }
}
