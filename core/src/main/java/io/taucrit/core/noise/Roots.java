package io.taucrit.core.noise;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/** Where a falling function of a positive variable crosses zero. */
final class Roots {
  private static final double RELATIVE = 1e-6;
  private static final int EVALUATIONS = 200;

  private Roots() {}

  /** The crossing in (0, end] of f with f(end) ≤ 0; 0 if f(0) ≤ 0 too. */
  static double below(DoubleUnaryOperator f, double end) {
    if (f.applyAsDouble(0) <= 0) {
      return 0;
    }
    return f.applyAsDouble(end) >= 0 ? end : solve(f, 0, end);
  }

  /**
   * The crossing above {@code start}, searched in steps that double; {@code start} if f is not
   * positive there, infinity if there is none.
   */
  static double above(DoubleUnaryOperator f, double start, double step) {
    if (f.applyAsDouble(start) <= 0) {
      return start;
    }
    double low = start;
    double high = start + step;
    for (double s = step; f.applyAsDouble(high) > 0; s *= 2) {
      if (high > 1e12 * (start + step)) {
        return Double.POSITIVE_INFINITY;
      }
      low = high;
      high += 2 * s;
    }
    return solve(f, low, high);
  }

  private static double solve(DoubleUnaryOperator f, double low, double high) {
    return new BrentSolver(RELATIVE, RELATIVE * high, 1e-15)
        .solve(EVALUATIONS, f::applyAsDouble, low, high);
  }
}
