package io.taucrit.core.theory;

import io.taucrit.core.objective.GradientStatistics;

/**
 * Gradient diversity of a finite sum (Yin et al., AISTATS 2018) and the batch size it bounds:
 *
 * <pre>
 *   Δ_S(x) = Σ_i ‖∇f_i(x)‖² / ‖Σ_i ∇f_i(x)‖²
 *   B_S(x) = n Δ_S(x) = E‖g(x)‖²/‖∇f(x)‖² = 1 + V(x)/‖∇f(x)‖²
 * </pre>
 *
 * with the regulariser's λx inside every ∇f_i. 1/n ≤ Δ_S, hence 1 ≤ B_S, with equality where all
 * gradients are the same; orthogonal gradients of one length have B_S = n. Where ‖∇f(x)‖² ≥ ε, B_S
 * ≤ b_crit(ε); towards a stationary point B_S grows without bound, which b_crit does not (section 5
 * of Stich et al., 2021). Not to be taken for Δ of relative sparsity.
 *
 * @param rows n
 * @param diversity Δ_S; infinite at a stationary point with noise
 */
public record GradientDiversity(long rows, double diversity) {
  /** From a pass over the rows. */
  public static GradientDiversity at(GradientStatistics at) {
    return new GradientDiversity(at.rows(), at.diversityBound() / at.rows());
  }

  /** B_S = n Δ_S. */
  public double batchBound() {
    return rows * diversity;
  }
}
