package io.taucrit.jobs.throughput;

/** Seconds of work on the wall clock. */
final class Clock {
  private Clock() {}

  static double of(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return since(started);
  }

  /** The mean over as many times as begin within the given seconds, at least one. */
  static double each(double seconds, Runnable work) {
    long started = System.nanoTime();
    int times = 0;
    do {
      work.run();
      times++;
    } while (since(started) < seconds);
    return since(started) / times;
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
