package io.taucrit.core.objective;

/**
 * A set of coordinates out of [0, d) that is filled in any order and drained in ascending order: a
 * bitmap with a summary bitmap above it, so that adding costs O(1) and draining O(size + d/4096),
 * without sorting. Not thread-safe.
 */
public final class CoordinateSet {
  private final long[] words;
  private final long[] summary;

  public CoordinateSet(int dimension) {
    words = new long[(dimension >>> 6) + 1];
    summary = new long[(words.length >>> 6) + 1];
  }

  public void add(int coordinate) {
    // Whether a coordinate is new cannot be foreseen: two writes cost less than a wrong guess.
    int w = coordinate >>> 6;
    words[w] |= 1L << coordinate;
    summary[w >>> 6] |= 1L << w;
  }

  /** Number of coordinates in the set, at the cost of {@link #drain}. */
  public int size() {
    int size = 0;
    for (int s = 0; s < summary.length; s++) {
      for (long above = summary[s]; above != 0; above &= above - 1) {
        size += Long.bitCount(words[(s << 6) + Long.numberOfTrailingZeros(above)]);
      }
    }
    return size;
  }

  /** Bytes of the gap between two coordinates as it travels, seven bits a byte. */
  public static int bytesOfGap(int gap) {
    return gap < 1 << 7 ? 1 : gap < 1 << 14 ? 2 : gap < 1 << 21 ? 3 : gap < 1 << 28 ? 4 : 5;
  }

  /** The coordinates in ascending order; the set is empty afterwards. */
  public int[] drain() {
    int[] coordinates = new int[size()];
    int n = 0;
    for (int s = 0; s < summary.length; s++) {
      for (long above = summary[s]; above != 0; above &= above - 1) {
        int w = (s << 6) + Long.numberOfTrailingZeros(above);
        for (long word = words[w]; word != 0; word &= word - 1) {
          coordinates[n++] = (w << 6) + Long.numberOfTrailingZeros(word);
        }
        words[w] = 0;
      }
      summary[s] = 0;
    }
    return coordinates;
  }
}
