package io.taucrit.core.theory;

import io.taucrit.core.noise.NoiseProfile;
import java.util.List;

/**
 * The constants of a problem that the theorems speak of; null for what is not known.
 *
 * @param rows n
 * @param smoothness L over the whole domain
 * @param convexity μ, λ for a convex loss with L2
 * @param m M(ε)
 * @param sigmaSquared σ⋆²(ε)
 * @param noiseBound σ², the largest V anywhere; over the visited points where a maximum is taken
 * @param gradientAccuracy ε in units of ‖∇f‖²
 * @param accuracy δ in units of f
 * @param gap f(x_0) − f⋆
 * @param distanceSquared ‖x_0 − x⋆‖²
 * @param sparsity Δ
 * @param visited ‖∇f‖² and V along a path, in its order; empty if none is known
 */
public record ProblemConstants(
    Long rows,
    Double smoothness,
    Double convexity,
    Double m,
    Double sigmaSquared,
    Double noiseBound,
    Double gradientAccuracy,
    Double accuracy,
    Double gap,
    Double distanceSquared,
    Double sparsity,
    List<NoiseProfile.Visited> visited) {

  /** R_0²: as given, else 2(f(x_0) − f⋆)/μ, which μ-convexity makes an upper bound; else null. */
  public Double distanceSquaredBound() {
    if (distanceSquared != null || gap == null || convexity == null || convexity == 0) {
      return distanceSquared;
    }
    return 2 * gap / convexity;
  }
}
