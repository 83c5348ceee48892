package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/**
 * The worst case of Stich et al. (2021), section 6.1: f(x) = Σ_{i=1}^B F([x]_{B_i}) over B = 1/Δ
 * blocks of d coordinates, and g(x) = B ∇F([x]_{B_i}) on a block i drawn uniformly. Each coordinate
 * is in a draw's support with probability Δ, and V(x) = (B − 1)‖∇f(x)‖² everywhere: Corollary 2
 * holds with equality.
 *
 * @param f F
 * @param blocks B ≥ 1
 */
public record BlockSeparable(Quadratic f, int blocks) implements StochasticGradient {
  public BlockSeparable {
    if (blocks < 1) {
      throw new IllegalArgumentException("Invalid problem: %d blocks < 1".formatted(blocks));
    }
  }

  @Override
  public int dimension() {
    return blocks * f.dimension();
  }

  @Override
  public int support() {
    return f.dimension();
  }

  @Override
  public int draw(double[] x, double[] g, SplittableRandom random) {
    int from = f.dimension() * (blocks == 1 ? 0 : random.nextInt(blocks));
    f.gradient(x, from, g);
    for (int v = 0; v < f.dimension(); v++) {
      g[v] *= blocks;
    }
    return from;
  }

  /** M of Property 3: B − 1 = (1 − Δ)/Δ. */
  public double m() {
    return blocks - 1;
  }

  /** With the steps of the controlled problem without noise. */
  public Task task() {
    return new Task(f, this, m(), new StepGrid(1.1, 20));
  }
}
