package io.taucrit.core.noise;

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
 * <p><b>Intervals</b> collect the values that a test does not reject. For D = a(V̂ − V) − R(θ̂ −
 * θ), θ = ‖∇f‖² (a = 0 for ‖∇f‖² alone, R = 0 for V alone, Fieller's choice for the ratio)
 *
 * <pre>
 *   Var D = (1 − m/n)/m · Var(a‖ξ_i‖² − 2R ∇fᵀξ_i) + 2 (1 − m/n)² (a + R)² tr Σ²/(m(m − 1))
 * </pre>
 *
 * <p>The first term is that of a mean over rows; it is taken at the hypothesis (∇fᵀΣ∇f proportional
 * to θ), so that it vanishes for θ = 0 where the second, degenerate, one is all there is. Third
 * cumulants are added up the same way: tr Σ³ for the degenerate part, ∇fᵀΣ²∇f for what joins the
 * two, the third moment of the rows for the mean, with the effect of dividing by an estimated
 * standard deviation (Hall, 1992, section 2.6; for samples without replacement Babu and Singh,
 * 1985). The law of D/√Var D is then a {@link SkewedLaw}.
 *
 * <p>Rows that a sample is unlikely to contain at all cannot be in its intervals: where a few rows
 * in a thousand differ from the rest in what matters, m should be some thousands.
 *
 * <p>Where θ̂ is below what chance explains at θ = 0, upper ends are those of the 16 % point of
 * that chance: an interval is never empty and never narrower by luck (power-constrained limits,
 * Cowan et al., 2011). Immutable and thread-safe.
 */
public final class SampledNoise {
  /** Probability below which a low θ̂ counts as luck. */
  private static final double LUCK = 0.16;

  /** Weight of the prior direction at θ̂ = 0, in standard deviations of θ̂ there. */
  private static final double PRIOR = 4;

  /** A sample's skewness g falls short of heavy-tailed rows' by some 4 g³/m, at most by 0.4 g. */
  private static final double SHORTFALL = 4;

  private static final double LARGEST_SHORTFALL = 0.4;

  /** Largest skewness/√m for which the expansion of a studentised mean is taken at its word. */
  private static final double LARGEST_SKEWNESS = 0.6;

  private static final double LARGEST_BEND = 3;

  private final long rows;
  private final long population;
  private final double theta;
  private final double noise;
  private final RowMoments moments;
  private final PairMoments pairs;
  private final double left;
  private final double alignment;

  /** Unbiased ∇fᵀΣ∇f, divided by what the rows' u_i show: 1 far from the optimum. */
  private final double rayleigh;

  /** ∇fᵀΣ²∇f ‖∇f‖²/(∇fᵀΣ∇f)² ≥ 1: how far ∇f is from an eigenvector of Σ. */
  private final double bend;

  /** Near 1 where θ̂ is far above its noise, 0 where it is within. */
  private final double trust;

  private final double floor;
  private final Variances here;

  SampledNoise(SampleMean mean, long population, RowMoments moments, PairMoments pairs) {
    this.rows = mean.rows();
    this.population = population;
    this.moments = moments;
    this.pairs = pairs;
    this.alignment = mean.alignment();
    this.left = 1 - (double) rows / population;
    this.theta = mean.normSquared() - left * mean.spread() / rows;
    this.noise = mean.spread() * (1 - 1.0 / population);
    this.rayleigh = exact() ? 0 : rayleigh();
    this.bend = exact() ? 1 : bend();
    this.trust = theta > 0 ? theta / (theta + priorWeight()) : 0;
    this.floor = exact() ? theta : Math.max(theta, leastTheta());
    this.here = new Variances(Math.max(0, theta));
  }

  /**
   * ∇fᵀΣ∇f/‖∇f‖², from its unbiased estimate ((m−1)² s_u² − (m−2) tr Σ²)/(m−2)² over θ̂. Where θ̂
   * is within its noise the quotient means nothing and is drawn towards tr Σ³/tr Σ²: gradients near
   * an optimum lie along the directions of much curvature, which for a GLM are those of much noise.
   */
  private double rayleigh() {
    double m = rows;
    double su = moments.sum(2, 0, 1) / (m - 1);
    double zeta = ((m - 1) * (m - 1) * su - (m - 2) * pairs.traceSquare()) / ((m - 2) * (m - 2));
    double typical = pairs.traceSquare() > 0 ? pairs.traceCube() / pairs.traceSquare() : 0;
    double weight = priorWeight();
    double denominator = Math.max(0, theta) + weight;
    return denominator > 0 ? (Math.max(0, zeta) + weight * typical) / denominator : 0;
  }

  private double bend() {
    if (!(rayleigh > 0)) {
      return 1;
    }
    double m = rows;
    double square = moments.turned() / (m * (m - 1)) - pairs.traceCube() / m;
    double weight = priorWeight();
    double quotient =
        (Math.max(0, square) + weight * rayleigh * rayleigh) / (Math.max(0, theta) + weight);
    return Math.max(1, Math.min(LARGEST_BEND, quotient / (rayleigh * rayleigh)));
  }

  private double priorWeight() {
    double deviation = Math.sqrt(degenerateVariance());
    return deviation > 0 ? PRIOR * deviation / (1 + Math.max(0, theta) / (3 * deviation)) : 0;
  }

  /** Var θ̂ at θ = 0. */
  private double degenerateVariance() {
    return 2 * left * left * pairs.traceSquare() / (rows * (rows - 1.0));
  }

  private double leastTheta() {
    double deviation = Math.sqrt(degenerateVariance());
    return deviation == 0 ? 0 : deviation * new Test(0, -1, 0).law().quantile(LUCK);
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

  /** ‖∇f(x)‖², in units of squared gradient, unbiased. */
  public double gradientNormSquared() {
    return theta;
  }

  /** V(x), in units of squared gradient, unbiased. */
  public double noise() {
    return noise;
  }

  /** The two-sided interval of ‖∇f(x)‖²; one-sided, with lower end 0, where 0 is not rejected. */
  public Interval gradientNormSquared(double confidence) {
    double tail = tail(confidence);
    return new Interval(theta, lowerGradientNormSquared(tail), upperGradientNormSquared(tail));
  }

  /** The end that lies above ‖∇f(x)‖² with probability {@code tail}. */
  double lowerGradientNormSquared(double tail) {
    if (exact()) {
      return theta;
    }
    return theta <= 0 ? 0 : Roots.below(t -> aboveTheta(theta, t) - (1 - tail), theta);
  }

  /** The end that lies below ‖∇f(x)‖² with probability {@code tail}. */
  double upperGradientNormSquared(double tail) {
    if (exact()) {
      return theta;
    }
    double step = Math.sqrt(new Test(0, -1, Math.max(0, floor)).variance());
    if (step == 0) {
      return Math.max(0, theta);
    }
    return Roots.above(t -> aboveTheta(floor, t) - tail, Math.max(0, floor), step);
  }

  private double aboveTheta(double estimate, double hypothesis) {
    return new Test(0, -1, hypothesis).cumulative(estimate - hypothesis);
  }

  /** The two-sided interval of V(x). */
  public Interval noise(double confidence) {
    double tail = tail(confidence);
    return new Interval(noise, lowerNoise(tail), upperNoise(tail));
  }

  double lowerNoise(double tail) {
    return exact() || noise == 0 ? noise : Roots.below(v -> aboveNoise(v) - (1 - tail), noise);
  }

  double upperNoise(double tail) {
    return exact() || noise == 0
        ? noise
        : Roots.above(v -> aboveNoise(v) - tail, noise, Math.sqrt(here.ofNoise));
  }

  /** P(V̂ ≤ what was seen) if V were this, ‖∇f‖² being what is then most likely. */
  private double aboveNoise(double hypothesis) {
    double seen = noise - hypothesis;
    return new Test(1, 0, mostLikely(here.both, here.ofNoise, seen)).cumulative(seen);
  }

  /** θ̂ less its regression on a deviation D of what is tested: ‖∇f‖² ≥ 0 under the hypothesis. */
  private double mostLikely(double covarianceWithD, double varianceOfD, double deviation) {
    double shift = varianceOfD > 0 ? covarianceWithD / varianceOfD * deviation : 0;
    return Math.max(0, floor - shift);
  }

  /** B_S(x) = 1 + V/‖∇f‖²; see {@link #localCriticalBatch} with ε = 0. */
  public Interval diversityBound(double confidence) {
    return localCriticalBatch(0, confidence);
  }

  /**
   * b̂(x) = 1 + V/(‖∇f‖² + ε), equation (9), with its two-sided interval. The estimate has the bias
   * of a quotient taken off to first order; it is infinite where θ̂ ≤ 0 = ε, and so is the upper
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
    double denominator = Math.max(0, theta) + epsilon;
    if (exact() || denominator == 0 || noise == 0) {
      return noise == 0 ? 0 : noise / denominator;
    }
    double relative =
        here.ofTheta / (denominator * denominator) - here.both / (noise * denominator);
    double ratio = noise / denominator;
    return relative > 0 ? ratio / (1 + relative) : ratio * (1 - relative);
  }

  double lowerRatio(double epsilon, double tail) {
    if (exact() || noise == 0) {
      return noise == 0 ? 0 : noise / (theta + epsilon);
    }
    double least = 1e-6 * Math.sqrt(degenerateVariance());
    double start = noise / Math.max(least, Math.max(0, floor) + epsilon);
    return Roots.below(r -> belowRatio(r, epsilon) - (1 - tail), start);
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
    double end = Roots.above(r -> belowRatio(r, epsilon) - tail, ratio, ratio / 4);
    return Math.min(cap, end);
  }

  /** P(D ≤ what was seen) if V/(θ + ε) were R: 1 for small R, falling. */
  private double belowRatio(double ratio, double epsilon) {
    double seen = noise - ratio * (floor + epsilon);
    double suggested = ratio > 0 ? noise / ratio - epsilon : 0;
    Variances at = new Variances(Math.max(Math.max(0, theta), suggested));
    double variance = at.ofNoise - 2 * ratio * at.both + ratio * ratio * at.ofTheta;
    double likely = mostLikely(at.both - ratio * at.ofTheta, variance, seen);
    return new Test(1, ratio, likely).cumulative(seen);
  }

  static double tail(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "Invalid confidence: %s not in (0, 1)".formatted(confidence));
    }
    return (1 - confidence) / 2;
  }

  /** Var θ̂, Var V̂ and their covariance at a hypothetical θ. */
  private final class Variances {
    final double ofTheta;
    final double ofNoise;
    final double both;

    Variances(double hypothesis) {
      ofTheta = new Test(0, -1, hypothesis).variance();
      ofNoise = new Test(1, 0, hypothesis).variance();
      both = (ofTheta + ofNoise - new Test(1, 1, hypothesis).variance()) / 2;
    }
  }

  /** The law of D = a(V̂ − V) − R(θ̂ − θ) at a hypothetical θ. */
  private final class Test {
    private final double a;
    private final double r;
    private final double along;
    private final double slope;
    private final double scale;
    private final double mean;
    private final double degenerate;

    Test(double a, double r, double hypothesis) {
      this.a = a;
      this.r = r;
      double m = rows;
      double su = moments.sum(2, 0, 1) / (m - 1);
      this.scale = su > 0 ? Math.sqrt(rayleigh * hypothesis / su) : 0;
      this.along = -2 * a * alignment * (scale - 1) - 2 * r * scale;
      this.slope = su > 0 ? a * moments.cross() / (m - 1) / su + along : 0;
      this.mean = left / m * moments.sum(2, a, along) / (m - 1);
      this.degenerate = (a + r) * (a + r) * degenerateVariance();
    }

    double variance() {
      return mean + degenerate;
    }

    SkewedLaw law() {
      double m = rows;
      double variance = variance();
      double cube = variance * Math.sqrt(variance);
      double second = moments.sum(2, a, along) / m;
      double third = moments.third(a, along, trust) / m;
      double fourth = moments.sum(4, a, along) / m - 3 * second * second;
      double sampleSkewness = second > 0 ? third / Math.pow(second, 1.5) : 0;
      third *= 1 + Math.min(LARGEST_SHORTFALL, SHORTFALL * sampleSkewness * sampleSkewness / m);
      double each = left / m;
      double studentising = each * each * third / cube;
      if (Math.abs(studentising) > LARGEST_SKEWNESS) {
        third *= LARGEST_SKEWNESS / Math.abs(studentising);
        studentising = Math.copySign(LARGEST_SKEWNESS, studentising);
      }
      double uu = moments.sum(2, 0, 1) / (m - 1);
      double shared = each * each * slope * slope * uu;
      double turning =
          scale > 0 ? trust * 2 * shared * slope / scale * rayleigh * (bend - 1) / cube : 0;
      double divided = studentising + turning;
      double share = mean / variance;
      double flat = each * each / m * fourth / (variance * variance);
      double spread = 1 + 7.0 / 4 * studentising * studentising + 2 / m * share * share;
      double excess =
          Math.max(0, 6 * studentising * studentising - 2 * flat + 6 / m * share * share);
      double joint = -(a + r);
      double chaos =
          each
              * each
              * each
              * joint
              * joint
              * joint
              * (8 * pairs.traceCube() + 4 * pairs.cube() / m);
      double joined = 6 * shared * joint * rayleigh * bend;
      double skewness =
          left * (2 * left - 1) / (m * m) * third / cube - 3 * divided + (chaos + joined) / cube;
      return new SkewedLaw(-divided / 2, Math.sqrt(spread), skewness, excess);
    }

    double cumulative(double seen) {
      double variance = variance();
      if (variance == 0) {
        return seen < 0 ? 0 : seen > 0 ? 1 : 0.5;
      }
      return law().cumulative(seen / Math.sqrt(variance));
    }
  }
}
