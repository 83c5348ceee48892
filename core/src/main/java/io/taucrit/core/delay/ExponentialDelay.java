package io.taucrit.core.delay;

/**
 * Exponential with mean μ: −μ log(1 − u) with u uniform in [0, 1); at most 53 log(2) μ, for u has
 * 53 bits. Immutable and thread-safe.
 *
 * @param mean μ, seconds in [0, 1e9]
 */
public record ExponentialDelay(double mean, long seed) implements DelayModel {
  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public ExponentialDelay {
    Parameter.check("mean", mean, 0);
  }

  @Override
  public double seconds(int worker, long clock) {
    // Math's functions may differ between JVMs in the last bit, StrictMath's do not. The difference
    // from 0 makes 0, not −0, of u = 0.
    return mean * (0 - StrictMath.log1p(-DelayStream.uniform(seed, worker, clock)));
  }

  @Override
  public String toString() {
    return DelayText.of("exponential", mean);
  }
}
