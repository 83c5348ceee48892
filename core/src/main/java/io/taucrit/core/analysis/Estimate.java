package io.taucrit.core.analysis;

import java.io.Serializable;

/**
 * A number and its interval.
 *
 * @param estimate the value, or null where there is none
 * @param lower lower end, or null where no interval is known
 * @param upper upper end, or null where no interval is known
 */
public record Estimate(Double estimate, Double lower, Double upper) implements Serializable {
  /** Computed from all rows: the interval is the value itself. */
  static Estimate exact(double value) {
    return new Estimate(value, value, value);
  }

  /** A maximum over visited iterates: it bounds the supremum over all x from below only. */
  static Estimate atLeast(double value) {
    return new Estimate(value, value, null);
  }

  /** Whether there is a lower end and no upper one. */
  public boolean openAbove() {
    return lower != null && upper == null;
  }

  /** All of it multiplied by a positive factor. */
  public Estimate times(double factor) {
    return new Estimate(times(estimate, factor), times(lower, factor), times(upper, factor));
  }

  /** Nothing of it below a bound. */
  Estimate atLeastAll(double bound) {
    return new Estimate(max(estimate, bound), max(lower, bound), max(upper, bound));
  }

  private static Double max(Double value, double bound) {
    return value == null ? null : (Double) Math.max(value, bound);
  }

  private static Double times(Double value, double factor) {
    return value == null ? null : (Double) (value * factor);
  }

  /** The estimate of 1 + what this is an estimate of. */
  Estimate plusOne() {
    return new Estimate(
        estimate == null ? null : estimate + 1,
        lower == null ? null : lower + 1,
        upper == null ? null : upper + 1);
  }

  /** A value without an interval. */
  static Estimate point(Double value) {
    return new Estimate(value, null, null);
  }
}
