package io.taucrit.core.analysis;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis.Optimum;
import io.taucrit.core.analysis.Analysis.PathSample;
import io.taucrit.core.analysis.Analysis.Point;
import io.taucrit.core.analysis.Analysis.ProfileEntry;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Analysis.Visited;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.noise.NoiseSample;
import io.taucrit.core.noise.SampleSource;
import io.taucrit.core.noise.SampledNoise;
import io.taucrit.core.noise.SampledProfile;
import io.taucrit.core.noise.SequentialNoise;
import io.taucrit.core.passes.InMemoryPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Analyses a problem from samples, at a cost that does not grow with n and without its optimum.
 *
 * <p>A pilot of few rows in memory is analysed whole, by {@link Analyzer}: from it come the
 * iterates to visit ({@link PilotIterates}) and all that an optimum is needed for. At these
 * iterates the noise of the data set is then estimated from other rows, as many as the precision
 * needs ({@link SequentialNoise}), and M(ε), σ⋆²(ε) and b_crit(ε) follow with intervals that hold
 * for all listed ε at once.
 *
 * @param analyzer for the pilot: targets, workers, seed, warnings
 * @param epsilons targets in ‖∇f‖², for which no optimum is needed
 * @param precision largest half-width relative to the estimate, of V and b̂ at every iterate
 * @param confidence in (0, 1)
 * @param mostRows rows of the sample at most
 */
public record SampledAnalyzer(
    Analyzer analyzer,
    List<Double> epsilons,
    double precision,
    double confidence,
    long mostRows,
    long seed,
    Progress progress) {
  /** Enough for a few rows in a thousand to be seen; a block has as many anyway. */
  private static final long FIRST_ROWS = 2_048;

  /** Nonzeros of the pilot that following its path may touch: a third of what a whole set may. */
  private static final double PATH_WORK = 2e9;

  private static final int PROFILE_POINTS = 25;

  public SampledAnalyzer {
    epsilons = List.copyOf(epsilons);
    for (double epsilon : epsilons) {
      if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
        throw new IllegalArgumentException("Invalid epsilon: %s <= 0".formatted(epsilon));
      }
    }
  }

  /**
   * @param source of the sample
   * @param pilot other rows, in memory
   * @param nonzeros of all n rows
   * @param n rows, those of the pilot included
   * @param reading what was read in the end
   * @throws io.taucrit.data.InputException if the pilot cannot be analysed
   */
  public Analyzer.Result analyze(
      SampleSource source,
      InMemoryPasses pilot,
      String lossName,
      long n,
      long nonzeros,
      Supplier<Sampling.Reading> reading) {
    Analyzer.Result onPilot =
        analyzer.withEpsilons(epsilons).withPathWork(PATH_WORK).analyze(pilot, pilot, lossName);
    Analysis known = onPilot.analysis();
    progress.stage("Choosing iterates");
    PilotIterates iterates = PilotIterates.of(pilot, onPilot.minimiser(), known, seed);

    progress.stage("Measuring the noise on a sample");
    double epsilon =
        Math.min(
            known.targets().stream().mapToDouble(Target::epsilon).min().orElseThrow(),
            epsilons.stream().mapToDouble(e -> e).min().orElse(Double.POSITIVE_INFINITY));
    long most = Math.max(8, Math.min(mostRows, source.population()));
    SequentialNoise.Result result =
        new SequentialNoise(precision, confidence, epsilon, Math.min(FIRST_ROWS, most), most)
            .run(source, iterates.points());
    NoiseSample sample = source.first(result.rows());
    SampledSparsity sparsity =
        SampledSparsity.of(
            sample.featureCounts(),
            pilot.objective().features(),
            result.rows() == source.population(),
            confidence);

    View view = new View(result, result.level(), epsilon);
    List<String> warnings = new ArrayList<>(known.warnings());
    int constant = sparsity.constantFeatures() - pilot.objective().penalty().free();
    addWarnings(warnings, view, sparsity, constant, known, source.population(), pilot.rows());
    List<Target> targets = known.targets().stream().map(view::target).toList();
    for (Target target : targets) {
      warnUnlessReached(
          warnings,
          view,
          target.epsilon(),
          String.format(Locale.ROOT, "Target %s", target.relativeSuboptimality()));
    }
    List<ProfileEntry> asked = epsilons.stream().map(view::entry).toList();
    for (double e : epsilons) {
      warnUnlessReached(warnings, view, e, "Epsilon");
    }
    SampledNoise start = result.estimates().get(0);
    SampledNoise end = result.estimates().get(result.estimates().size() - 1);
    Sampling.Reading read = reading.get();
    Analysis analysis =
        new Analysis(
            n,
            known.d(),
            nonzeros,
            lossName,
            known.lambda(),
            known.l1(),
            sparsity.delta().estimate(),
            constant,
            known.smoothness(),
            known.smoothnessAtOptimum(),
            new Optimum(
                known.optimum().value(), end.gradientNormSquared(), null, known.optimum().passes()),
            view.estimate(end.noise(view.level)),
            new Point(known.initial().value(), start.gradientNormSquared(), start.noise()),
            view.visited(),
            view.profile(targets),
            targets,
            known.advice(),
            new PathSample(pilot.rows(), false, known.pathSample().passes()),
            read.rows(),
            warnings,
            new Sampling(
                precision,
                confidence,
                result.reached(),
                result.looks(),
                result.rows(),
                source.population(),
                pilot.rows(),
                read.rows(),
                read.bytes(),
                read.allBytes(),
                epsilon,
                sparsity.delta(),
                view.iterates(iterates.origins())),
            asked,
            known.epsilonPredictions(),
            null,
            null,
            null);
    return new Analyzer.Result(analysis, onPilot.minimiser());
  }

  private void addWarnings(
      List<String> warnings,
      View view,
      SampledSparsity sparsity,
      int constantFeatures,
      Analysis known,
      long population,
      long pilotRows) {
    warnings.add(
        String.format(
            Locale.ROOT,
            "f*, L, L*, the targets' delta and epsilon, T(b), steps and the advice are those of a pilot"
                + " of %,d rows, and the intervals of T(b) do not hold the error of that. A minimum over"
                + " few rows is too low on average: over all rows f* is likely to be above %.9g.",
            pilotRows,
            known.optimum().value()));
    if (!view.result.reached()) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The sample is too small for a precision of %s: %,d of %,d rows were allowed"
                  + " (--max-rows); the intervals are valid, but wider.",
              precision,
              view.result.rows(),
              population));
    }
    // Where each row has a feature, Delta is 1 and Corollary 2 says nothing.
    if (sparsity.constantFeatures() == 0) {
      SampledNoise start = view.result.estimates().get(0);
      Assumptions.sparsity(start.diversityBound(view.level).upper() - 1, sparsity.delta().upper())
          .ifPresent(warnings::add);
    } else if (known.constantFeatures() == 0 && constantFeatures > 0) {
      warnings.add(
          "%d feature(s) occur in every sampled row (an intercept?) and are left out of the relative"
                  .formatted(constantFeatures)
              + " sparsity.");
    }
  }

  private static void warnUnlessReached(
      List<String> warnings, View view, double epsilon, String what) {
    if (!(view.joint.sigmaSquared(epsilon, view.each).lower() > 0)) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%s: no visited iterate has certainly ||grad f||^2 <= epsilon = %.4g (the pilot's optimum"
                  + " has some %.3g): sigma*^2 and the critical batch have no lower end there.",
              what,
              epsilon,
              Math.max(0, view.last().gradientNormSquared())));
    }
  }

  /** The estimates at the confidence that the last look has left. */
  private static final class View {
    private final SequentialNoise.Result result;
    private final SampledProfile joint;
    private final double level;
    private final double epsilon;

    /**
     * The confidence of each ε's interval: the true maximum over the iterates is at one of them
     * whatever ε is, so that as many corrections as there are iterates cover every ε.
     */
    private final double each;

    View(SequentialNoise.Result result, double level, double epsilon) {
      this.result = result;
      this.level = level;
      this.epsilon = epsilon;
      this.joint = new SampledProfile(result.estimates());
      this.each = 1 - (1 - level) / result.estimates().size();
    }

    SampledNoise last() {
      return result.estimates().get(result.estimates().size() - 1);
    }

    /** What is not finite is not known. */
    Estimate estimate(Interval interval) {
      return new Estimate(
          finite(interval.estimate()), finite(interval.lower()), finite(interval.upper()));
    }

    private static Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }

    ProfileEntry entry(double at) {
      Interval sigma = joint.sigmaSquared(at, each);
      Interval batch = joint.criticalBatch(at, each);
      // Where no estimate of ||grad f||^2 is as small, sigma*^2 was not seen and is not 0.
      boolean seen = sigma.estimate() > 0;
      return new ProfileEntry(
          at,
          estimate(joint.m(at, each)),
          seen ? estimate(sigma) : unseen(sigma),
          seen ? estimate(batch) : unseen(batch));
    }

    private static Estimate unseen(Interval interval) {
      return new Estimate(null, interval.lower(), null);
    }

    Target target(Target pilot) {
      ProfileEntry entry = entry(pilot.epsilon());
      return pilot.withNoise(entry.m(), entry.sigmaSquared(), entry.criticalBatch());
    }

    List<Visited> visited() {
      return result.estimates().stream()
          .filter(at -> at.gradientNormSquared() > 0)
          .map(
              at ->
                  new Visited(
                      at.gradientNormSquared(),
                      at.noise(),
                      at.localCriticalBatch(epsilon, level).estimate(),
                      at.diversityBound(level).estimate()))
          .toList();
    }

    List<Sampling.Iterate> iterates(List<String> origins) {
      List<Sampling.Iterate> iterates = new ArrayList<>();
      for (int k = 0; k < origins.size(); k++) {
        SampledNoise at = result.estimates().get(k);
        Interval bound = at.diversityBound(level);
        iterates.add(
            new Sampling.Iterate(
                origins.get(k),
                estimate(at.gradientNormSquared(level)),
                estimate(at.noise(level)),
                estimate(new Interval(bound.estimate() - 1, bound.lower() - 1, bound.upper() - 1)),
                estimate(at.localCriticalBatch(epsilon, level))));
      }
      return iterates;
    }

    /** On a log grid from the largest ‖∇f‖² down to the smallest ε of a target. */
    List<ProfileEntry> profile(List<Target> targets) {
      double highest =
          result.estimates().stream()
              .mapToDouble(SampledNoise::gradientNormSquared)
              .max()
              .orElseThrow();
      double lowest =
          Math.min(epsilon, targets.stream().mapToDouble(Target::epsilon).min().orElseThrow());
      double ratio = Math.min(1, lowest / highest);
      List<ProfileEntry> entries = new ArrayList<>();
      for (int i = 0; i < PROFILE_POINTS; i++) {
        entries.add(entry(highest * Math.pow(ratio, (double) i / (PROFILE_POINTS - 1))));
      }
      return entries;
    }
  }
}
