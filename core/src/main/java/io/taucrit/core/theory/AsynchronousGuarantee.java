package io.taucrit.core.theory;

/**
 * What asynchronous SGD with N learners is guaranteed to reach within K updates of m rows, for
 * non-convex f and staleness at most N: Bhardwaj and Cong (2016), section 4, from Theorem 1 of Lian
 * et al. (2015). The step γ multiplies the sum over the m rows. With γ = c √(D_f/(mKLσ²)) and α =
 * √(Kσ²/(mLD_f)), the mean of E‖∇f(x_k)‖² is at most
 *
 * <pre>
 *   F_N(c) σ²/(αm),   F_N(c) = 2/c + c + 2Nc²/α                                      (18)
 *   subject to  0 &lt; c ≤ α(√(1 + 8N²) − 1)/(4N²)                                      (20)
 *   stationary at 4Nc³ + αc² − 2α = 0                                                (21)
 * </pre>
 *
 * <p>(20) solves 2N²c² + αc − α² ≤ 0; the paper prints −α for −α² one line before. F_N is convex,
 * so the best c is the smaller of the stationary one and the largest allowed. With u = 1/c, (21) is
 * the depressed cubic u³ − u/2 − 2N/α = 0, solved in closed form.
 *
 * <p>Theorem 4 says that the guarantees of one and of N learners, 16 ≤ α ≤ N, differ by a factor of
 * about N. Its own proof has 2√2 σ²/(αm) for one (22) and (2√2 N/α) σ²/(αm) for N (23), a factor of
 * N/α, which is also what the discussion after Theorem 5 says: N/α is right, between 0.9 and 1.6
 * times. Immutable and thread-safe.
 *
 * @param smoothness L
 * @param sigmaSquared σ² ≥ E‖g − ∇f‖² for every x
 * @param gap D_f
 * @param batch m, rows of one push
 */
public record AsynchronousGuarantee(
    double smoothness, double sigmaSquared, double gap, double batch) {
  public AsynchronousGuarantee {
    Checks.positive("smoothness L", smoothness);
    Checks.positive("sigma^2", sigmaSquared);
    Checks.positive("f(x_1) - f*", gap);
    Checks.positive("batch", batch);
  }

  /** α = √(Kσ²/(mLD_f)). */
  public double alpha(double updates) {
    Checks.positive("updates", updates);
    return Math.sqrt(updates * sigmaSquared / (batch * smoothness * gap));
  }

  /** F_N(c). */
  public static double factor(double c, double learners, double alpha) {
    return 2 / c + c + 2 * learners * c * c / alpha;
  }

  /** The largest c that (20) allows. */
  public static double largestScale(double learners, double alpha) {
    // (√(1 + 8N²) − 1)/(4N²), without the difference.
    return 2 * alpha / (Math.sqrt(1 + 8 * learners * learners) + 1);
  }

  /** The c at which F_N is least among all c > 0. */
  static double stationaryScale(double learners, double alpha) {
    double half = learners / alpha;
    double discriminant = half * half - 1.0 / 216;
    if (discriminant >= 0) {
      double first = Math.cbrt(half + Math.sqrt(discriminant));
      // The roots' product is 1/6: no difference of large numbers.
      return 1 / (first + 1 / (6 * first));
    }
    return 1 / (2 / Math.sqrt(6) * Math.cos(Math.acos(half * Math.sqrt(216)) / 3));
  }

  /** The best allowed c. */
  public static double bestScale(double learners, double alpha) {
    Checks.positive("learners", learners);
    Checks.positive("alpha", alpha);
    return Math.min(stationaryScale(learners, alpha), largestScale(learners, alpha));
  }

  /** min F_N(c) over the allowed c. */
  public static double leastFactor(double learners, double alpha) {
    return factor(bestScale(learners, alpha), learners, alpha);
  }

  /** min F_N / min F_1: by how much N learners are worse after the same number of samples. */
  public static double ratio(double learners, double alpha) {
    return leastFactor(learners, alpha) / leastFactor(1, alpha);
  }

  /** The best step, which multiplies the sum over the m rows of a push. */
  public double bestStep(double learners, double updates) {
    double alpha = alpha(updates);
    return bestScale(learners, alpha) / (alpha * batch * smoothness);
  }

  /** The best bound on the mean of E‖∇f(x_k)‖² after K updates. */
  public double best(double learners, double updates) {
    double alpha = alpha(updates);
    return leastFactor(learners, alpha) * sigmaSquared / (alpha * batch);
  }

  /**
   * Samples mK after which N learners guarantee ε: with the bound solved for K at every γ, the γ
   * that needs fewest.
   *
   * <pre>  K = 2D_f/(mγ(ε − σ²Lγ − 2σ²L²mNγ²))</pre>
   */
  public double samplesFor(double learners, double accuracy) {
    Checks.positive("learners", learners);
    Checks.positive("accuracy", accuracy);
    double linear = sigmaSquared * smoothness;
    double quadratic = 2 * sigmaSquared * smoothness * smoothness * batch * learners;
    // The root of ε − 2·linear·γ − 3·quadratic·γ² = 0, without the difference.
    double stationary = accuracy / (linear + Math.sqrt(linear * linear + 3 * quadratic * accuracy));
    double most = largestScale(learners, 1) / (batch * smoothness);
    double step = Math.min(stationary, most);
    return 2 * gap / (step * (accuracy - linear * step - quadratic * step * step));
  }
}
