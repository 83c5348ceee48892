package io.taucrit.core.analysis;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis.EpsilonPrediction;
import io.taucrit.core.analysis.Analysis.Optimum;
import io.taucrit.core.analysis.Analysis.PathSample;
import io.taucrit.core.analysis.Analysis.Point;
import io.taucrit.core.analysis.Analysis.ProfileEntry;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Analysis.Visited;
import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.CountedPasses;
import io.taucrit.core.passes.DataPasses;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.data.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Analyses a problem by full passes: finds x⋆, visits iterates between x_0 = 0 and x⋆, and turns
 * their gradients and noise into M(ε), σ⋆²(ε), critical batch sizes, speedups, steps and advice.
 *
 * <p>The visited iterates are those of the optimiser and the points x⋆ + 4^{−k}(x_0 − x⋆), whose
 * gradient norms spread over all orders of magnitude down to the optimum. Immutable.
 */
public final class Analyzer {
  private static final int SEGMENT_POINTS = 14;

  private static final int PROFILE_POINTS = 25;

  private static final double DEFAULT_TARGET = 0.01;

  /** Nonzeros the descent of the path predictor may touch in all: some twenty seconds of work. */
  private static final double PATH_WORK = 6e9;

  /** A pass costs as much for a feature as for so many nonzeros: it handles vectors of length d. */
  private static final double FEATURE_WORK = 3;

  private static final int MOST_PASSES = 50_000;

  private final List<Double> targets;
  private final Double knownOptimum;
  private final int workers;
  private final long seed;
  private final List<Double> epsilons;
  private final double pathWork;
  private final List<String> priorWarnings;
  private final Progress progress;

  private Analyzer(
      List<Double> targets,
      Double knownOptimum,
      int workers,
      long seed,
      List<Double> epsilons,
      double pathWork,
      List<String> priorWarnings,
      Progress progress) {
    this.targets = targets;
    this.knownOptimum = knownOptimum;
    this.workers = workers;
    this.seed = seed;
    this.epsilons = epsilons;
    this.pathWork = pathWork;
    this.priorWarnings = priorWarnings;
    this.progress = progress;
  }

  /** Relative target 0.01, one worker, seed 1, silent. */
  public static Analyzer withDefaults() {
    return new Analyzer(
        List.of(DEFAULT_TARGET), null, 1, 1, List.of(), PATH_WORK, List.of(), Progress.NONE);
  }

  /**
   * Relative suboptimalities r = (f − f⋆)/(f(x_0) − f⋆) to predict for; the first one is advised
   * on.
   */
  public Analyzer with(List<Double> relativeTargets) {
    if (relativeTargets.isEmpty()) {
      throw new IllegalArgumentException("Invalid targets: none given");
    }
    for (double r : relativeTargets) {
      if (!(r > 0 && r < 1)) {
        throw new IllegalArgumentException("Invalid target: %s not in (0, 1)".formatted(r));
      }
    }
    return new Analyzer(
        List.copyOf(relativeTargets),
        knownOptimum,
        workers,
        seed,
        epsilons,
        pathWork,
        priorWarnings,
        progress);
  }

  /** With a known f⋆, or null. */
  public Analyzer withOptimum(Double value) {
    return new Analyzer(targets, value, workers, seed, epsilons, pathWork, priorWarnings, progress);
  }

  /** With the number of workers that the advice may use. */
  public Analyzer withWorkers(int count) {
    return new Analyzer(
        targets, knownOptimum, count, seed, epsilons, pathWork, priorWarnings, progress);
  }

  public Analyzer withSeed(long value) {
    return new Analyzer(
        targets, knownOptimum, workers, value, epsilons, pathWork, priorWarnings, progress);
  }

  /** With warnings about the data that the analysis is to repeat. */
  public Analyzer withWarnings(List<String> known) {
    return new Analyzer(
        targets, knownOptimum, workers, seed, epsilons, pathWork, List.copyOf(known), progress);
  }

  /** Targets in ‖∇f‖², for which T(b), T(τ) and steps are predicted too. */
  public Analyzer withEpsilons(List<Double> targetsInGradient) {
    return new Analyzer(
        targets,
        knownOptimum,
        workers,
        seed,
        List.copyOf(targetsInGradient),
        pathWork,
        priorWarnings,
        progress);
  }

  /** With the nonzeros that the path predictor's descent may touch in all, above 0. */
  Analyzer withPathWork(double nonzeros) {
    return new Analyzer(
        targets, knownOptimum, workers, seed, epsilons, nonzeros, priorWarnings, progress);
  }

  public Analyzer withProgress(Progress listener) {
    return new Analyzer(
        targets, knownOptimum, workers, seed, epsilons, pathWork, priorWarnings, listener);
  }

  /** An analysis and the minimiser it found. */
  public record Result(Analysis analysis, double[] minimiser) {}

  /**
   * @param source passes over all rows
   * @param sample rows in memory for the path predictor: all rows, or a simple random sample
   * @param lossName for the record and the warnings
   * @throws io.taucrit.data.InputException if the data cannot be analysed
   */
  public Result analyze(DataPasses source, InMemoryPasses sample, String lossName) {
    CountedPasses data = new CountedPasses(source);
    List<String> warnings = new ArrayList<>(priorWarnings);
    int d = data.objective().features();
    int scores = data.objective().dimension() / d;
    double lambda = data.objective().regularisation();

    progress.stage("Counting features");
    FeatureCounts counts = data.featureCounts();
    Double smoothness = null;
    if (Double.isFinite(data.objective().smoothness())) {
      progress.stage("Estimating the smoothness");
      smoothness = LargestEigenvalue.smoothness(data, seed);
    } else {
      warnings.add(
          "The %s loss has no bound on its curvature: there is no smoothness constant, and steps are"
                  .formatted(lossName)
              + " checked on a sample instead.");
    }

    progress.stage("Finding the optimum");
    double smallest = targets.stream().min(Comparator.naturalOrder()).orElseThrow();
    NoiseProfile profile = new NoiseProfile();
    double[] zero = new double[data.objective().dimension()];
    GradientStatistics[] first = new GradientStatistics[1];
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .minimise(
                data,
                zero,
                (x, at) -> {
                  profile.add(at);
                  if (first[0] == null) {
                    first[0] = at;
                  }
                  progress.at(Double.NaN, "f = %.10g".formatted(at.value()));
                });
    GradientStatistics initial = first[0];
    GradientStatistics atOptimum = solution.at();
    double optimum = optimumValue(solution, warnings);
    double gap = initial.value() - optimum;
    warnAboutOptimum(solution, data.objective(), warnings);
    Assumptions.inseparable(sample, solution.x(), sample.rows() == data.rows())
        .ifPresent(warnings::add);
    if (!(gap > 1e-13 * Math.abs(initial.value()))) {
      throw new InputException(
          "Cannot analyse: f(0) = %s is already the optimum (all labels or features carry no signal)"
              .formatted(initial.value()));
    }
    progress.stage("Estimating the curvature at the optimum");
    double curvature = LargestEigenvalue.atPoint(data, solution.x(), seed);

    progress.stage("Measuring the noise between start and optimum");
    for (int k = 1; k <= SEGMENT_POINTS; k++) {
      profile.add(data.at(towards(solution.x(), Math.pow(0.25, k))));
      progress.at((double) k / SEGMENT_POINTS, "");
    }

    progress.stage("Following the path of descent");
    boolean whole = sample.rows() == data.rows();
    double nonzerosPerRow = Math.max(1, (double) counts.nonzeros() / counts.rows());
    int maxPasses = mostPasses(pathWork / scores, sample.rows() * nonzerosPerRow, d);
    String limit =
        "the limit for %d rows with %.0f nonzeros and %d features"
            .formatted(sample.rows(), sample.rows() * nonzerosPerRow, d);
    // ‖∇f‖² ≤ 2L⋆(f − f⋆) near x⋆: this far down the path has every target in ‖∇f‖² too.
    double nearest =
        epsilons.stream().mapToDouble(e -> e / (2 * curvature * gap)).reduce(smallest, Math::min);
    PathPredictor predictor =
        PathPredictor.of(sample, whole ? solution.x() : null, nearest, maxPasses, seed);
    progress.stage("Predicting");
    List<Target> results = new ArrayList<>();
    for (double r : targets) {
      results.add(target(r, r * gap, curvature, profile, predictor, data.rows(), limit, warnings));
    }
    List<EpsilonPrediction> inGradient = new ArrayList<>();
    for (double epsilon : epsilons) {
      if (epsilon < initial.gradientNormSquared()) {
        inGradient.add(
            prediction(epsilon, curvature, profile, predictor, data.rows(), limit, warnings));
      } else {
        warnings.add(
            "Epsilon %s is met at the start, where ||grad f||^2 = %.4g: there is nothing to predict."
                .formatted(epsilon, initial.gradientNormSquared()));
      }
    }
    if (!whole) {
      warnings.add(
          "T(b) and the steps are predicted from a random sample of %d of %d rows; the intervals of T(b)"
                  .formatted(sample.rows(), data.rows())
              + " do not hold the error of that.");
    }
    checkSparsity(counts, data.objective(), atOptimum, initial, warnings);
    progress.stage("Trying the advised step");
    // Other rows than a training run with the same seed will draw.
    BatchTrials trials =
        new BatchTrials(sample, predictor.optimum(), scores * nonzerosPerRow, ~seed);
    Adviser.Advised advised =
        new Adviser(trials).advise(results.get(0), workers, data.rows(), warnings);
    results.set(0, advised.target());

    Analysis analysis =
        new Analysis(
            data.rows(),
            d,
            counts.nonzeros(),
            lossName,
            lambda,
            data.objective().penalty().l1(),
            counts.relativeSparsity(),
            constantFeatures(counts, data.objective()),
            smoothness,
            curvature,
            new Optimum(
                optimum,
                atOptimum.gradientNormSquared(),
                lambda > 0 ? solution.suboptimalityBound() : null,
                solution.passes()),
            Estimate.exact(atOptimum.noise()),
            new Point(initial.value(), initial.gradientNormSquared(), initial.noise()),
            visited(profile, results.get(0).epsilon()),
            profileEntries(profile, results),
            results,
            advised.advice(),
            new PathSample(sample.rows(), whole, predictor.passes()),
            data.rows() * data.passes(),
            warnings,
            null,
            epsilons.isEmpty()
                ? null
                : epsilons.stream().map(epsilon -> entry(profile, epsilon)).toList(),
            epsilons.isEmpty() ? null : inGradient,
            null,
            null,
            null);
    return new Result(analysis, solution.x());
  }

  private double optimumValue(Lbfgs.Solution solution, List<String> warnings) {
    double found = solution.at().value();
    if (knownOptimum == null) {
      return found;
    }
    if (knownOptimum > found) {
      warnings.add(
          "The given optimum %s is above a value that was reached, %s, which is used instead."
              .formatted(knownOptimum, found));
      return found;
    }
    return knownOptimum;
  }

  private static void warnAboutOptimum(
      Lbfgs.Solution solution, Objective objective, List<String> warnings) {
    boolean curved = objective.regularisation() > 0;
    if (objective.penalty().l1() > 0) {
      warnings.add(
          "With an L1 term noise is that of the gradients, curvature and the noise's directions are those"
              + " on the coordinates that are not 0 at the optimum, and T(b) and the steps are predicted by them.");
    }
    if (!curved && objective.penalty().l1() > 0) {
      warnings.add(
          "lambda = 0: the accuracy of the optimum is not certified; the search ended at"
              + " ||shortest subgradient||^2 = %.3g."
                  .formatted(solution.at().gradientNormSquared()));
    } else if (!curved) {
      warnings.add(
          "lambda = 0: the optimum may not exist (separable data) and its accuracy is not certified;"
              + " the search ended at ||grad f||^2 = %.3g."
                  .formatted(solution.at().gradientNormSquared()));
    } else if (!solution.certified()) {
      warnings.add(
          "The optimum is certified only to %.3g (||grad f||^2/(2 lambda)) after %d passes."
              .formatted(solution.suboptimalityBound(), solution.passes()));
    }
  }

  /** Passes over so many nonzeros and features that the work allows, at least 2. */
  static int mostPasses(double work, double nonzeros, int features) {
    return (int) Math.max(2, Math.min(MOST_PASSES, work / (nonzeros + FEATURE_WORK * features)));
  }

  private static double[] towards(double[] optimum, double share) {
    double[] x = new double[optimum.length];
    for (int v = 0; v < x.length; v++) {
      x[v] = (1 - share) * optimum[v];
    }
    return x;
  }

  private static Target target(
      double relative,
      double delta,
      double curvature,
      NoiseProfile profile,
      PathPredictor predictor,
      long n,
      String limit,
      List<String> warnings) {
    double epsilon = curvature * delta;
    double m = profile.m(epsilon);
    double sigmaSquared = profile.sigmaSquared(epsilon);
    CriticalBatch formula = CriticalBatch.of(sigmaSquared, m, epsilon);
    PathPredictor.Prediction one = predictor.predict(1, relative);
    if (one == null) {
      warnings.add(notPredicted("Target " + relative, predictor, limit));
    }
    PredictedCurves predicted =
        new PredictedCurves(
            predictor, (p, b, t) -> p.predict(b, t, relative), formula, 1 / curvature, n);
    return new Target(
        relative,
        delta,
        epsilon,
        Estimate.atLeast(m),
        Estimate.atLeast(sigmaSquared),
        Estimate.atLeast(formula.value()),
        Estimate.point(PredictedCurves.halfEfficiency(predicted.batches())),
        Estimate.point(PredictedCurves.halfEfficiency(predicted.delays())),
        Estimate.atLeast(formula.halfEfficiency()),
        predicted.steps(),
        predicted.batches(),
        predicted.delays());
  }

  private static String notPredicted(String goal, PathPredictor predictor, String limit) {
    return "%s: no updates can be predicted, because descent on the sample did not come near it within %d passes (%s)."
        .formatted(goal, predictor.passes(), limit);
  }

  private static EpsilonPrediction prediction(
      double epsilon,
      double curvature,
      NoiseProfile profile,
      PathPredictor predictor,
      long n,
      String limit,
      List<String> warnings) {
    CriticalBatch formula =
        CriticalBatch.of(profile.sigmaSquared(epsilon), profile.m(epsilon), epsilon);
    PredictedCurves predicted =
        new PredictedCurves(
            predictor, (p, b, t) -> p.predictGradient(b, t, epsilon), formula, 1 / curvature, n);
    if (!predicted.known()) {
      warnings.add(notPredicted("Epsilon " + epsilon, predictor, limit));
    }
    return new EpsilonPrediction(
        epsilon,
        Estimate.point(PredictedCurves.halfEfficiency(predicted.batches())),
        Estimate.point(PredictedCurves.halfEfficiency(predicted.delays())),
        Estimate.atLeast(formula.halfEfficiency()),
        predicted.steps(),
        predicted.batches(),
        predicted.delays());
  }

  private static List<Visited> visited(NoiseProfile profile, double epsilon) {
    return profile.visited().stream()
        .map(
            v ->
                new Visited(
                    v.gradientNormSquared(),
                    v.noise(),
                    1 + v.noise() / (v.gradientNormSquared() + epsilon),
                    1 + v.noise() / v.gradientNormSquared()))
        .toList();
  }

  /** The profile on a log grid from the largest visited ‖∇f‖² down to a hundredth of the last ε. */
  private static List<ProfileEntry> profileEntries(NoiseProfile profile, List<Target> targets) {
    double highest =
        profile.visited().stream()
            .mapToDouble(NoiseProfile.Visited::gradientNormSquared)
            .max()
            .orElseThrow();
    double lowest = targets.stream().mapToDouble(Target::epsilon).min().orElseThrow() / 100;
    DoubleUnaryOperator grid = s -> highest * Math.pow(Math.min(1, lowest / highest), s);
    List<ProfileEntry> entries = new ArrayList<>();
    for (int i = 0; i < PROFILE_POINTS; i++) {
      double epsilon = grid.applyAsDouble((double) i / (PROFILE_POINTS - 1));
      entries.add(entry(profile, epsilon));
    }
    return entries;
  }

  private static ProfileEntry entry(NoiseProfile profile, double epsilon) {
    return new ProfileEntry(
        epsilon,
        Estimate.atLeast(profile.m(epsilon)),
        Estimate.atLeast(profile.sigmaSquared(epsilon)),
        Estimate.atLeast(profile.criticalBatch(epsilon)));
  }

  /** Features that every row has, the objective's own intercepts left out. */
  static int constantFeatures(FeatureCounts counts, Objective objective) {
    return counts.constantFeatures() - objective.penalty().free();
  }

  /** Corollary 2 for the data part of the gradient: V ≥ (1 − Δ)/Δ ‖(1/n) Σ ∇f_i‖². */
  private static void checkSparsity(
      FeatureCounts counts,
      Objective objective,
      GradientStatistics atOptimum,
      GradientStatistics initial,
      List<String> warnings) {
    int constant = constantFeatures(counts, objective);
    if (constant > 0) {
      warnings.add(
          "%d feature(s) occur in every row (an intercept?) and are left out of the relative sparsity."
              .formatted(constant));
    }
    if (counts.constantFeatures() > 0) {
      return;
    }
    double sparsity = counts.relativeSparsity();
    for (GradientStatistics at : List.of(initial, atOptimum)) {
      double least = (1 - sparsity) / sparsity * at.dataGradientNormSquared();
      if (at.noise() < least * (1 - 1e-9)) {
        warnings.add(
            "Corollary 2 is violated: V = %s < (1 - Delta)/Delta * ||data gradient||^2 = %s."
                .formatted(at.noise(), least));
      }
    }
  }
}
