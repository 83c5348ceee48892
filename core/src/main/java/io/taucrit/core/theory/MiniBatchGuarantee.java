package io.taucrit.core.theory;

/**
 * What mini-batch SGD with a constant step is guaranteed to reach within S samples, for non-convex
 * f: Bhardwaj and Cong, <em>Inefficiency of stochastic gradient descent with larger mini-batches
 * (and more learners)</em> (2016), section 3. Their step γ multiplies the sum over the batch. With
 * γ = c √(D_f/(SLσ²)), α = √(Sσ²/(L D_f)) and h = m/α, Lemma 1 bounds the mean of E‖∇f(x_k)‖² by
 *
 * <pre>
 *   √(D_f L σ²/S) · (1/c + c/2)/(1 − ch/2),   0 &lt; c &lt; 2/h
 *   least at c = √(h² + 2) − h, where the factor is √(h² + 2) + h      (equation 5)
 * </pre>
 *
 * <p>Theorem 2's ratio of two batch sizes is the ratio of these factors; its 2m_h/(α√2 + m_l) is an
 * approximation for 4 m_l ≤ α ≤ m_h/4, within 4 % there. Solved for S, the guarantee E‖∇f‖² ≤ ε
 * needs
 *
 * <pre>  S = 2 L D_f (σ²/ε² + m/ε)</pre>
 *
 * samples: the non-convex bound of {@link IterationComplexity} with M = 0 and its constants, from
 * which Theorem 3 (more samples for larger batches) and the critical batch σ²/ε can be read. These
 * are guarantees: they compare bounds, not runs. Immutable and thread-safe.
 *
 * @param smoothness L
 * @param sigmaSquared σ² ≥ E‖g − ∇f‖² for every x
 * @param gap D_f = f(x_1) − f⋆
 */
public record MiniBatchGuarantee(double smoothness, double sigmaSquared, double gap) {
  public MiniBatchGuarantee {
    Checks.positive("smoothness L", smoothness);
    Checks.positive("sigma^2", sigmaSquared);
    Checks.positive("f(x_1) - f*", gap);
  }

  /** α = √(Sσ²/(L D_f)), the batch size from which a budget of S samples is too small. */
  public double alpha(double samples) {
    Checks.positive("samples", samples);
    return Math.sqrt(samples * sigmaSquared / (smoothness * gap));
  }

  /** The factor (1/c + c/2)/(1 − ch/2), infinite where c ≥ 2/h: the bound then says nothing. */
  public static double factor(double c, double h) {
    double rest = 1 - c * h / 2;
    return c > 0 && rest > 0 ? (1 / c + c / 2) / rest : Double.POSITIVE_INFINITY;
  }

  /** The best c = √(h² + 2) − h. */
  public static double bestScale(double h) {
    return 2 / (Math.sqrt(h * h + 2) + h);
  }

  /** The least factor √(h² + 2) + h. */
  public static double leastFactor(double h) {
    return Math.sqrt(h * h + 2) + h;
  }

  /** The best step, which multiplies the sum over the batch. */
  public double bestStep(double batch, double samples) {
    double h = batch / alpha(samples);
    return bestScale(h) * Math.sqrt(gap / (samples * smoothness * sigmaSquared));
  }

  /** The best bound on the mean of E‖∇f(x_k)‖² after S samples in batches of m. */
  public double best(double batch, double samples) {
    Checks.positive("batch", batch);
    return Math.sqrt(gap * smoothness * sigmaSquared / samples)
        * leastFactor(batch / alpha(samples));
  }

  /** By how much the guarantee of the larger batch is worse, after the same number of samples. */
  public double ratio(double larger, double smaller, double samples) {
    return best(larger, samples) / best(smaller, samples);
  }

  /** Theorem 2's 2m_h/(α√2 + m_l), meant for 4 m_l ≤ α ≤ m_h/4. */
  public double approximateRatio(double larger, double smaller, double samples) {
    return 2 * larger / (alpha(samples) * Math.sqrt(2) + smaller);
  }

  /** Samples after which batches of m guarantee ε: 2 L D_f (σ²/ε² + m/ε). */
  public double samplesFor(double batch, double accuracy) {
    Checks.positive("batch", batch);
    Checks.positive("accuracy", accuracy);
    return 2 * smoothness * gap * (sigmaSquared / accuracy + batch) / accuracy;
  }
}
