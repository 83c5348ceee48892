package io.taucrit.core.objective;

/**
 * A set of coordinates out of [0, d) that is filled in any order and drained in ascending order: a
 * bitmap with a summary bitmap above it, so that adding costs O(1) and draining O(size + d/4096),
 * without sorting. Not thread-safe.
 */
public final class CoordinateSet {
  private final long[] words;
  private final long[] summary;
  private int size;

  public CoordinateSet(int dimension) {
    words = new long[(dimension >>> 6) + 1];
    summary = new long[(words.length >>> 6) + 1];
  }

  public void add(int coordinate) {
    int w = coordinate >>> 6;
    long word = words[w];
    long bit = 1L << coordinate;
    if ((word & bit) == 0) {
      if (word == 0) {
        summary[w >>> 6] |= 1L << w;
      }
      words[w] = word | bit;
      size++;
    }
  }

  public int size() {
    return size;
  }

  /** Bytes of the gap between two coordinates as it travels, seven bits a byte. */
  public static int bytesOfGap(int gap) {
    return gap < 1 << 7 ? 1 : gap < 1 << 14 ? 2 : gap < 1 << 21 ? 3 : gap < 1 << 28 ? 4 : 5;
  }

  /** The coordinates in ascending order; the set is empty afterwards. */
  public int[] drain() {
    int[] coordinates = new int[size];
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
    size = 0;
    return coordinates;
  }
}
