package io.taucrit.jobs.compare;

import io.taucrit.core.passes.DataPasses;
import io.taucrit.data.InputException;
import io.taucrit.data.spark.TaskFailures;

/**
 * The objective f(x) = (1/n) Σ ℓ + (λ/2)‖x‖² that all systems are measured by, whatever scale their
 * own is in. Not thread-safe.
 */
final class CommonObjective {
  /** Of f(0) − f⋆: a thousandth of the tightest level. */
  private static final double TOLERANCE = 1e-6;

  private final DataPasses passes;
  private final double start;
  private final double optimum;

  CommonObjective(DataPasses passes, double optimum) {
    this.passes = passes;
    this.optimum = optimum;
    this.start = at(new double[passes.objective().dimension()]);
  }

  /** f(x). */
  double at(double[] x) {
    return TaskFailures.unwrapped(() -> passes.at(x).value());
  }

  /** f(0). */
  double start() {
    return start;
  }

  /** (f − f⋆)/(f(0) − f⋆); a value that is not finite is infinitely far away. */
  double relative(double value) {
    double relative = (value - optimum) / (start - optimum);
    return Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative;
  }

  /** Seen from a point. */
  double relative(double[] x) {
    return relative(at(x));
  }

  /**
   * Checks that a system minimises this objective; where it diverged, there is nothing to check.
   *
   * @param theirs what the system has at x, in the scale of f
   * @throws InputException if f(x) is something else
   */
  void requireSame(String system, double theirs, double[] x) {
    double ours = at(x);
    boolean diverged = !Double.isFinite(theirs) && !Double.isFinite(ours);
    if (!diverged
        && !(Math.abs(theirs - ours)
            <= TOLERANCE * Math.max(start - optimum, Math.abs(ours) * 1e-3))) {
      throw new InputException(
          "Cannot compare with %s: at one point its objective is %s, ours %s; it minimises something else"
              .formatted(system, theirs, ours));
    }
  }
}
