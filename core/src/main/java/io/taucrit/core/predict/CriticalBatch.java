package io.taucrit.core.predict;

/**
 * The paper's prediction from one number κ = σ⋆²/ε + M (Stich et al., AISTATS 2021, section 5), for
 * any amount of parallelism q, counted in samples in flight (the batch size of mini-batch SGD).
 *
 * <p>For a target in suboptimality δ, Theorem 1 (strongly convex) has σ²/(μδ) + L(M + τ)/μ, hence κ
 * = σ⋆²/(L⋆δ) + M with L⋆ = λ_max(∇²f(x⋆)), which is ε = L⋆δ.
 *
 * @param kappa κ ≥ 0
 */
public record CriticalBatch(double kappa) {

  /** κ = σ⋆²/ε + M, ε > 0. */
  public static CriticalBatch of(double sigmaSquared, double m, double epsilon) {
    return new CriticalBatch(sigmaSquared / epsilon + m);
  }

  /** b_crit = κ + 1. */
  public double value() {
    return kappa + 1;
  }

  /** S(q) = q (κ + 1)/(κ + q). */
  public double speedup(double parallelism) {
    return parallelism * (kappa + 1) / (kappa + parallelism);
  }

  /** The q at which efficiency S(q)/q has fallen to one half: κ + 2. */
  public double halfEfficiency() {
    return kappa + 2;
  }

  /**
   * The averaged step γ_∞ q/(κ + q): linear in q below κ, flat above (Figure 2, right). Using κ,
   * not M, extrapolates section 5 to the high-accuracy regime.
   *
   * @param fullGradientStep γ_∞, the step of the full gradient, 1/L⋆ to start with
   */
  public double averagedStep(double fullGradientStep, double parallelism) {
    return fullGradientStep * parallelism / (kappa + parallelism);
  }
}
