package io.taucrit.core.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pushes of a run in order of application: enough to repeat an asynchronous run. Bounded; what
 * comes after {@link #MOST} pushes is not kept. Not thread-safe.
 */
public final class PushLog implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Pushes kept at most: 28 bytes each. */
  public static final int MOST = 1_000_000;

  private int size;
  private long missed;
  private int[] workers = new int[64];
  private long[] clocks = new long[64];
  private long[] staleness = new long[64];
  private double[] seconds = new double[64];

  /** Adds a push; see {@link RunListener#applied}. */
  public void add(int worker, long clock, long theta, double took) {
    if (size == MOST) {
      missed++;
      return;
    }
    if (size == workers.length) {
      int longer = Math.min(MOST, 2 * size);
      workers = Arrays.copyOf(workers, longer);
      clocks = Arrays.copyOf(clocks, longer);
      staleness = Arrays.copyOf(staleness, longer);
      seconds = Arrays.copyOf(seconds, longer);
    }
    workers[size] = worker;
    clocks[size] = clock;
    staleness[size] = theta;
    seconds[size] = took;
    size++;
  }

  /** Pushes kept. */
  public int size() {
    return size;
  }

  /** Pushes that came after the log was full. */
  public long missed() {
    return missed;
  }

  /** Worker of each push. */
  public int[] workers() {
    return Arrays.copyOf(workers, size);
  }

  /** The clocks of one worker's pushes. */
  public long[] clocks(int worker) {
    return IntStream.range(0, size)
        .filter(i -> workers[i] == worker)
        .mapToLong(i -> clocks[i])
        .toArray();
  }

  /** A header and a line for each push, as {@code RecordedDelay} reads them. */
  public Stream<String> csv() {
    return Stream.concat(
        Stream.of("worker,clock,staleness,seconds"),
        IntStream.range(0, size)
            .mapToObj(i -> workers[i] + "," + clocks[i] + "," + staleness[i] + "," + seconds[i]));
  }
}
