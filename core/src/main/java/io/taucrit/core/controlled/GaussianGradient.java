package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/**
 * g(x) = ∇f(x) + u, u ~ N(0, v‖∇f(x)‖² I_d). The mean of b draws has the variance v/b and is drawn
 * at once.
 *
 * @param variance v ≥ 0, of a coordinate in units of ‖∇f(x)‖²
 */
public record GaussianGradient(Quadratic f, double variance) implements StochasticGradient {
  @Override
  public int dimension() {
    return f.dimension();
  }

  @Override
  public int draw(double[] x, double[] g, SplittableRandom random) {
    int d = f.dimension();
    f.gradient(x, 0, g);
    if (variance > 0) {
      double deviation = Math.sqrt(variance * Quadratic.squaredNorm(g, d));
      for (int v = 0; v < d; v++) {
        g[v] += deviation * random.nextGaussian();
      }
    }
    return 0;
  }

  @Override
  public GaussianGradient mean(int draws) {
    return new GaussianGradient(f, variance / draws);
  }
}
