package io.taucrit.core.controlled;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * (1/b) Σ g^i(x), drawn one by one.
 *
 * @param draws b ≥ 1
 */
record MeanGradient(StochasticGradient gradient, int draws) implements StochasticGradient {
  @Override
  public int dimension() {
    return gradient.dimension();
  }

  @Override
  public int draw(double[] x, double[] g, SplittableRandom random) {
    double[] one = new double[gradient.support()];
    Arrays.fill(g, 0, dimension(), 0);
    for (int i = 0; i < draws; i++) {
      int from = gradient.draw(x, one, random);
      for (int v = 0; v < one.length; v++) {
        g[from + v] += one[v] / draws;
      }
    }
    return 0;
  }
}
