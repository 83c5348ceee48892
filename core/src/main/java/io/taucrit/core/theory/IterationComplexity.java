package io.taucrit.core.theory;

/**
 * Theorem 1 of Stich, Mohtashami and Jaggi (AISTATS 2021): gradients that Algorithm 1 with degree
 * of parallelism τ computes until it is ε-accurate, of which up to τ run at once.
 *
 * <pre>
 *   non-convex        min_t E‖∇f(x_t)‖² ≤ ε                   O(σ²/ε² + (M + τ)/ε) · L F_0
 *   strongly convex   E[f(x̄_T) − f⋆ + μ‖x_T − x⋆‖²] ≤ ε       Õ(σ²/(με) + L(M + τ)/μ)
 *   convex            E[f(x̄_T) − f⋆] ≤ ε                      O(σ²/ε² + L(M + τ)/ε) · R_0²
 * </pre>
 *
 * with F_0 = f(x_0) − f⋆, R_0² = ‖x_0 − x⋆‖² and steps γ ≤ γ_crit = 1/(10 L (M + τ)). x̄_T is a
 * weighted average of the iterates. The theorem states neither the constants of its O(·) nor, for
 * Õ(·), the logarithms; the terms are given here without them, so that their ratios mean something
 * and their sum is a number of iterations only up to that constant. The non-convex proof (appendix
 * A.4) does carry its constants through: {@link #sufficientNonConvex}.
 *
 * <p>M and σ² are any pair with Property 3: E‖ξ‖² ≤ M‖∇f‖² + σ², for example M(ε) and σ⋆²(ε) of
 * section 3.2 at one ε in units of ‖∇f‖². Immutable and thread-safe.
 *
 * @param smoothness L &gt; 0 over the whole domain
 * @param m M ≥ 0
 * @param sigmaSquared σ² ≥ 0
 * @param tau τ ≥ 1; the batch size of mini-batch SGD, 1 for sequential SGD
 */
public record IterationComplexity(double smoothness, double m, double sigmaSquared, double tau) {
  /** The 10 of γ_crit. */
  private static final double CRITICAL = 10;

  public IterationComplexity {
    Checks.positive("smoothness L", smoothness);
    Checks.notNegative("M", m);
    Checks.notNegative("sigma^2", sigmaSquared);
    if (!(tau >= 1) || Double.isInfinite(tau)) {
      throw new IllegalArgumentException("Invalid tau: %s (allowed: >= 1)".formatted(tau));
    }
  }

  /**
   * The terms of one bound, without the constant of its O(·).
   *
   * @param accuracy ε
   * @param noise the term of σ²
   * @param growth the term of M: noise that grows with the gradient
   * @param parallelism the term of τ
   */
  public record Terms(
      double accuracy, double noise, double growth, double parallelism, double tau) {
    /** Their sum. */
    public double total() {
      return noise + growth + parallelism;
    }

    /**
     * τ_crit: where the only term that grows with τ equals the others, so that the bound is twice
     * that of no parallelism at all; σ²/ε + M, or with L from accuracy in f, σ²/(Lε) + M.
     */
    public double criticalTau() {
      return tau * (noise + growth) / parallelism;
    }

    /** The largest of the terms: {@code "noise"}, {@code "growth"} or {@code "parallelism"}. */
    public String dominant() {
      if (parallelism >= noise && parallelism >= growth) {
        return "parallelism";
      }
      return noise >= growth ? "noise" : "growth";
    }

    /**
     * S(τ) = τ·T(1)/T(τ), the speedup of τ gradients at a time over one, by the bound (section 5).
     */
    public double speedup() {
      return tau * (noise + growth + parallelism / tau) / total();
    }
  }

  /** γ_crit = 1/(10 L (M + τ)), a step per sample (Algorithm 1 adds gradients). */
  public double criticalStep() {
    return 1 / (CRITICAL * smoothness * (m + tau));
  }

  /**
   * Non-convex.
   *
   * @param accuracy ε in units of ‖∇f‖²
   * @param gap F_0
   */
  public Terms nonConvex(double accuracy, double gap) {
    Checks.positive("accuracy", accuracy);
    Checks.positive("f(x_0) - f*", gap);
    double scale = smoothness * gap / accuracy;
    return terms(accuracy, scale / accuracy, scale);
  }

  /**
   * Strongly convex; logarithms are left out.
   *
   * @param accuracy ε in units of f
   * @param convexity μ
   */
  public Terms stronglyConvex(double accuracy, double convexity) {
    Checks.positive("accuracy", accuracy);
    Checks.positive("mu", convexity);
    return terms(accuracy, 1 / (convexity * accuracy), smoothness / convexity);
  }

  /**
   * Convex.
   *
   * @param accuracy ε in units of f
   * @param distanceSquared R_0²
   */
  public Terms convex(double accuracy, double distanceSquared) {
    Checks.positive("accuracy", accuracy);
    Checks.positive("||x_0 - x*||^2", distanceSquared);
    double scale = distanceSquared / accuracy;
    return terms(accuracy, scale / accuracy, scale * smoothness);
  }

  private Terms terms(double accuracy, double perNoise, double perParallelism) {
    return new Terms(
        accuracy, perNoise * sigmaSquared, perParallelism * m, perParallelism * tau, tau);
  }

  /**
   * Iterations and the step with which the non-convex bound is certain.
   *
   * @param iterations T, not rounded
   * @param step γ ≤ γ_crit
   */
  public record Sufficient(double iterations, double step) {}

  /**
   * The non-convex case with its constants: appendix A.4 ends with
   *
   * <pre>  (1/T) Σ E‖∇f(x_t)‖² ≤ 5 F_0/(γT) + 5 γLσ²   for every γ ≤ γ_crit,</pre>
   *
   * hence T = 5 F_0/(γ(ε − 5γLσ²)) iterations suffice, fewest with γ = min(γ_crit, ε/(10Lσ²)). That
   * is at most 100 L F_0 (σ²/ε² + (M + τ)/ε): the constant of O(·) is at most 100. The proof needs
   * γL²R_t/2 in equation (11), as A.4 and L-smoothness have it; (11) prints γL R_t/2.
   *
   * @param accuracy ε in units of ‖∇f‖²
   * @param gap F_0
   */
  public Sufficient sufficientNonConvex(double accuracy, double gap) {
    Checks.positive("accuracy", accuracy);
    Checks.positive("f(x_0) - f*", gap);
    double noise = 5 * smoothness * sigmaSquared;
    double step = Math.min(criticalStep(), noise == 0 ? criticalStep() : accuracy / (2 * noise));
    return new Sufficient(5 * gap / (step * (accuracy - noise * step)), step);
  }
}
