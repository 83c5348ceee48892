package io.taucrit.jobs.throughput;

import io.taucrit.core.Progress;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.throughput.Rotation.Contender;
import io.taucrit.jobs.throughput.Throughput.Growth;
import io.taucrit.jobs.throughput.Throughput.Row;
import io.taucrit.jobs.train.Versions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures the engine against a bare loop, scikit-learn, LIBLINEAR and Spark's reader, on the same
 * rows with logistic loss and no intercept, in one run on one machine.
 */
public final class ThroughputJob {
  private final JavaSparkContext spark;
  private final Options options;
  private final Progress progress;
  private final Rotation rotation;
  private final int cores;

  private ThroughputJob(JavaSparkContext spark, Options options, Progress progress) {
    this.spark = spark;
    this.options = options;
    this.progress = progress;
    rotation = new Rotation(options.repeats(), progress);
    cores = Slots.all(spark);
  }

  /**
   * @param mostNonzeros of data that have more, a sample is used
   * @param seconds of a repeat of a rate
   * @param target relative suboptimality to train to
   * @param grow whether to measure generated rows of other sizes too
   */
  public record Options(
      long mostNonzeros, int repeats, double seconds, double target, boolean grow, long seed) {
    public Options {
      if (mostNonzeros < 1 || repeats < 1 || !(seconds > 0) || Double.isInfinite(seconds)) {
        throw new UsageException(
            "Invalid --nonzeros, --repeats or --seconds: %d, %d, %s (allowed: >= 1, >= 1, > 0)"
                .formatted(mostNonzeros, repeats, seconds));
      }
      if (!(target > 0 && target < 1)) {
        throw new UsageException(
            "Invalid --target: %s (allowed: above 0 and below 1)".formatted(target));
      }
    }
  }

  /**
   * @throws UsageException if Spark does not run in this JVM
   * @throws InputException if the data cannot be used
   */
  public static Throughput run(
      JavaSparkContext spark,
      DataSource source,
      Lambda lambda,
      Options options,
      Progress progress) {
    if (!spark.sc().isLocal()) {
      throw new UsageException(
          "Invalid --master: %s (allowed: local[...], as one machine is measured)"
              .formatted(spark.master()));
    }
    ThroughputJob job = new ThroughputJob(spark, options, progress);
    progress.stage("Reading the data");
    try (StagedBlocks staged = StagedBlocks.of(spark, source)) {
      Problem problem =
          Problem.of(staged.blocks(), new LogisticLoss(), lambda, 0).sample(options.mostNonzeros());
      if (problem.weighted()) {
        throw new InputException(
            "Cannot measure on %s: its rows have weights, and LIBLINEAR takes none"
                .formatted(problem.path()));
      }
      if (!(problem.objective().penalty().l2() > 0)) {
        throw new UsageException("Invalid --lambda: 0 (allowed: above 0, as LIBLINEAR needs one)");
      }
      return job.run(source.paths(), problem);
    }
  }

  private Throughput run(List<String> data, Problem problem) {
    List<Double> load = new ArrayList<>(List.of(load()));
    List<Slice> slices = problem.read(0, problem.rows(), spark.hadoopConfiguration());
    List<CsrBlock> blocks = slices.stream().map(Slice::block).toList();
    InMemoryPasses passes = InMemoryPasses.sequential(problem.objective(), slices);
    double step = 1 / (problem.objective().smoothness() * largestSquaredNorm(blocks));
    double lambda = problem.objective().penalty().l2();
    int features = problem.manifest().features();
    try (PlainText text = PlainText.of(blocks);
        ScikitLearn scikitLearn = ScikitLearn.find(text, features, lambda, step).orElse(null)) {
      Optional<ScikitLearn> python = Optional.ofNullable(scikitLearn);
      Optional<Liblinear> liblinear =
          Liblinear.find(text, features, lambda, problem.trainingRows());
      Rates rates = rates(problem, blocks, passes, step, python, liblinear);
      Loading loading = new Loading(spark, problem, text, cores, options.seed());
      List<Row> loadingRates = loading.rates(rotation);
      List<Row> toTarget = toTarget(problem, passes, python, liblinear, rates);
      List<Growth> growth = growth();
      load.add(load());
      return new Throughput(
          Versions.of(spark),
          Versions.code(),
          spark.master(),
          cores,
          load,
          data,
          problem.rows(),
          features,
          problem.nonzeros(),
          lambda,
          options.seed(),
          options.repeats(),
          options.seconds(),
          options.target(),
          rates.training(),
          toTarget,
          loadingRates,
          loading.memory(blocks),
          rates.analysis(),
          growth);
    }
  }

  private Rates rates(
      Problem problem,
      List<CsrBlock> blocks,
      InMemoryPasses passes,
      double step,
      Optional<ScikitLearn> scikitLearn,
      Optional<Liblinear> liblinear) {
    EngineRate engine = new EngineRate(spark, problem, step, options.seconds(), options.seed());
    try (SparkPasses sparkPasses =
        new SparkPasses(spark, problem, (int) Math.min(cores, problem.rows()))) {
      Rates rates = new Rates(engine, blocks, passes, sparkPasses, cores);
      rates.measure(rotation, scikitLearn, liblinear);
      return rates;
    }
  }

  private List<Row> toTarget(
      Problem problem,
      InMemoryPasses passes,
      Optional<ScikitLearn> scikitLearn,
      Optional<Liblinear> liblinear,
      Rates rates) {
    TimeToTarget timing =
        new TimeToTarget(
            spark,
            problem,
            passes,
            cores,
            options.target(),
            options.seconds(),
            options.seed(),
            progress);
    List<Contender> engine = timing.engine();
    List<Row> rows = new ArrayList<>(rotation.run("To the target", engine));
    rows.addAll(timing.tools(scikitLearn, liblinear, rates));
    return Throughput.relativeTo(TimeToTarget.reference(rows), rows);
  }

  private List<Growth> growth() {
    return options.grow()
        ? new GrowthBench(spark, cores, options.seconds(), options.seed()).run(progress)
        : List.of();
  }

  /** With the loss's curvature it bounds that of a row, and so its step. */
  private static double largestSquaredNorm(List<CsrBlock> blocks) {
    double largest = Double.MIN_NORMAL;
    for (CsrBlock block : blocks) {
      for (int row = 0; row < block.rows(); row++) {
        double sum = 0;
        for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
          sum += (double) block.values()[k] * block.values()[k];
        }
        largest = Math.max(largest, sum);
      }
    }
    return largest;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
