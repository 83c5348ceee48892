package io.taucrit.core.noise;

/**
 * How the estimates θ̂ of θ = ‖∇f‖² and V̂ of V vary over samples, as far as one sample shows it.
 *
 * <p>With w_i = a‖ξ_i‖² − 2R ∇fᵀξ_i, J = −(a + R) and ē the error of the sample's mean gradient,
 *
 * <pre>
 *   D = a(V̂ − V) − R(θ̂ − θ) = mean of w_i − E w + J (‖ē‖² − E‖ē‖²)
 *   Var D = (1 − m/n)/m · Var w + 2 J² (1 − m/n)² tr Σ²/m²
 * </pre>
 *
 * <p>The first term is that of a mean over rows; near the optimum a θ̂ is the second, degenerate
 * one alone, a weighted sum of χ² variables.
 *
 * <p><b>The direction of ∇f</b> enters through ζ(θ) = ∇fᵀΣ∇f. Its unbiased estimate is that of the
 * u_i = g_iᵀḡ_{−i} less what the noise of ḡ adds, ζ̂ = Var u − (1 − m/n) tr Σ²/m. It rises and
 * falls with θ̂, since one noise moves both; a test of a θ that took it as it is would find the
 * variance small just where θ̂ is small. So its regression on θ̂ is moved to the hypothesis,
 *
 * <pre>
 *   ζ(θ) = ζ̂ + κ (θ − θ̂),    κ = Cov(ζ̂, θ̂)/Var θ̂ = (4 ∇fᵀΣ²∇f + 2 tr Σ³/m)/(4 ∇fᵀΣ∇f + 2 tr Σ²/m)
 * </pre>
 *
 * <p>which is unbiased at the true θ and not correlated with the θ̂ that is tested, within 0 ≤ ζ(θ)
 * ≤ (tr Σ³)^{1/3} θ, which always holds. Where it differs from what the rows show, ∇f is taken to
 * be their ḡ times a factor c, and ē the rest of it.
 *
 * <p><b>Shape.</b> Third cumulants add up: 8 J³ tr Σ³/m³ of the degenerate part, 6 J ‖E wξ‖²/m² of
 * what joins the two, the third moment of w of the mean, with the effect of dividing by an
 * estimated standard deviation (Hall, 1992, section 2.6; Babu and Singh, 1985, without
 * replacement). Rows of heavy tails show their skewness as badly as their variance: where few of
 * the large ones were drawn both are too small, where many were both too large. So their third
 * moment may lengthen a tail of D and never shortens one. Immutable and thread-safe.
 */
final class SamplingLaw {
  /** Largest third moment of a standardised mean for which the expansion is taken at its word. */
  private static final double LARGEST_SKEWNESS = 0.6;

  private final RowMoments.Sums moments;
  private final PairMoments pairs;
  private final double left;
  private final double rows;

  /** (1 − m/n)/m. */
  private final double each;

  private final double theta;

  /** Var u. */
  private final double shown;

  /** ζ̂. */
  private final double zeta;

  /** κ. */
  private final double slope;

  /** (tr Σ³)^{1/3} ≥ λ_max(Σ). */
  private final double largest;

  /**
   * @param theta θ̂
   * @param left 1 − m/n
   */
  SamplingLaw(double theta, long rows, double left, RowMoments moments, PairMoments pairs) {
    this.theta = theta;
    this.rows = rows;
    this.left = left;
    this.each = left / rows;
    this.moments = moments.sums();
    this.pairs = pairs;
    this.shown = this.moments.moment(2, 0, 1) * rows / (rows - 1.0);
    this.zeta = shown - each * pairs.traceSquare();
    this.largest = Math.cbrt(pairs.traceCube());
    double turned = this.moments.turned(0, 1) - each * pairs.traceCube();
    double covariance = 4 * Math.max(0, turned) + 2 * each * pairs.traceCube();
    double variance = 4 * Math.max(0, zeta) + 2 * each * pairs.traceSquare();
    this.slope = variance > 0 ? Math.min(largest, covariance / variance) : 0;
  }

  /** ζ(θ). */
  private double zeta(double hypothesis) {
    double most = largest * hypothesis;
    double moved = slope * (hypothesis - theta);
    // The slope is drawn from the same rows, so that on average it takes off Cov(slope, theta):
    // given back by a sixth of the relative square, a third of what a line in ln zeta would add.
    double curved = moved * moved / (6 * Math.max(Math.abs(moved), zeta));
    return Math.max(0, Math.min(most, zeta + moved + (moved == 0 ? 0 : curved)));
  }

  /** D at a hypothetical θ ≥ 0. */
  Deviation deviation(double a, double r, double hypothesis) {
    double c = shown > 0 ? Math.sqrt(zeta(hypothesis) / shown) : 0;
    return new Deviation(a, 2 * a * (1 - c) - 2 * r * c, -(a + r));
  }

  /** Cov(a V̂ − R θ̂, θ̂) at a hypothetical θ. */
  double covarianceWithTheta(double a, double r, double hypothesis) {
    return (deviation(a, r - 1, hypothesis).variance() - deviation(a, r + 1, hypothesis).variance())
        / 4;
  }

  /** |E (‖ξ‖² − V)³|/((Var ‖ξ‖²)^{3/2} √m), as the rows show it: the skewness of V̂. */
  double skewnessOfNoise() {
    double second = moments.moment(2, 1, 0);
    double third = Math.abs(moments.moment(3, 1, 0));
    return second > 0 ? third / Math.pow(second, 1.5) / Math.sqrt(rows) : 0;
  }

  /** D, of the rows' w_i = a v_i + b u_i and of J. */
  final class Deviation {
    private final double a;
    private final double b;
    private final double j;
    private final double variance;

    /** Of the variance's estimate, relative to its square, as far as pairs decide it. */
    private final double uncertainty;

    private Deviation(double a, double b, double j) {
      this.a = a;
      this.b = b;
      this.j = j;
      double ofPairs = 2 * j * j * each * left * pairs.traceSquare() / (rows - 1);
      this.variance = left * moments.moment(2, a, b) / (rows - 1) + ofPairs;
      this.uncertainty =
          variance > 0 ? pairs.squareVariance() * Math.pow(ofPairs / variance, 2) : 0;
    }

    double variance() {
      return variance;
    }

    /** P(D ≤ d), the larger one with and without the rows' third moment. */
    double atMost(double d) {
      double t = standard(d);
      return Math.max(law(0).cumulative(t), law(thirdMoment()).cumulative(t));
    }

    /** P(D ≥ d), the larger one with and without the rows' third moment. */
    double atLeast(double d) {
      double t = standard(d);
      return 1 - Math.min(law(0).cumulative(t), law(thirdMoment()).cumulative(t));
    }

    /** The d with P(D ≤ d) = p, without the rows' third moment. */
    double quantile(double p) {
      return variance > 0 ? Math.sqrt(variance) * law(0).quantile(p) : 0;
    }

    /** D in standard deviations; without any, 0 and ±∞. */
    private double standard(double d) {
      return d == 0 ? 0 : d / Math.sqrt(variance);
    }

    /** E w³/(m² (Var D)^{3/2}). */
    private double thirdMoment() {
      double third = each * each * moments.moment(3, a, b) / Math.pow(variance, 1.5);
      return Math.max(-LARGEST_SKEWNESS, Math.min(LARGEST_SKEWNESS, third));
    }

    /** The law of D/√Var D, the variance being estimated. */
    private SkewedLaw law(double third) {
      if (variance == 0) {
        return SkewedLaw.NORMAL;
      }
      double ofPairs =
          Math.pow(each * j, 3) * (8 * pairs.traceCube() + 4 * pairs.cube() / rows)
              + 6 * j * each * each * moments.turned(a, b);
      double skewness =
          ofPairs / Math.pow(variance, 1.5) + third * (2 * left - 1) / left - 3 * third;
      return new SkewedLaw(
          -third / 2, Math.sqrt(1 + 7.0 / 4 * third * third + uncertainty), skewness);
    }
  }
}
