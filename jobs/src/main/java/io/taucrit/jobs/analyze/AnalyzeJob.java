package io.taucrit.jobs.analyze;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Analyses a problem by full passes on the executors. */
public final class AnalyzeJob {
  /** Nonzeros of the sample that the path predictor holds on the driver: some 64 MB. */
  private static final long SAMPLE_NONZEROS = 8_000_000;

  /** Fixed, so that the bits do not depend on the driver's cores. */
  private static final int SAMPLE_PARTS = 4;

  private AnalyzeJob() {}

  /**
   * @param targets relative suboptimalities to predict for; the first one is advised on
   * @param optimum a known f⋆, or null
   * @param workers workers the advice may use, or null for all slots
   */
  public record Options(List<Double> targets, Double optimum, Integer workers, long seed) {
    /** The relative suboptimality that is asked for where the user names none. */
    public static final double TARGET_DEFAULT = 0.01;

    public Options {
      targets = List.copyOf(targets);
      Analyzer.withDefaults().with(targets);
    }
  }

  /**
   * @throws io.taucrit.data.InputException if the data cannot be analysed
   */
  public static Analyzer.Result run(
      JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    int slots = Slots.all(spark);
    int workers = options.workers() == null ? slots : options.workers();
    Analyzer analyzer =
        Analyzer.withDefaults()
            .with(options.targets())
            .withOptimum(options.optimum())
            .withWorkers((int) Math.min(workers, problem.trainingRows()))
            .withSeed(options.seed())
            .withWarnings(skippedRows(problem).stream().toList())
            .withProgress(progress);
    int parts = (int) Math.min(slots, problem.trainingRows());
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      InMemoryPasses sample = sample(spark, problem);
      return TaskFailures.unwrapped(() -> analyzer.analyze(passes, sample, problem.lossName()));
    }
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
    double perRow = Math.max(1, (double) problem.manifest().nonzeros() / problem.rows());
    long rows = Math.min(problem.trainingRows(), (long) (SAMPLE_NONZEROS / perRow));
    List<Slice> slices = problem.read(0, Math.max(2, rows), spark.hadoopConfiguration());
    return InMemoryPasses.parallel(problem.objective(), slices, SAMPLE_PARTS);
  }
}
