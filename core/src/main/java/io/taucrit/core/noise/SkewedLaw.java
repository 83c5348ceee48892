package io.taucrit.core.noise;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.special.Gamma;

/**
 * The law of a studentised statistic with three moments: variance 1, the given mean and skewness,
 * and otherwise the shape of a shifted gamma variable (Pearson's type III), mirrored where the
 * skewness is negative. A χ² variable with equal weights is met exactly, a sum of independent
 * squares with any positive weights in its first three moments (Imhof, 1961, section 4; Solomon and
 * Stephens, 1977), and a studentised mean to the second order of its Edgeworth expansion.
 * Immutable.
 */
record SkewedLaw(double mean, double deviation, double skewness) {
  static final SkewedLaw NORMAL = new SkewedLaw(0, 1, 0);

  /** Where the cube root of a gamma variable is as good as normal (Wilson and Hilferty, 1931). */
  private static final double NEARLY_NORMAL = 0.6;

  private static final double SQRT_HALF = Math.sqrt(0.5);

  /** P(T ≤ t). */
  double cumulative(double t) {
    double standard = (t - mean) / deviation;
    return skewness < 0 ? 1 - rightSkewed(-standard, -skewness) : rightSkewed(standard, skewness);
  }

  /** The t with P(T ≤ t) = p, for 0 < p < 1, to 1e-9. */
  double quantile(double p) {
    double low = -1;
    while (cumulative(low) > p) {
      low *= 2;
    }
    double high = 1;
    while (cumulative(high) < p) {
      high *= 2;
    }
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      if (cumulative(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double rightSkewed(double t, double skewness) {
    if (skewness < 1e-6) {
      return normal(t);
    }
    if (skewness < NEARLY_NORMAL) {
      double root = 1 + skewness * t / 2;
      return root <= 0
          ? 0
          : normal((Math.cbrt(root) - 1 + skewness * skewness / 36) * 6 / skewness);
    }
    double shape = 4 / (skewness * skewness);
    double x = shape + t * Math.sqrt(shape);
    return x <= 0 ? 0 : Gamma.regularizedGammaP(shape, x);
  }

  private static double normal(double t) {
    return Erf.erfc(-t * SQRT_HALF) / 2;
  }
}
