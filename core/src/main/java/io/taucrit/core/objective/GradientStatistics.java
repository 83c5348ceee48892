package io.taucrit.core.objective;

/**
 * The objective and its gradient noise at one x, from a pass over n rows.
 *
 * @param rows n
 * @param value f(x)
 * @param gradient ∇f(x) without λ₁‖x‖₁, length d (the array itself, not a copy)
 * @param gradientNormSquared ‖∇f(x)‖²; with λ₁ of the shortest subgradient
 * @param dataGradientNormSquared ‖(1/n) Σ ∇f_i(x)‖², the gradient without the regulariser's part
 * @param noise V(x) = E‖g(x) − ∇f(x)‖², Stich et al. (AISTATS 2021), section 3.2
 */
public record GradientStatistics(
    long rows,
    double value,
    double[] gradient,
    double gradientNormSquared,
    double dataGradientNormSquared,
    double noise) {

  /** b̂(x) = 1 + V(x)/(‖∇f(x)‖² + ε), equation (9). */
  public double localCriticalBatch(double epsilon) {
    return 1 + noise / (gradientNormSquared + epsilon);
  }

  /** B_S(x) = 1 + V(x)/‖∇f(x)‖², the batch-size bound by gradient diversity (Yin et al., 2018). */
  public double diversityBound() {
    return 1 + noise / gradientNormSquared;
  }
}
