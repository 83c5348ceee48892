package io.taucrit.core.delay;

/**
 * Uniform: a + (b − a)u with u uniform in [0, 1). Immutable and thread-safe.
 *
 * @param least a, seconds in [0, 1e9]
 * @param most b, seconds in [a, 1e9]
 */
public record UniformDelay(double least, double most, long seed) implements DelayModel {
  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public UniformDelay {
    Parameter.check("least", least, 0);
    Parameter.check("most", most, 0);
    if (most < least) {
      throw new IllegalArgumentException("most must be >= least");
    }
  }

  @Override
  public double seconds(int worker, long clock) {
    // Rounding could otherwise exceed b.
    return Math.min(most, least + (most - least) * DelayStream.uniform(seed, worker, clock));
  }

  @Override
  public String toString() {
    return DelayText.of("uniform", least, most);
  }
}
