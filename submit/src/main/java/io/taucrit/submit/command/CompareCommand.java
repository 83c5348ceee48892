package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.compare.CompareJob;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.submit.output.ComparisonText;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taucrit compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "MLlib and taucrit on the same rows and objective, in seconds.",
    description = {
      "",
      "Minimises the mean loss + (lambda/2)||x||^2, with an intercept if --intercept is given, with spark.ml's estimator for the"
          + " loss, with spark.mllib's GradientDescent at the best step of short trials, and with taucrit by"
          + " advice; one after the other on cached rows, each after an untimed run that warms the"
          + " JVMs. Checks that all have the same objective, and takes the time to relative suboptimality 0.1,"
          + " 0.01 and 0.001. Writes compare.json and report.html to --out.",
      ""
    },
    footer = {"", "Example:  taucrit compare --data a9a.svm.gz --master local[2]"})
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "" + CompareJob.Options.MAX_SECONDS_DEFAULT,
      description =
          "Seconds of one run of one system at most, some seconds more or less. What is not reached then"
              + " is printed as >=. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--optimum",
      paramLabel = "F",
      description = "A known f* over the rows that are not held out. Default: found first.")
  private Double optimum;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Share of the rows to hold out, for Spark's evaluators. Default: ${DEFAULT-VALUE}.")
  private double holdout;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    data.refuseL1("compare");
    CompareJob.checkLoss(data.loss);
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UsageException(
          "Invalid --holdout: %s (allowed: from 0 to below 1)".formatted(holdout));
    }
    CompareJob.Options options = new CompareJob.Options(data.data, optimum, seconds, common.seed);
    double runs = CompareJob.mostRuns(data.loss);
    System.err.printf(
        "At most about %.0f min: %.0f runs of --seconds %.0f, most of which end long before;"
            + " analysis, calibration and trials of steps come on top%n",
        Math.ceil(runs * seconds / 60), runs, seconds);
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("compare")) {
      progress.stage("Reading the data");
      try (OutputFolder folder = output.folder("compare", spark.hadoopConfiguration());
          StagedBlocks staged =
              StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, holdout);
        Comparison comparison = new Jobs(spark).compare(problem, options, progress);
        folder.writeJson("compare.json", comparison);
        Reports.writeComparison(
            folder,
            "MLlib and taucrit on " + String.join(", ", data.data),
            spec.commandLine().getParseResult(),
            comparison);
        progress.close();
        System.out.print(
            common.json
                ? OutputFolder.JSON.writeValueAsString(comparison) + "\n"
                : new ComparisonText(comparison).console()
                    + "\nReport: "
                    + folder.pathOf("report.html")
                    + "\n");
      }
    }
    return ExitCode.OK;
  }
}
