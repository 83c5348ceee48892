package io.taucrit.core.noise;

import java.io.Serializable;

/**
 * An estimate and the ends of its confidence interval; {@code upper} may be infinite, and the
 * estimate may lie outside where the estimator is unbiased and the quantity bounded (an unbiased
 * estimate of ‖∇f‖² can be negative, its interval cannot).
 */
public record Interval(double estimate, double lower, double upper) implements Serializable {
  /** A value without error. */
  public static Interval exact(double value) {
    return new Interval(value, value, value);
  }

  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  public double width() {
    return upper - lower;
  }

  /** Half the width over the larger of |estimate| and |middle|; 0 where the width is 0. */
  public double relativeHalfWidth() {
    if (width() == 0) {
      return 0;
    }
    double scale = Math.max(Math.abs(estimate), Math.abs(lower + upper) / 2);
    return Double.isFinite(upper) ? width() / 2 / scale : Double.POSITIVE_INFINITY;
  }

  /** The interval of a known multiple, factor > 0, of what this is an interval of. */
  public Interval times(double factor) {
    return new Interval(factor * estimate, factor * lower, factor * upper);
  }

  /** Of a sum, where both may be at the same end at once. */
  public Interval plus(Interval other) {
    return new Interval(estimate + other.estimate, lower + other.lower, upper + other.upper);
  }

  /** The interval of 1 + what this is an interval of. */
  Interval plusOne() {
    return new Interval(1 + estimate, 1 + lower, 1 + upper);
  }
}
