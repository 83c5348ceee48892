package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.spectrum.NoiseSpectrum;
import io.taucrit.core.sweep.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Predicts T(b, τ), the updates that SGD with b rows an update and the constant delay τ needs to
 * reach a suboptimality δ with the best constant averaged step, by splitting δ between the bias of
 * descent and the noise that enters:
 *
 * <pre>
 *   T(b, τ) = min over γ of min { t : B_γτ(t) + N_γτ(t)/b ≤ δ }
 * </pre>
 *
 * B is the suboptimality of full-gradient descent, followed for long steps and for old gradients
 * and rescaled in γt for all shorter steps, see {@link Paths}; N is the noise that entered along
 * the path with V(x_t) and the {@link NoiseSpectrum} at x⋆, amplified as the delay does, see {@link
 * NoisyDescent} and {@link DelayedMode}. All of it comes from passes over a sample that is held in
 * memory; where the sample is not the whole data set, x⋆, f⋆ and δ are the sample's own.
 *
 * <p>Accuracy: a model, not a bound. Of the noise along the path only the power is its own,
 * curvature and directions are those at x⋆. Thread-safe; every prediction is a function of the
 * arguments of {@link #of} alone.
 */
public final class PathPredictor {
  private static final int PROBES = 8;
  private static final int ALL_PROBES = -1;
  private static final int LANCZOS_STEPS = 16;

  /** How far below the smallest target the paths go: less bias than that never pays. */
  private static final double BIAS_SHARE = 0.15;

  private final double optimum;
  private final double initialSuboptimality;
  private final double curvatureAtOptimum;
  private final Paths paths;
  private final NoiseSpectrum spectrum;
  private final double noiseAtOptimum;
  private final InMemoryPasses sample;
  private final double[] minimiser;
  private final long seed;
  private final Map<Kind, Descents> descents;
  private final Map<Level, Double> feedbacks;
  private final int leftOut;

  private PathPredictor(
      double optimum,
      double initialSuboptimality,
      double curvatureAtOptimum,
      Paths paths,
      NoiseSpectrum spectrum,
      double noiseAtOptimum,
      InMemoryPasses sample,
      double[] minimiser,
      long seed,
      Map<Kind, Descents> descents,
      Map<Level, Double> feedbacks,
      int leftOut) {
    this.optimum = optimum;
    this.initialSuboptimality = initialSuboptimality;
    this.curvatureAtOptimum = curvatureAtOptimum;
    this.paths = paths;
    this.spectrum = spectrum;
    this.noiseAtOptimum = noiseAtOptimum;
    this.sample = sample;
    this.minimiser = minimiser;
    this.seed = seed;
    this.descents = descents;
    this.feedbacks = feedbacks;
    this.leftOut = leftOut;
  }

  /** Descents to one measure with one delay. */
  private record Kind(Measure measure, double delay) {}

  private record Level(Measure measure, double value) {}

  /** T(b, τ) in updates and the averaged step that attains it. */
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
    Paths paths = Paths.follow(sample, atOptimum.value(), 1 / curvature, until, maxPasses);
    return new PathPredictor(
        atOptimum.value(),
        initial,
        curvature,
        paths,
        spectrum,
        atOptimum.noise(),
        sample,
        xStar,
        seed,
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>(),
        ALL_PROBES);
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
    return paths.passes();
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
              paths,
              spectrum,
              noiseAtOptimum,
              sample,
              minimiser,
              seed,
              descents,
              feedbacks,
              probe));
    }
    return parts;
  }

  /** {@link #predict(double, double, double)} without delay: mini-batch SGD. */
  public Prediction predict(double batch, double relativeTarget) {
    return predict(batch, 1, relativeTarget);
  }

  /**
   * The prediction for updates of b rows each with gradients that are τ − 1 updates old, at the
   * relative target r = δ/(f(0) − f⋆); null where no step reaches the target within the followed
   * path.
   *
   * @param batch b ≥ 1
   * @param delay τ ≥ 1, 1 for none
   */
  public Prediction predict(double batch, double delay, double relativeTarget) {
    double delta = relativeTarget * initialSuboptimality;
    return predict(Measure.SUBOPTIMALITY, batch, delay, delta, initialSuboptimality);
  }

  /**
   * As {@link #predict(double, double, double)}, until E‖∇f‖² is at most ε: noise counts λ_i² E
   * e_i² there.
   *
   * @param epsilon in units of ‖∇f‖²
   */
  public Prediction predictGradient(double batch, double delay, double epsilon) {
    return predict(Measure.GRADIENT, batch, delay, epsilon, paths.initial(Measure.GRADIENT));
  }

  private Prediction predict(
      Measure measure, double batch, double delay, double level, double initial) {
    double feedback =
        feedbacks.computeIfAbsent(
            new Level(measure, level), at -> feedback(measure, level, initial));
    return descents(measure, delay).best(batch, level, initial, leftOut, feedback);
  }

  private double feedback(Measure measure, double level, double initial) {
    int batch = NoiseFeedback.BATCH;
    Prediction without = descents(measure, 1).best(batch, level, initial, ALL_PROBES, 0);
    return without == null
        ? 0
        : NoiseFeedback.of(sample, minimiser, measure, without.step() / 2, without.updates(), seed);
  }

  private Descents descents(Measure measure, double delay) {
    return descents.computeIfAbsent(
        new Kind(measure, delay),
        kind -> Descents.of(paths, measure, delay, spectrum, noiseAtOptimum));
  }
}
