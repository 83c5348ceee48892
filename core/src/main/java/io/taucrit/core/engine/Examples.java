package io.taucrit.core.engine;

import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * The rows that one worker owns: a contiguous range of places, lying in slices of blocks. Immutable
 * and thread-safe.
 */
public final class Examples {
  private final long first;
  private final List<Slice> slices;
  private final long[] starts;
  private final long end;

  /**
   * @param first place of the first row
   * @param slices the rows in order of place
   */
  public Examples(long first, List<Slice> slices) {
    this.first = first;
    this.slices = List.copyOf(slices);
    starts = new long[slices.size()];
    long place = first;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = place;
      place += slices.get(i).rows();
    }
    end = place;
  }

  /** First place of worker {@code worker} of {@code workers} over {@code rows} places. */
  public static long firstPlace(long rows, int worker, int workers) {
    return Math.multiplyExact(rows, worker) / workers;
  }

  public long first() {
    return first;
  }

  public long end() {
    return end;
  }

  public List<Slice> slices() {
    return slices;
  }

  /** Index of the slice that holds a place. */
  public int sliceOf(long place) {
    // Slices but the first and the last are equally long: the guess is off by one at most.
    int i = (int) ((double) (place - first) / (end - first) * starts.length);
    while (i + 1 < starts.length && starts[i + 1] <= place) {
      i++;
    }
    while (starts[i] > place) {
      i--;
    }
    return i;
  }

  /** Row of a place within the block of its slice. */
  public int rowOf(long place, int slice) {
    return (int) (place - starts[slice]) + slices.get(slice).from();
  }
}
