package io.taucrit.jobs.analyze;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.analysis.Assumptions;
import io.taucrit.core.analysis.SampledAnalyzer;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.SampledBlocks;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Analyses a problem on the executors: by full passes, or by samples where data are large. */
public final class AnalyzeJob {
  /** Nonzeros of the sample that the path predictor holds on the driver: some 64 MB. */
  private static final long SAMPLE_NONZEROS = 8_000_000;

  /** Fixed, so that the bits do not depend on the driver's cores. */
  private static final int SAMPLE_PARTS = 4;

  /** From so many rows or nonzeros on, what a sample says is worth more than full passes cost. */
  private static final long LARGE_ROWS = 1_000_000;

  private static final long LARGE_NONZEROS = 1 << 25;

  private static final long LEAST_ROWS = 512;

  private AnalyzeJob() {}

  /**
   * @param targets relative suboptimalities to predict for; the first one is advised on
   * @param optimum a known f⋆, or null
   * @param workers workers the advice may use, or null for all slots
   * @param epsilons targets in ‖∇f‖²
   * @param sampling null for full passes whatever the size
   */
  public record Options(
      List<Double> targets,
      Double optimum,
      Integer workers,
      long seed,
      List<Double> epsilons,
      Sampling sampling) {
    /** The relative suboptimality that is asked for where the user names none. */
    public static final double TARGET_DEFAULT = 0.01;

    public Options {
      targets = List.copyOf(targets);
      epsilons = List.copyOf(epsilons);
      Analyzer.withDefaults().with(targets);
    }

    /** By full passes. */
    public Options(List<Double> targets, Double optimum, Integer workers, long seed) {
      this(targets, optimum, workers, seed, List.of(), null);
    }

    /** Whether to sample: where asked to, and of itself where data are large and f⋆ not known. */
    boolean samples(Problem problem) {
      return sampling != null
          && problem.objective().penalty().l1() == 0
          && (sampling.precision() != null
              ? sampling.precision() > 0
              : optimum == null
                  && (problem.trainingRows() >= LARGE_ROWS
                      || problem.nonzeros() >= LARGE_NONZEROS));
    }

    /**
     * @throws UsageException if samples are asked for that an L1 term does not allow
     */
    void checkPenalty(Problem problem) {
      if (sampling != null
          && sampling.precision() != null
          && sampling.precision() > 0
          && problem.objective().penalty().l1() > 0) {
        throw new UsageException(
            "Invalid --precision with an L1 term: %s (allowed: 0, for full passes), as no unbiased estimate of"
                    .formatted(sampling.precision())
                + " the shortest subgradient is known");
      }
    }

    /** A warning where a sample is bounded that is not drawn. */
    Optional<String> ignoredLimit(Problem problem) {
      return sampling == null || sampling.mostRows() == null || samples(problem)
          ? Optional.empty()
          : Optional.of(
              "--max-rows %d has no effect: all rows are read, in full passes; give --precision for samples."
                  .formatted(sampling.mostRows()));
    }
  }

  /**
   * How to sample.
   *
   * @param precision largest half-width relative to the estimate; 0 for full passes, null for a
   *     tenth where data are large and full passes elsewhere
   * @param confidence in (0, 1)
   * @param mostRows rows of the sample at most, or null for a twentieth of all rows but at least
   *     100,000
   */
  public record Sampling(Double precision, double confidence, Long mostRows) {
    static final double PRECISION_DEFAULT = 0.1;

    private static final long LEAST_LIMIT = 100_000;

    double precisionOrDefault() {
      return precision == null ? PRECISION_DEFAULT : precision;
    }

    /** With the pilot's rows, a twentieth of n. */
    long mostRows(long n, long pilotRows) {
      return mostRows != null ? mostRows : Math.max(LEAST_LIMIT, n / 20 - pilotRows);
    }
  }

  /**
   * @throws io.taucrit.data.InputException if the data cannot be analysed
   */
  public static Analyzer.Result run(
      JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    Analyzer.Result result = analyze(spark, problem, options, progress);
    return new Analyzer.Result(
        result.analysis().withRows(problem.rowsHash(), problem.preprocessing()),
        result.minimiser());
  }

  private static Analyzer.Result analyze(
      JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    int slots = Slots.all(spark);
    int workers = options.workers() == null ? slots : options.workers();
    int parts = (int) Math.min(slots, problem.trainingRows());
    List<String> warnings = new ArrayList<>();
    skippedRows(problem).ifPresent(warnings::add);
    Assumptions.boundedGradients(problem.lossName()).ifPresent(warnings::add);
    Assumptions.shuffledLabels(problem.manifest().labelRatio()).ifPresent(warnings::add);
    options.ignoredLimit(problem).ifPresent(warnings::add);
    options.checkPenalty(problem);
    Analyzer analyzer =
        Analyzer.withDefaults()
            .with(options.targets())
            .withOptimum(options.optimum())
            .withWorkers((int) Math.min(workers, problem.trainingRows()))
            .withSeed(options.seed())
            .withEpsilons(options.epsilons())
            .withWarnings(warnings)
            .withProgress(progress);
    if (options.samples(problem)) {
      return sampled(spark, problem, options, analyzer, parts, progress);
    }
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      InMemoryPasses sample = sample(spark, problem);
      return TaskFailures.unwrapped(() -> analyzer.analyze(passes, sample, problem.lossName()));
    }
  }

  private static Analyzer.Result sampled(
      JavaSparkContext spark,
      Problem problem,
      Options options,
      Analyzer analyzer,
      int parts,
      Progress progress) {
    long n = problem.trainingRows();
    if (problem.manifest().blocks().size() < 2 || n < LEAST_ROWS) {
      throw new InputException(
          "Cannot sample: %d rows are too few (allowed: >= %d, in two blocks); leave --precision out"
              .formatted(n, LEAST_ROWS));
    }
    long pilotRows = (long) Math.min(SAMPLE_NONZEROS / nonzerosPerRow(problem), pilotShare(n));
    try (SampledBlocks source =
        new SampledBlocks(spark, problem, parts, pilotRows, options.seed())) {
      progress.stage("Reading the pilot");
      InMemoryPasses pilot =
          InMemoryPasses.parallel(problem.objective(), source.pilot(), SAMPLE_PARTS);
      SampledAnalyzer sampler =
          new SampledAnalyzer(
              analyzer,
              options.epsilons(),
              options.sampling().precisionOrDefault(),
              options.sampling().confidence(),
              options.sampling().mostRows(n, pilot.rows()),
              options.seed(),
              progress);
      return TaskFailures.unwrapped(
          () ->
              sampler.analyze(
                  source,
                  pilot,
                  problem.lossName(),
                  n,
                  problem.nonzeros(),
                  () ->
                      new io.taucrit.core.analysis.Sampling.Reading(
                          source.rowsRead(), source.bytesRead(), source.bytes())));
    }
  }

  /** A hundredth of the rows, but enough for an optimum that means something: up to a tenth. */
  private static long pilotShare(long n) {
    return Math.max(n / 100, Math.min(n / 10, 8_192));
  }

  private static double nonzerosPerRow(Problem problem) {
    return Math.max(1, (double) problem.nonzeros() / problem.rows());
  }

  /** A warning where malformed lines were left out of the data. */
  public static Optional<String> skippedRows(Problem problem) {
    long skipped = problem.manifest().skippedRows();
    return skipped == 0
        ? Optional.empty()
        : Optional.of("%d malformed lines were skipped.".formatted(skipped));
  }

  /** The first places: as places are random, a simple random sample, all rows if they fit. */
  private static InMemoryPasses sample(JavaSparkContext spark, Problem problem) {
    long rows =
        Math.min(problem.trainingRows(), (long) (SAMPLE_NONZEROS / nonzerosPerRow(problem)));
    List<Slice> slices = problem.read(0, Math.max(2, rows), spark.hadoopConfiguration());
    return InMemoryPasses.parallel(problem.objective(), slices, SAMPLE_PARTS);
  }
}
