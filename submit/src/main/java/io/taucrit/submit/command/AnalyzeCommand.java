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
      description = "Workers the advice may use. Default: all task slots.")
  private Integer workers;

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
    List<Double> asked = targets.isEmpty() ? List.of(AnalyzeJob.Options.TARGET_DEFAULT) : targets;
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("analyze")) {
      OutputFolder folder = output.folder("analyze", spark.hadoopConfiguration());
      progress.stage("Reading the data");
      try (StagedBlocks staged =
          StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, 0);
        AnalyzeJob.Options options = new AnalyzeJob.Options(asked, optimum, workers, common.seed);
        Analysis analysis = new Jobs(spark).analyze(problem, options, progress).analysis();
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
}
