package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.ModelFolder;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taucrit quickstart}. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Analyse, train synchronously and asynchronously, compare with the prediction.",
    description = {
      "",
      "Without --data it makes a problem of 20,000 rows and 5,000 features. It ends in about a minute"
          + " and says where the report is.",
      ""
    },
    footer = {"", "Example:  taucrit quickstart --data a9a.svm.gz"})
public final class QuickstartCommand implements Callable<Integer> {
  /** A quick start that does not reach its target in this time on the training clock has failed. */
  private static final double MAX_SECONDS = 60;

  /** Enough for workers that share a machine with others never to wait long. */
  private static final int SLACK = 4;

  /** The runs in their order; the first one's files lie in the folder itself. */
  private static final List<String> RUNS = List.of("run", "asynchronous", "fastest");

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Option(
      names = "--target",
      paramLabel = "R",
      defaultValue = "0.01",
      description =
          "Relative suboptimality (f - f*)/(f(0) - f*) to train to. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    if (!(target > 0 && target < 1)) {
      throw new UsageException(
          "Invalid --target: %s (allowed: above 0 and below 1)".formatted(target));
    }
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("quickstart");
        OutputFolder folder = output.folder("quickstart", spark.hadoopConfiguration())) {
      return data.data.isEmpty()
          ? onGenerated(spark, folder, progress)
          : onSource(
              spark, data.source(common.seed, spark.hadoopConfiguration()), folder, progress);
    }
  }

  private int onGenerated(JavaSparkContext spark, OutputFolder folder, ConsoleProgress progress)
      throws JsonProcessingException {
    progress.stage("Generating a problem");
    SparseGlmProblem problem =
        SparseGlmProblem.of(SparseGlmProblem.Options.defaults(data.loss).withSeed(common.seed));
    String blocks = folder.pathOf("blocks");
    new Jobs(spark).generateBlocks(problem, blocks);
    return onSource(spark, DataSource.of(List.of(blocks), common.seed), folder, progress);
  }

  private int onSource(
      JavaSparkContext spark, DataSource source, OutputFolder folder, ConsoleProgress progress)
      throws JsonProcessingException {
    Jobs jobs = new Jobs(spark);
    progress.stage("Reading the data");
    try (StagedBlocks staged = StagedBlocks.of(spark, source)) {
      Problem problem = data.problem(spark, staged, 0);
      Analysis analysis =
          jobs.analyze(
                  problem,
                  new AnalyzeJob.Options(List.of(target), null, null, common.seed),
                  progress)
              .analysis();
      analysis = jobs.calibrate(problem, analysis, null, common.seed, progress);
      folder.writeJson("analysis.json", analysis);
      TrainOptions synchronous =
          TrainOptions.of(
                  data.data, new TrainOptions.Goal(target, null, null, MAX_SECONDS), common.seed)
              .withAdvice(analysis);
      TrainOptions asynchronous =
          synchronous.withMethod(TrainOptions.Method.open().withSlack(SLACK));
      TrainJob.Result result =
          jobs.train(problem, synchronous, progress, TrainCommand.printing(progress));
      TrainJob.Result second =
          jobs.train(problem, asynchronous, progress, TrainCommand.printing(progress));
      List<TrainJob.Result> results = new ArrayList<>(List.of(result, second));
      if (analysis.fastest() != null) {
        TrainOptions fastest =
            synchronous.withMethod(synchronous.method().following(analysis.fastest()));
        results.add(jobs.train(problem, fastest, progress, TrainCommand.printing(progress)));
      }
      RunRecord record = result.record();
      folder.writeJson("run.json", record);
      folder.writeJsonLines("trace.jsonl", result.trace());
      for (int i = 1; i < results.size(); i++) {
        TrainJob.Result other = results.get(i);
        String name = RUNS.get(i);
        folder.writeJson(name + "/run.json", other.record());
        folder.writeJsonLines(name + "/trace.jsonl", other.trace());
        if (other.record().slack() > 0) {
          folder.writeLines(name + "/pushes.csv", other.pushes().csv());
        }
      }
      ModelFolder.write(folder, problem, result.parameters());
      Reports.write(
          folder, "Quickstart", data.data, spec.commandLine().getParseResult(), analysis, results);
      progress.close();
      List<RunRecord> records = results.stream().map(TrainJob.Result::record).toList();
      System.out.print(common.json ? json(analysis, records) : text(analysis, records));
      System.out.flush();
      if (!common.json) {
        System.out.println("\nReport: " + folder.pathOf("report.html"));
      }
      return records.stream().allMatch(r -> Boolean.TRUE.equals(r.reached()))
          ? ExitCode.OK
          : ExitCode.NOT_REACHED;
    }
  }

  private static String text(Analysis analysis, List<RunRecord> runs) {
    StringBuilder text = new StringBuilder(Summary.text(analysis));
    for (RunRecord run : runs) {
      text.append('\n').append(Summary.text(run)).append(Summary.comparison(run));
    }
    return text.toString();
  }

  private static String json(Analysis analysis, List<RunRecord> runs)
      throws JsonProcessingException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("analysis", analysis);
    for (int i = 0; i < runs.size(); i++) {
      all.put(RUNS.get(i), runs.get(i));
    }
    return OutputFolder.JSON.writeValueAsString(all) + "\n";
  }
}
