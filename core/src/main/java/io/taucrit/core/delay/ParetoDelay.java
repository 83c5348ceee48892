package io.taucrit.core.delay;

/**
 * Pareto with mean μ and shape α, heavy-tailed: P(X > x) = (x_m/x)^α for x ≥ x_m = μ(α − 1)/α,
 * hence
 *
 * <pre>  X = x_m (1 − u)^{−1/α} with u uniform in [0, 1)</pre>
 *
 * and the median x_m 2^{1/α}. The variance is infinite for α ≤ 2, and the nearer α is to 1, the
 * slower sample means come near μ. Immutable and thread-safe.
 *
 * @param mean μ, seconds in [0, 1e9]
 * @param shape α in (1, 1e9]
 */
public record ParetoDelay(double mean, double shape, long seed) implements DelayModel {
  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public ParetoDelay {
    Parameter.check("mean", mean, 0);
    if (!(shape > 1)) {
      throw new IllegalArgumentException("shape must be > 1");
    }
    Parameter.check("shape", shape, 1);
  }

  @Override
  public double seconds(int worker, long clock) {
    double tail = 1 - DelayStream.uniform(seed, worker, clock);
    // Math's functions may differ between JVMs in the last bit, StrictMath's do not.
    return mean * (shape - 1) / shape * StrictMath.pow(tail, -1 / shape);
  }

  @Override
  public String toString() {
    return DelayText.of("pareto", mean, shape);
  }
}
