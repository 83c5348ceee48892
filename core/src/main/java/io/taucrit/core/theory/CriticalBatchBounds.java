package io.taucrit.core.theory;

import io.taucrit.core.noise.NoiseProfile;

/**
 * Footnote 4 and appendix B.1 of Stich, Mohtashami and Jaggi (AISTATS 2021): the local estimate of
 * the critical batch lies below it, and it below four times the largest local estimate.
 *
 * <pre>
 *   b̂(x) ≤ 1 + σ⋆²(ε̃)/ε̃ + M(ε̃) ≤ 4 sup_y b̂(y),   ε̃ = max(‖∇f(x)‖², ε̂_T)
 *   b̂(y) = 1 + V(y)/(‖∇f(y)‖² + ε̂_T)
 * </pre>
 *
 * <p>The footnote does not say at which ε its M and σ⋆² are meant. The proof of the left inequality
 * needs Property 3 only, which σ⋆²(ε), M(ε) have at every ε; that of the right one (16) takes both
 * at ε̃, hence at another ε for every x. With ε fixed the right inequality is false: for ε below
 * ε̂_T, M(ε) holds ratios V/‖∇f‖² at gradients far below ε̂_T, which b̂ does not see; for ε above
 * ε̃, σ⋆²(ε)/ε̃ divides the noise of large gradients by a small one. Both are off by any factor.
 *
 * <p>All suprema are over the same points: x has to be one of the profile's (else the left side may
 * exceed the middle), and with maxima over visited iterates in the place of suprema over all x both
 * inequalities hold as they stand. 4 sup b̂ − 3 would do on the right.
 *
 * @param local b̂(x)
 * @param critical the middle
 * @param bound 4 sup b̂
 */
public record CriticalBatchBounds(double local, double critical, double bound) {
  /** Room for rounding: each side is a sum of few quotients. */
  private static final double ROUNDING = 1e-12;

  /**
   * The three at x, with M and σ⋆² at ε̃.
   *
   * @param profile the visited iterates, x among them
   * @param epsilonHat ε̂_T ≥ 0; not 0 where ‖∇f(x)‖ is
   */
  public static CriticalBatchBounds at(
      NoiseProfile profile, NoiseProfile.Visited x, double epsilonHat) {
    return at(profile, x, epsilonHat, Math.max(x.gradientNormSquared(), epsilonHat));
  }

  /**
   * The three at x with M(ε), σ⋆²(ε) at an ε of the caller's: the right inequality may then fail.
   *
   * @throws IllegalArgumentException if both ε̂_T and ‖∇f(x)‖² are 0
   */
  public static CriticalBatchBounds at(
      NoiseProfile profile, NoiseProfile.Visited x, double epsilonHat, double epsilon) {
    Checks.notNegative("epsilon", epsilonHat);
    double larger = Math.max(x.gradientNormSquared(), epsilonHat);
    Checks.positive("max(||grad f||^2, epsilon)", larger);
    double largest =
        profile.visited().stream().mapToDouble(v -> local(v, epsilonHat)).max().orElse(1);
    return new CriticalBatchBounds(
        local(x, epsilonHat),
        1 + profile.sigmaSquared(epsilon) / larger + profile.m(epsilon),
        4 * largest);
  }

  private static double local(NoiseProfile.Visited at, double epsilonHat) {
    double denominator = at.gradientNormSquared() + epsilonHat;
    return denominator == 0 && at.noise() == 0 ? 1 : 1 + at.noise() / denominator;
  }

  /** b̂(x) ≤ the middle. */
  public boolean leftHolds() {
    return local <= critical * (1 + ROUNDING);
  }

  /** The middle ≤ 4 sup b̂. */
  public boolean rightHolds() {
    return critical <= bound * (1 + ROUNDING);
  }
}
