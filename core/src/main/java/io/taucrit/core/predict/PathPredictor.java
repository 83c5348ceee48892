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
 *   T(b) = min over γ &lt; 2/L⋆ of min { t : B_γ(t) + N_γ(t)/b ≤ δ }
 * </pre>
 *
 * B_γ(t) is the suboptimality of full-gradient descent, followed for a few large γ and rescaled in
 * γt for all smaller ones; N_γ(t) is the noise that entered along the path with V(x_t) and the
 * {@link NoiseSpectrum} at x⋆, see {@link NoisyDescent}. All of it comes from passes over a sample
 * that is held in memory; where the sample is not the whole data set, x⋆, f⋆ and δ are the sample's
 * own. The same curve answers for other members of the family by their samples in flight.
 *
 * <p>Accuracy: a model, not a bound. Of the noise along the path only the power is its own,
 * curvature and directions are those at x⋆. Immutable and thread-safe.
 */
public final class PathPredictor {
  private static final int PROBES = 8;
  private static final int ALL_PROBES = -1;
  private static final int LANCZOS_STEPS = 16;
  private static final double[] LARGE_STEPS = {1.9, Math.sqrt(2)};
  private static final double STEP_RATIO = Math.pow(2, 0.25);
  private static final int SMALLER_STEPS = 100;

  /** How far below the smallest target the paths go: less bias than that never pays. */
  private static final double BIAS_SHARE = 0.15;

  private final double optimum;
  private final double initialSuboptimality;
  private final double curvatureAtOptimum;
  private final double fullGradientStep;
  private final List<NoisyDescent> descents;
  private final int passes;
  private final int leftOut;

  private PathPredictor(
      double optimum,
      double initialSuboptimality,
      double curvatureAtOptimum,
      double fullGradientStep,
      List<NoisyDescent> descents,
      int passes,
      int leftOut) {
    this.optimum = optimum;
    this.initialSuboptimality = initialSuboptimality;
    this.curvatureAtOptimum = curvatureAtOptimum;
    this.fullGradientStep = fullGradientStep;
    this.descents = descents;
    this.passes = passes;
    this.leftOut = leftOut;
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
    List<NoisyDescent> descents = new ArrayList<>();
    for (DescentPath path : paths) {
      descents.add(NoisyDescent.of(path, path.step(), spectrum, atOptimum.noise()));
    }
    for (int k = 1; k <= SMALLER_STEPS; k++) {
      double step = base.step() / Math.pow(STEP_RATIO, k);
      descents.add(NoisyDescent.of(base, step, spectrum, atOptimum.noise()));
    }
    double longest = paths.stream().mapToDouble(DescentPath::step).max().orElseThrow();
    return new PathPredictor(
        atOptimum.value(), initial, curvature, longest, descents, passes, ALL_PROBES);
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
    return fullGradientStep;
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
              fullGradientStep,
              descents,
              passes,
              probe));
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
    for (NoisyDescent descent : descents) {
      Double updates = descent.crossing(batch, delta, initialSuboptimality, leftOut);
      if (updates != null && (best == null || updates < best.updates())) {
        best = new Prediction(updates, descent.step());
      }
    }
    return best;
  }
}
