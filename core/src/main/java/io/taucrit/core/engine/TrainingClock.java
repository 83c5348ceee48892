package io.taucrit.core.engine;

import java.util.function.LongSupplier;

/** Nanoseconds of training: it stands still during evaluations and after the end. */
final class TrainingClock {
  private final LongSupplier nanoTime;
  private long nanos;
  private long started;
  private boolean runs;

  /** A clock that stands at a time. */
  TrainingClock(LongSupplier nanoTime, long nanos) {
    this.nanoTime = nanoTime;
    this.nanos = nanos;
  }

  long nanos() {
    return runs ? nanos + nanoTime.getAsLong() - started : nanos;
  }

  /** Goes on, or goes on anew from where it last stood. */
  void start() {
    started = nanoTime.getAsLong();
    runs = true;
  }

  /** Stands still at a time that was read from it. */
  void stop(long at) {
    nanos = at;
    runs = false;
  }
}
