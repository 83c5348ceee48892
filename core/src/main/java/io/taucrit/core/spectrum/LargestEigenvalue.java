package io.taucrit.core.spectrum;

import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.DataPasses;
import io.taucrit.data.random.CounterRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * λ_max of a symmetric positive semidefinite operator by the power idea in its best form: the
 * largest Ritz value of a Krylov space from a random start (Lanczos), which needs far fewer passes
 * than plain power iteration. It approaches λ_max from below; the search ends when three steps in a
 * row gain less than 1e-5 relative, some ten to forty passes.
 */
public final class LargestEigenvalue {
  private static final int MAX_STEPS = 80;
  private static final int QUIET_STEPS = 3;
  private static final double GAIN = 1e-5;

  private LargestEigenvalue() {}

  /** L = λ_max of the curvature bound: the smoothness of f over its whole domain. */
  public static double smoothness(DataPasses data, long seed) {
    return of(data::curvatureBoundTimes, data.objective().dimension(), seed);
  }

  /**
   * λ_max(∇²f(x)); at x⋆ this is L⋆. With λ₁ on the coordinates that are not held at 0 ({@link
   * Penalty#keepActive}).
   */
  public static double atPoint(DataPasses data, double[] x, long seed) {
    Penalty penalty = data.objective().penalty();
    return of(
        vectors -> {
          double[][] active = Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new);
          penalty.keepActive(x, active);
          double[][] products = data.hessianTimes(x, active);
          penalty.keepActive(x, products);
          return products;
        },
        x.length,
        seed);
  }

  static double of(UnaryOperator<double[][]> operator, int dimension, long seed) {
    CounterRandom random = CounterRandom.of(seed, 0);
    double[] start = new double[dimension];
    Arrays.setAll(start, v -> random.uniform(v) - 0.5);
    int maxSteps = Math.min(MAX_STEPS, dimension);
    Lanczos lanczos = new Lanczos(operator, new double[][] {start}, maxSteps);
    double largest = 0;
    for (int quiet = 0; quiet < QUIET_STEPS && lanczos.steps() < maxSteps; ) {
      lanczos.step();
      double[] ritz = lanczos.tridiagonal(0).getRealEigenvalues();
      double next = Arrays.stream(ritz).max().orElseThrow();
      quiet = next <= largest * (1 + GAIN) ? quiet + 1 : 0;
      largest = Math.max(largest, next);
    }
    return largest;
  }
}
