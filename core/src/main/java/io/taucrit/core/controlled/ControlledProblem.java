package io.taucrit.core.controlled;

import java.io.Serializable;

/**
 * The problem of Stich et al. (2021), section 7.1: {@link Quadratic#PAPER} from x_0 = 10·1 until
 * ‖x_t‖/d ≤ 0.1, with noise whose size follows ‖∇f‖. Its noise is V(x) = {@link #trueM} ‖∇f(x)‖²
 * everywhere, so that in Property 3 M = {@link #trueM} and σ² = 0.
 *
 * @param m M ≥ 0 as the paper names the instances
 */
public record ControlledProblem(double m, Covariance covariance) implements Serializable {
  private static final Quadratic F = Quadratic.PAPER;

  public ControlledProblem {
    if (!(m >= 0) || Double.isInfinite(m)) {
      throw new IllegalArgumentException(
          "Invalid noise: M = %s, not in [0, infinity)".formatted(m));
    }
  }

  public Quadratic f() {
    return F;
  }

  /** sup V(x)/‖∇f(x)‖²: 20 M for the covariance as written, M for the unit one. */
  public double trueM() {
    return variance() * F.dimension();
  }

  /** Variance of a coordinate of the noise, in units of ‖∇f‖². */
  public double variance() {
    return m * covariance.diagonal(F.dimension());
  }

  /** With the paper's steps 1.1/(1 + M)·{2⁻¹ … 2⁻²⁰}. */
  public Task task() {
    return new Task(
        F, new GaussianGradient(F, variance()), trueM(), new StepGrid(1.1 / (1 + m), 20));
  }
}
