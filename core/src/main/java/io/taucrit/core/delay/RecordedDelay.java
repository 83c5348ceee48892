package io.taucrit.core.delay;

import io.taucrit.data.InputException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Replays a recorded trace: clock c of a worker takes as long as its push c mod n of the trace,
 * where n is how many it has there. Of P traced workers in order of their index, an untraced worker
 * w takes the trace of number w mod P. Immutable and thread-safe.
 */
public final class RecordedDelay implements DelayModel {
  private static final long serialVersionUID = 1L;
  private static final String HEADER = "worker,clock,staleness,seconds";

  private final String name;
  private final int[] workers;
  private final double[][] seconds;

  private RecordedDelay(String name, int[] workers, double[][] seconds) {
    this.name = name;
    this.workers = workers;
    this.seconds = seconds;
  }

  /**
   * Reads what runs write: the header {@code worker,clock,staleness,seconds}, then a line per
   * applied push in order of application. Each worker's clocks go up by one from wherever they
   * begin; its first push is replayed as clock 0. Seconds are in [0, 1e9].
   *
   * @param lines without line ends; read once and not closed
   * @param name of the trace, for errors and {@link #toString}
   * @throws InputException if a line is malformed or there is no push: name, line number and reason
   */
  public static RecordedDelay of(Stream<String> lines, String name) {
    Iterator<String> rest = lines.iterator();
    long line = 1;
    TreeMap<Integer, Pushes> pushes = new TreeMap<>();
    try {
      readHeader(rest);
      for (line = 2; rest.hasNext(); line++) {
        readPush(rest.next(), pushes);
      }
      if (pushes.isEmpty()) {
        throw new IllegalArgumentException("no push follows the header");
      }
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "Cannot read delay trace: %s:%d: %s".formatted(name, line, e.getMessage()), e);
    }
    return new RecordedDelay(
        name,
        pushes.keySet().stream().mapToInt(Integer::intValue).toArray(),
        pushes.values().stream().map(Pushes::seconds).toArray(double[][]::new));
  }

  private static void readHeader(Iterator<String> lines) {
    String header = lines.hasNext() ? lines.next() : "";
    if (!header.equals(HEADER)) {
      throw new IllegalArgumentException(
          "the header must be '%s', found '%s'".formatted(HEADER, Parameter.excerpt(header)));
    }
  }

  private static void readPush(String text, Map<Integer, Pushes> pushes) {
    String[] values = text.split(",", -1);
    if (values.length != 4) {
      throw new IllegalArgumentException(
          "expected 4 values %s, found %d: '%s'"
              .formatted(HEADER, values.length, Parameter.excerpt(text)));
    }
    int worker = (int) Parameter.whole("worker", values[0], Integer.MAX_VALUE);
    long clock = Parameter.whole("clock", values[1], Long.MAX_VALUE);
    Parameter.whole("staleness", values[2], Long.MAX_VALUE);
    double seconds = Parameter.decimal("seconds", values[3]);
    Parameter.check("seconds", seconds, 0);
    Pushes own = pushes.computeIfAbsent(worker, w -> new Pushes(clock));
    if (clock != own.next) {
      throw new IllegalArgumentException(
          "clock %d of worker %d is out of order, the next is %d"
              .formatted(clock, worker, own.next));
    }
    own.next++;
    own.seconds.add(seconds);
  }

  /** The pushes of one worker while they are read. */
  private static final class Pushes {
    private final DoubleStream.Builder seconds = DoubleStream.builder();
    private long next;

    Pushes(long first) {
      next = first;
    }

    double[] seconds() {
      return seconds.build().toArray();
    }
  }

  @Override
  public double seconds(int worker, long clock) {
    int traced = Arrays.binarySearch(workers, worker);
    double[] own = seconds[traced >= 0 ? traced : worker % workers.length];
    return own[(int) (clock % own.length)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordedDelay that
        && name.equals(that.name)
        && Arrays.equals(workers, that.workers)
        && Arrays.deepEquals(seconds, that.seconds);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.deepHashCode(seconds);
  }

  @Override
  public String toString() {
    return "recorded:" + name;
  }
}
