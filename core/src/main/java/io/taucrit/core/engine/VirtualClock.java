package io.taucrit.core.engine;

import java.util.function.LongSupplier;

/** Simulated time, moved by {@link InThreadRun}. Not thread-safe. */
public final class VirtualClock implements LongSupplier {
  private long nanos;

  @Override
  public long getAsLong() {
    return nanos;
  }

  void advanceTo(long later) {
    nanos = Math.max(nanos, later);
  }
}
