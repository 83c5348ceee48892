package io.taucrit.core.delay;

/**
 * The same for every worker and clock. Immutable and thread-safe.
 *
 * @param seconds in [0, 1e9]
 */
public record ConstantDelay(double seconds) implements DelayModel {
  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public ConstantDelay {
    Parameter.check("seconds", seconds, 0);
  }

  @Override
  public double seconds(int worker, long clock) {
    return seconds;
  }

  @Override
  public String toString() {
    return DelayText.of("constant", seconds);
  }
}
