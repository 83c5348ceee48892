package io.taucrit.core.noise;

import io.taucrit.core.noise.SamplingLaw.Deviation;

/**
 * ‖∇f(x)‖², V(x) and their ratio at one fixed x, estimated from m of the n rows drawn without
 * replacement, with confidence intervals for the data set's own values.
 *
 * <p><b>Estimates.</b> With ḡ the sample's mean gradient (regulariser included) and s² = (1/(m−1))
 * Σ ‖g_i − ḡ‖²,
 *
 * <pre>
 *   ‖∇f‖² ≈ ‖ḡ‖² − (1 − m/n) s²/m          V ≈ (1 − 1/n) s²
 * </pre>
 *
 * <p>are unbiased over simple random samples, and exact at m = n. The first one may be negative.
 *
 * <p><b>Intervals</b> collect the values that a test does not reject: of D = a(V̂ − V) − R(θ̂ − θ),
 * θ = ‖∇f‖² (a = 0 for ‖∇f‖² alone, R = 0 for V alone, Fieller's choice for the ratio), by its
 * {@link SamplingLaw} at the hypothesis. Where that leaves θ open, it is the one that is most
 * likely.
 *
 * <p>Where θ̂ is below what chance explains at θ = 0, upper ends are those of the 16 % point of
 * that chance: an interval is never empty and never narrower by luck (power-constrained limits,
 * Cowan et al., 2011). A θ below all upper ends is never missed from above, so that a two-sided
 * interval has all of its error left for missing it from below: near the optimum it holds with its
 * confidence, as elsewhere (compare Feldman and Cousins, 1998).
 *
 * <p>Rows that a sample is unlikely to contain at all cannot be in its intervals; {@link
 * #rowsTooFew} tells where few rows seem to carry V. Immutable and thread-safe.
 */
public final class SampledNoise {
  /** Probability below which a low θ̂ counts as luck. */
  private static final double LUCK = 0.16;

  /** Skewness of V̂ above which rows are too few: see {@link #rowsTooFew}. */
  private static final double LARGEST_SKEWNESS = 0.3;

  private final long rows;
  private final long population;
  private final double theta;
  private final double noise;
  private final SamplingLaw law;

  /** The 16 % point of θ̂ at θ = 0. */
  private final double least;

  /** θ̂, or that point where θ̂ is below it. */
  private final double floor;

  SampledNoise(SampleMean mean, long population, RowMoments moments, PairMoments pairs) {
    this.rows = mean.rows();
    this.population = population;
    double left = 1 - (double) rows / population;
    this.theta = mean.normSquared() - left * mean.spread() / rows;
    this.noise = mean.spread() * (1 - 1.0 / population);
    this.law = new SamplingLaw(theta, rows, left, moments, pairs);
    this.least = exact() ? theta : ofTheta(0).quantile(LUCK);
    this.floor = Math.max(theta, least);
  }

  /** m. */
  public long rows() {
    return rows;
  }

  /** n. */
  public long population() {
    return population;
  }

  /** Whether all rows were read. */
  public boolean exact() {
    return rows == population;
  }

  /**
   * Whether so few rows carry V that its interval may hold less often than it says, and b̂'s with
   * it: the sample should grow. True where the skewness of V̂, γ/√m with γ that of the sample's
   * ‖g_i − ḡ‖², is above 0.3, at which its correction of a 2.5 % tail, γ/√m (2z² + 1) φ(z)/6 with z
   * = 1.96, is as large as the tail. A sample shows less skewness than its rows have: of rows whose
   * ‖g_i‖² hardly ever is large, one without any large one looks harmless.
   */
  public boolean rowsTooFew() {
    return !exact() && law.skewnessOfNoise() > LARGEST_SKEWNESS;
  }

  /** ‖∇f(x)‖², in units of squared gradient, unbiased. */
  public double gradientNormSquared() {
    return theta;
  }

  /** V(x), in units of squared gradient, unbiased. */
  public double noise() {
    return noise;
  }

  /** The two-sided interval of ‖∇f(x)‖²; its lower end is 0 where 0 is not rejected. */
  public Interval gradientNormSquared(double confidence) {
    double tail = tail(confidence);
    if (exact()) {
      return Interval.exact(theta);
    }
    double leastUpper = upperAt(least, tail);
    double lower =
        Math.min(
            lowerGradientNormSquared(2 * tail),
            Math.max(leastUpper, lowerGradientNormSquared(tail)));
    return new Interval(theta, lower, upperGradientNormSquared(tail));
  }

  /** The end that lies above ‖∇f(x)‖² with probability {@code tail}. */
  double lowerGradientNormSquared(double tail) {
    if (exact()) {
      return theta;
    }
    return theta <= 0 ? 0 : Roots.below(t -> tail - ofTheta(t).atLeast(theta - t), theta);
  }

  /** The end that lies below ‖∇f(x)‖² with probability {@code tail}. */
  double upperGradientNormSquared(double tail) {
    return exact() ? theta : upperAt(floor, tail);
  }

  private double upperAt(double estimate, double tail) {
    double start = Math.max(0, estimate);
    double step = Math.sqrt(ofTheta(start).variance());
    return step == 0
        ? start
        : Roots.above(t -> ofTheta(t).atMost(estimate - t) - tail, start, step);
  }

  /** The two-sided interval of V(x). */
  public Interval noise(double confidence) {
    double tail = tail(confidence);
    return new Interval(noise, lowerNoise(tail), upperNoise(tail));
  }

  double lowerNoise(double tail) {
    return exact() || noise == 0
        ? noise
        : Roots.below(v -> tail - ofNoise(noise - v).atLeast(noise - v), noise);
  }

  double upperNoise(double tail) {
    return exact() || noise == 0
        ? noise
        : Roots.above(
            v -> ofNoise(noise - v).atMost(noise - v) - tail,
            noise,
            Math.sqrt(ofNoise(0).variance()));
  }

  /** B_S(x) = 1 + V/‖∇f‖²; see {@link #localCriticalBatch} with ε = 0. */
  public Interval diversityBound(double confidence) {
    return localCriticalBatch(0, confidence);
  }

  /**
   * b̂(x) = 1 + V/(‖∇f‖² + ε), equation (9), with its two-sided interval. The estimate has the bias
   * of a quotient taken off to first order; it is infinite where θ̂ + ε ≤ 0, and so is the upper
   * end where ε = 0 and the interval of ‖∇f‖² reaches 0.
   *
   * @param epsilon ε ≥ 0, in units of ‖∇f‖²
   */
  public Interval localCriticalBatch(double epsilon, double confidence) {
    double tail = tail(confidence);
    return new Interval(
            ratioEstimate(epsilon), lowerRatio(epsilon, tail), upperRatio(epsilon, tail))
        .plusOne();
  }

  /** V̂/(θ̂ + ε) without the bias R (Var θ̂/(θ̂+ε)² − Cov(V̂, θ̂)/(V̂(θ̂+ε))) that it has. */
  double ratioEstimate(double epsilon) {
    if (noise == 0) {
      return 0;
    }
    double denominator = theta + epsilon;
    if (denominator <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double ratio = noise / denominator;
    if (exact()) {
      return ratio;
    }
    double relative =
        ofTheta(Math.max(0, theta)).variance() / (denominator * denominator)
            - law.covarianceWithTheta(1, 0, Math.max(0, theta)) / (noise * denominator);
    return relative > 0 ? ratio / (1 + relative) : ratio * (1 - relative);
  }

  double lowerRatio(double epsilon, double tail) {
    if (exact() || noise == 0) {
      return noise == 0 ? 0 : noise / (theta + epsilon);
    }
    double least = 1e-6 * Math.sqrt(ofTheta(0).variance());
    double start = noise / Math.max(least, Math.max(0, floor) + epsilon);
    return Roots.below(r -> tail - ofRatio(r, epsilon).atLeast(seen(r, epsilon)), start);
  }

  double upperRatio(double epsilon, double tail) {
    if (exact() || noise == 0) {
      return noise == 0 ? 0 : noise / (theta + epsilon);
    }
    double cap = epsilon > 0 ? upperNoise(tail) / epsilon : Double.POSITIVE_INFINITY;
    double denominator = floor + epsilon;
    if (denominator <= 0) {
      return cap;
    }
    double ratio = noise / denominator;
    double end =
        Roots.above(r -> ofRatio(r, epsilon).atMost(seen(r, epsilon)) - tail, ratio, ratio / 4);
    return Math.min(cap, end);
  }

  private double seen(double ratio, double epsilon) {
    return noise - ratio * (floor + epsilon);
  }

  static double tail(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Invalid confidence: %s not in (0, 1)".formatted(confidence));
    }
    return (1 - confidence) / 2;
  }

  /** θ̂ − θ. */
  private Deviation ofTheta(double hypothesis) {
    return law.deviation(0, -1, hypothesis);
  }

  /** V̂ − V where that is what was seen. */
  private Deviation ofNoise(double seen) {
    return mostLikely(1, 0, Math.max(0, theta), seen);
  }

  /** V̂ − R(θ̂ + ε) where V = R(θ + ε). */
  private Deviation ofRatio(double ratio, double epsilon) {
    double suggested = ratio > 0 ? noise / ratio - epsilon : 0;
    return mostLikely(1, ratio, Math.max(Math.max(0, theta), suggested), seen(ratio, epsilon));
  }

  /** D at the θ that is most likely given D: θ̂ less its regression on D, and not below 0. */
  private Deviation mostLikely(double a, double r, double near, double seen) {
    double variance = law.deviation(a, r, near).variance();
    double shift = variance > 0 ? law.covarianceWithTheta(a, r, near) / variance * seen : 0;
    return law.deviation(a, r, Math.max(0, floor - shift));
  }
}
