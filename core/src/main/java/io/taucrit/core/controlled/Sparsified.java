package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/**
 * Artificial sparsity, Stich et al. (2021), section 6, on diversity-inducing mechanisms: g times a
 * random mask that keeps each coordinate with probability 1/α, independently, and scales it by α.
 * Unbiased, with E‖g_α‖² = α E‖g‖², hence 1 + M_α = α (1 + M).
 *
 * @param alpha α ≥ 1
 */
public record Sparsified(StochasticGradient gradient, double alpha) implements StochasticGradient {
  public Sparsified {
    if (!(alpha >= 1)) {
      throw new IllegalArgumentException("Invalid mask: alpha %s < 1".formatted(alpha));
    }
  }

  @Override
  public int dimension() {
    return gradient.dimension();
  }

  @Override
  public int support() {
    return gradient.support();
  }

  @Override
  public int draw(double[] x, double[] g, SplittableRandom random) {
    int from = gradient.draw(x, g, random);
    if (alpha > 1) {
      for (int v = 0; v < support(); v++) {
        g[v] = random.nextDouble() * alpha < 1 ? alpha * g[v] : 0;
      }
    }
    return from;
  }

  /** A task with its gradient sparsified. */
  public static Task of(Task task, double alpha) {
    return task.with(new Sparsified(task.gradient(), alpha), alpha * (1 + task.m()) - 1);
  }
}
