package io.taucrit.submit;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what other processes do, within a bound. */
public final class Poll {
  private static final long PAUSE_MILLIS = 50;

  private Poll() {}

  /**
   * Returns when the condition holds.
   *
   * @param seconds bound on the wait
   * @param explanation of a wait in vain
   */
  public static void until(Callable<Boolean> condition, long seconds, Supplier<String> explanation)
      throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within %d s: %s".formatted(seconds, explanation.get()));
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
