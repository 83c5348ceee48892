package io.taucrit.submit.command;

import io.taucrit.core.objective.Loss;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.data.UsageException;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Preprocessor;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.problem.StagedBlocks;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a problem is made of: rows, loss, regulariser. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "LIBSVM text (plain, .gz, .bz2) or Parquet as spark.ml writes it (a file, a folder, a glob) on"
              + " any Hadoop file system, or a block folder written by convert; repeatable.")
  List<String> data = new ArrayList<>();

  @Option(
      names = "--features",
      paramLabel = "D",
      description = "Number of features. Default: the largest index in the data.")
  Integer features;

  @Option(
      names = "--bad-rows",
      paramLabel = "refuse|skip",
      defaultValue = "refuse",
      description =
          "What to do with malformed lines: refuse the data, or skip and count them."
              + " Default: ${DEFAULT-VALUE}.")
  BadRows badRows;

  @Mixin ColumnOptions columns;

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "logistic",
      description =
          "logistic, squared, poisson, squared-hinge or multinomial (classes 0, 1, 2, ...)."
              + " Default: ${DEFAULT-VALUE}.")
  String loss;

  @Option(
      names = "--lambda",
      paramLabel = "L",
      defaultValue = "1/n",
      description = "Factor of (lambda/2)||x||^2: a number, or 1/n. Default: ${DEFAULT-VALUE}.")
  String lambda;

  @Option(
      names = "--l1",
      paramLabel = "L1",
      defaultValue = "0",
      description =
          "Factor of the term L1 ||x||_1, an elastic net together with --lambda: coefficients become"
              + " exactly 0, by proximal steps on what rows touch. Not with --threads above 1, --average or"
              + " --l2 sparse. Default: ${DEFAULT-VALUE}.")
  double l1;

  @Option(
      names = "--l2",
      paramLabel = "exact|sparse",
      defaultValue = "exact",
      description =
          "How the L2 term enters a step: exactly, as a decay of all parameters, or as an unbiased"
              + " sparse estimate on the row's features, whose noise then counts."
              + " Default: ${DEFAULT-VALUE}.")
  L2 l2;

  /** How the L2 term enters a step. */
  enum L2 {
    EXACT,
    SPARSE
  }

  @Option(
      names = "--intercept",
      description =
          "Add an intercept, which is not penalised. Default: none; a constant feature of the data is"
              + " penalised as the others are.")
  boolean intercept;

  @Option(
      names = "--scale",
      paramLabel = "none|unit-variance",
      defaultValue = "none",
      description =
          "What features are divided by: nothing, or their standard deviations over the training rows"
              + " (without centring); lambda then is a penalty on scaled coefficients, and the model's"
              + " are those of the features as they are. Default: ${DEFAULT-VALUE}.")
  Scale scale;

  /** What features are divided by. */
  enum Scale {
    NONE("none"),
    UNIT_VARIANCE("unit-variance");

    private final String text;

    Scale(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      description =
          "Weights of classes: balanced, for n/(K n_k) of a class with n_k of n rows, or"
              + " LABEL=WEIGHT,... with labels as in the data. Default: all weigh 1.")
  String classWeights;

  @Option(
      names = "--staging",
      paramLabel = "PATH",
      description =
          "Folder for temporary blocks, readable by all executors. Default: the home folder on the"
              + " cluster's file system, in local mode the temporary folder.")
  String staging;

  /** Checks what can be checked before Spark starts. */
  void validate() {
    if (l2 == L2.SPARSE && !(loss() instanceof PointwiseLoss)) {
      throw new UsageException(
          "Invalid --l2: sparse is not for the %s loss, where a feature has several parameters (allowed: exact)"
              .formatted(loss));
    }
    loss();
    new Lambda(lambda);
    if (!(l1 >= 0) || Double.isInfinite(l1)) {
      throw new UsageException("Invalid --l1: %s (allowed: a number >= 0)".formatted(l1));
    }
    if (l1 > 0 && l2 == L2.SPARSE) {
      throw new UsageException("Invalid --l2 with --l1: sparse (allowed: exact)");
    }
    preprocessing();
    if (!data.isEmpty()) {
      source(0);
    }
  }

  Loss loss() {
    return Loss.all().stream()
        .filter(candidate -> candidate.name().equals(loss))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "Invalid --loss: '%s' (allowed: %s)".formatted(loss, Loss.names())));
  }

  private Preprocessing preprocessing() {
    return new Preprocessing(intercept, scale == Scale.UNIT_VARIANCE, classWeights);
  }

  /**
   * @throws UsageException if there is an L1 term, which the command knows nothing of
   */
  void refuseL1(String command) {
    if (l1 > 0) {
      throw new UsageException("Invalid --l1 for %s: %s (allowed: 0)".formatted(command, l1));
    }
  }

  DataSource source(long seed) {
    return new DataSource(data, features, badRows, columns.columns(), seed, staging);
  }

  /**
   * As {@link #source(long)}, once it is known which file system paths without a scheme are on.
   *
   * @throws UsageException if one would be a local path on whatever machine the driver runs on
   */
  DataSource source(long seed, Configuration configuration) {
    data.forEach(path -> CommonOptions.absolute("--data", path, configuration));
    return source(seed);
  }

  Problem problem(JavaSparkContext spark, StagedBlocks staged, double holdout) {
    Problem problem =
        Preprocessor.of(
            spark,
            Problem.of(staged.blocks(), loss(), new Lambda(lambda), holdout).withL1(l1),
            preprocessing());
    if (l2 == L2.EXACT) {
      return problem;
    }
    int parts = (int) Math.min(Slots.all(spark), problem.trainingRows());
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      return problem.withSparseL2(TaskFailures.unwrapped(passes::featureCounts));
    }
  }
}
