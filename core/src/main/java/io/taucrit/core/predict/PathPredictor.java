package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.spectrum.NoiseSpectrum;
import java.util.ArrayList;
import java.util.List;

/**
 * Predicts T(b), the updates mini-batch SGD with the best constant averaged step needs to reach a
 * suboptimality δ, by splitting δ between the bias of descent and the noise that enters:
 *
 * <pre>
 *   T(b) = min over γ &lt; 2/L⋆ of min { t : B_γ(t) + (γ/b) N_γ(t) V(x_t)/V(x⋆) ≤ δ }
 *   N_γ(t) = Σ_i s_i (1 − (1 − γλ_i)^{2t}) / (2 (2 − γλ_i))
 * </pre>
 *
 * B_γ(t) is the suboptimality of full-gradient descent, followed for a few large γ and rescaled in
 * γt for all smaller ones; (λ_i, s_i) is the {@link NoiseSpectrum} at x⋆. All of it comes from
 * passes over a sample that is held in memory; where the sample is not the whole data set, x⋆, f⋆
 * and δ are the sample's own. The same curve answers for other members of the family by their
 * samples in flight.
 *
 * <p>Accuracy: a model, not a bound. The noise model is local to x⋆ and scaled by V(x_t) along the
 * path. Immutable and thread-safe.
 */
public final class PathPredictor {
  private static final int PROBES = 8;
  private static final int LANCZOS_STEPS = 16;
  private static final double[] LARGE_STEPS = {1.9, Math.sqrt(2)};
  private static final double STEP_RATIO = Math.pow(2, 0.25);
  private static final int SMALLER_STEPS = 100;
  private static final double TIME_RATIO = 1.03;

  /** How far below the smallest target the paths go: less bias than that never pays. */
  private static final double BIAS_SHARE = 0.15;

  private final double optimum;
  private final double initialSuboptimality;
  private final double curvatureAtOptimum;
  private final double noiseAtOptimum;
  private final NoiseSpectrum spectrum;
  private final List<DescentPath> paths;
  private final int passes;

  private PathPredictor(
      double optimum,
      double initialSuboptimality,
      double curvatureAtOptimum,
      double noiseAtOptimum,
      NoiseSpectrum spectrum,
      List<DescentPath> paths,
      int passes) {
    this.optimum = optimum;
    this.initialSuboptimality = initialSuboptimality;
    this.curvatureAtOptimum = curvatureAtOptimum;
    this.noiseAtOptimum = noiseAtOptimum;
    this.spectrum = spectrum;
    this.paths = paths;
    this.passes = passes;
  }

  /** T(b) and the averaged step that attains it. */
  public record Prediction(double updates, double step) {}

  /**
   * Prepares predictions for relative targets down to {@code smallestTarget}.
   *
   * @param sample rows in memory
   * @param optimum the minimiser if the sample is the whole data set, else null
   * @param smallestTarget smallest δ/(f(0) − f⋆) that will be asked for
   * @param maxPasses bound on the passes of each descent
   */
  public static PathPredictor of(
      InMemoryPasses sample, double[] optimum, double smallestTarget, int maxPasses, long seed) {
    double[] zero = new double[sample.objective().dimension()];
    double[] xStar =
        optimum != null
            ? optimum
            : Lbfgs.withDefaults()
                .withTolerance(smallestTarget * 1e-3)
                .minimise(sample, zero, (x, at) -> {})
                .x();
    GradientStatistics atOptimum = sample.at(xStar);
    double initial = sample.at(zero).value() - atOptimum.value();
    double curvature = LargestEigenvalue.atPoint(sample, xStar, seed);
    NoiseSpectrum spectrum = NoiseSpectrum.at(sample, xStar, PROBES, LANCZOS_STEPS, seed);
    double until = BIAS_SHARE * smallestTarget * initial;
    List<DescentPath> paths = new ArrayList<>();
    DescentPath base = stable(sample, atOptimum.value(), 1 / curvature, until, maxPasses);
    int passes = base.length();
    paths.add(base);
    for (double factor : LARGE_STEPS) {
      double step = factor * base.step();
      DescentPath path = DescentPath.follow(sample, atOptimum.value(), step, until, base.length());
      passes += path.length();
      if (path.reached()) {
        paths.add(path);
      }
    }
    return new PathPredictor(
        atOptimum.value(), initial, curvature, atOptimum.noise(), spectrum, paths, passes);
  }

  /** The path at the largest of γ, γ/2, γ/4, … at which descent does not diverge. */
  private static DescentPath stable(
      InMemoryPasses sample, double optimum, double step, double until, int maxPasses) {
    DescentPath path = DescentPath.follow(sample, optimum, step, until, maxPasses);
    for (int halvings = 0; !path.reached() && path.length() < maxPasses && halvings < 30; ) {
      halvings++;
      path = DescentPath.follow(sample, optimum, step * Math.pow(0.5, halvings), until, maxPasses);
    }
    return path;
  }

  /** f⋆ of the sample. */
  public double optimum() {
    return optimum;
  }

  /** L⋆ of the sample. */
  public double curvatureAtOptimum() {
    return curvatureAtOptimum;
  }

  /** Descent passes over the sample that the prediction cost. */
  public int passes() {
    return passes;
  }

  /** The largest full-gradient step that was seen to descend without diverging. */
  public double fullGradientStep() {
    return paths.stream().mapToDouble(DescentPath::step).max().orElseThrow();
  }

  /**
   * This predictor with the noise spectrum from all probes but one, for each of them: how far their
   * predictions are apart tells what the random probes add to the uncertainty. The error of the
   * model itself, and of a sample for the whole, does not show in it.
   */
  public List<PathPredictor> jackknife() {
    List<PathPredictor> parts = new ArrayList<>();
    for (int probe = 0; probe < PROBES; probe++) {
      parts.add(
          new PathPredictor(
              optimum,
              initialSuboptimality,
              curvatureAtOptimum,
              noiseAtOptimum,
              spectrum.without(probe, PROBES),
              paths,
              passes));
    }
    return parts;
  }

  /**
   * The prediction for batch size b at the relative target r = δ/(f(0) − f⋆), or null where no step
   * reaches the target within the followed path.
   */
  public Prediction predict(double batch, double relativeTarget) {
    double delta = relativeTarget * initialSuboptimality;
    Prediction best = null;
    for (DescentPath path : paths) {
      best = better(best, crossing(path, path.step(), batch, delta));
    }
    DescentPath base = paths.get(0);
    for (int k = 1; k <= SMALLER_STEPS; k++) {
      best = better(best, crossing(base, base.step() / Math.pow(STEP_RATIO, k), batch, delta));
    }
    return best;
  }

  private static Prediction better(Prediction a, Prediction b) {
    return a == null || (b != null && b.updates() < a.updates()) ? b : a;
  }

  /** First t at which bias plus noise is at most δ with step γ, log-interpolated; null if none. */
  private Prediction crossing(DescentPath path, double step, double batch, double delta) {
    double horizon = path.horizon() / step;
    double previousT = 0;
    double previousTotal = initialSuboptimality;
    for (double t = 1; ; t = Math.max(t + 1, t * TIME_RATIO)) {
      boolean last = t >= horizon;
      t = Math.min(t, horizon);
      double bias = path.suboptimalityAt(step * t);
      // Noise is costly to sum; it cannot matter while the bias alone misses the target.
      double total =
          bias > delta
              ? bias
              : bias + step / batch * enteredNoise(step, t) * noiseRatio(path, step * t);
      if (total <= delta) {
        double share = Math.log(previousTotal / delta) / Math.log(previousTotal / total);
        return new Prediction(Math.max(1, previousT + share * (t - previousT)), step);
      }
      if (last) {
        return null;
      }
      previousT = t;
      previousTotal = total;
    }
  }

  private double noiseRatio(DescentPath path, double time) {
    return noiseAtOptimum > 0 ? path.noiseAt(time) / noiseAtOptimum : 0;
  }

  private double enteredNoise(double step, double t) {
    double sum = 0;
    for (int i = 0; i < spectrum.curvatures().length; i++) {
      double contraction = 1 - step * spectrum.curvatures()[i];
      // The base step may exceed the stable range of a Ritz value by rounding only.
      double denominator = Math.max(1e-3, 1 + contraction);
      sum +=
          spectrum.powers()[i] * (1 - Math.pow(contraction * contraction, t)) / (2 * denominator);
    }
    return sum;
  }
}
