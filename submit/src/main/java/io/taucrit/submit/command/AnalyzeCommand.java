package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taucrit analyze}. */
@Command(
    name = "analyze",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Estimate gradient noise, critical batch size, speedup and step sizes.",
    description = {
      "",
      "Finds the optimum by full passes, measures the gradient noise on the way, and predicts for"
          + " every batch size how many updates mini-batch SGD needs and which step is best.",
      "With --precision, and of itself from a million rows or 2^25 nonzeros on, it reads samples"
          + " instead: the noise comes with intervals, at a cost that does not grow with the rows,"
          + " and what needs an optimum is that of a pilot sample.",
      "Writes analysis.json and report.html to --out.",
      ""
    },
    footer = {"", "Example:  taucrit analyze --data a9a.svm.gz --target 0.01 --target 0.001"})
public final class AnalyzeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Option(
      names = "--target",
      paramLabel = "R",
      description =
          "Relative suboptimality (f - f*)/(f(0) - f*) to predict for; repeatable, the first one is"
              + " advised on. Default: 0.01.")
  private List<Double> targets = new ArrayList<>();

  @Option(
      names = "--optimum",
      paramLabel = "F",
      description = "A known f*. Default: the value that the search finds.")
  private Double optimum;

  @Option(
      names = "--workers",
      paramLabel = "P",
      description =
          "Workers the advice may use, also more than there are here. Default: all task slots.")
  private Integer workers;

  @Option(
      names = "--epsilon",
      paramLabel = "E",
      description =
          "A target in ||grad f||^2, which needs no optimum: M, sigma*^2 and the critical batch are"
              + " given there; repeatable.")
  private List<Double> epsilons = new ArrayList<>();

  @Option(
      names = "--precision",
      paramLabel = "P",
      description =
          "Estimate from samples until the intervals of V and of b^ are within P of the estimate at"
              + " every visited iterate; 0 reads all rows, in full passes. Default: 0.1 from a million"
              + " rows or 2^25 nonzeros on, if no --optimum is given; else 0.")
  private Double precision;

  @Option(
      names = "--confidence",
      paramLabel = "C",
      defaultValue = "0.95",
      description = "Confidence of every interval from a sample. Default: ${DEFAULT-VALUE}.")
  private double confidence;

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      description =
          "Rows of the sample at most. Default: with the pilot a twentieth of all rows, at least"
              + " 100,000.")
  private Long maxRows;

  @Option(
      names = "--calibrate",
      description =
          "Time updates of all kinds on this application, some ten seconds, and advise the workers,"
              + " batch, slack, local steps and step that need the fewest seconds to the first target"
              + " (train --advice follows them). What is timed differs from call to call.")
  private boolean calibrate;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    if (workers != null && workers < 1) {
      throw new UsageException("Invalid --workers: %d (allowed: >= 1)".formatted(workers));
    }
    for (double r : targets) {
      if (!(r > 0 && r < 1)) {
        throw new UsageException(
            "Invalid --target: %s (allowed: above 0 and below 1)".formatted(r));
      }
    }
    validateSampling();
    List<Double> asked = targets.isEmpty() ? List.of(AnalyzeJob.Options.TARGET_DEFAULT) : targets;
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("analyze")) {
      progress.stage("Reading the data");
      try (OutputFolder folder = output.folder("analyze", spark.hadoopConfiguration());
          StagedBlocks staged =
              StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, 0);
        AnalyzeJob.Options options =
            new AnalyzeJob.Options(
                asked,
                optimum,
                workers,
                common.seed,
                epsilons,
                new AnalyzeJob.Sampling(precision, confidence, maxRows));
        Jobs jobs = new Jobs(spark);
        Analysis analysis = jobs.analyze(problem, options, progress).analysis();
        if (calibrate) {
          analysis = jobs.calibrate(problem, analysis, workers, common.seed, progress);
        }
        folder.writeJson("analysis.json", analysis);
        Reports.write(
            folder,
            "Analysis",
            data.data,
            spec.commandLine().getParseResult(),
            analysis,
            List.of());
        progress.close();
        System.out.print(
            common.json
                ? OutputFolder.JSON.writeValueAsString(analysis) + "\n"
                : Summary.text(analysis) + "\nReport: " + folder.pathOf("report.html") + "\n");
      }
    }
    return ExitCode.OK;
  }

  private void validateSampling() {
    for (double epsilon : epsilons) {
      if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
        throw new UsageException("Invalid --epsilon: %s (allowed: above 0)".formatted(epsilon));
      }
    }
    if (precision != null && !(precision >= 0 && precision < 1)) {
      throw new UsageException(
          "Invalid --precision: %s (allowed: from 0 to below 1)".formatted(precision));
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new UsageException(
          "Invalid --confidence: %s (allowed: above 0 and below 1)".formatted(confidence));
    }
    if (maxRows != null && maxRows < 100) {
      throw new UsageException("Invalid --max-rows: %d (allowed: >= 100)".formatted(maxRows));
    }
    if (precision != null && precision > 0 && optimum != null) {
      throw new UsageException(
          "Invalid --optimum with --precision: a sample's targets are relative to the sample's own"
              + " optimum; leave one of them out");
    }
  }
}
