package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.TargetUpdates;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.core.predict.UpdatesByDials;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.bench.AdviceBench;
import io.taucrit.jobs.calibrate.Calibration;
import io.taucrit.jobs.calibrate.Costs;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.submit.output.AdviceSummary;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit bench-advice}. */
@Command(
    name = "bench-advice",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "The advised setting against a grid of batches, slacks and local steps, in seconds.",
    description = {
      "",
      "Analyses, times updates, chooses the fastest setting, and then runs it and every setting of the"
          + " grid to the same target, in turn, --repeats times; medians are printed.",
      "Writes bench-advice.json and costs.json to --out.",
      ""
    },
    footer = {"", "Example:  taucrit bench-advice --data a9a.svm.gz --master local[2]"})
public final class BenchAdviceCommand implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Option(
      names = "--target",
      paramLabel = "R",
      defaultValue = "0.01",
      description = "Relative suboptimality to train to. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--batches",
      paramLabel = "B",
      split = ",",
      defaultValue = "16,64,256,1024,4096",
      description = "Batches of the grid. Default: ${DEFAULT-VALUE}.")
  private List<Integer> batches = new ArrayList<>();

  @Option(
      names = "--slacks",
      paramLabel = "S",
      split = ",",
      defaultValue = "0,4",
      description = "Slacks of the grid. Default: ${DEFAULT-VALUE}.")
  private List<Integer> slacks = new ArrayList<>();

  @Option(
      names = "--local-steps",
      paramLabel = "H",
      split = ",",
      defaultValue = "1,4,16,64",
      description = "Local steps of the grid. Default: ${DEFAULT-VALUE}.")
  private List<Integer> localSteps = new ArrayList<>();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of each, with seeds from --seed on. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  /** What bench-advice.json holds. */
  record Record(Analysis.Target target, FastestSetting advice, AdviceBench.Result result) {}

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    if (!(target > 0 && target < 1) || repeats < 1) {
      throw new UsageException(
          "Invalid --target or --repeats (allowed: above 0 and below 1, >= 1)");
    }
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("bench-advice")) {
      progress.stage("Reading the data");
      try (OutputFolder folder = output.folder("bench-advice", spark.hadoopConfiguration());
          StagedBlocks staged =
              StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, 0);
        int workers = Slots.all(spark);
        List<Dials> grid = grid(workers, problem.trainingRows());
        Analysis analysis =
            new Jobs(spark)
                .analyze(
                    problem,
                    new AnalyzeJob.Options(List.of(target), null, workers, common.seed),
                    progress)
                .analysis();
        UpdatesByDials updates = new TargetUpdates(analysis.targets().get(0));
        Calibration calibration =
            new Calibration(spark, problem, workers, Calibration.SECONDS_DEFAULT, common.seed);
        Costs costs = calibration.run(progress);
        folder.writeJson("costs.json", costs);
        List<FastestSetting> ranked =
            FastestSetting.ranked(
                FastestSetting.grid(workers, problem.trainingRows()), updates, costs.model());
        if (ranked.isEmpty()) {
          throw new UsageException(
              "Invalid --target: %s: no updates can be predicted for it (%s)"
                  .formatted(target, String.join(" ", analysis.warnings())));
        }
        ranked = calibration.timed(ranked, progress);
        AdviceBench.Result result =
            new AdviceBench(
                    spark, problem, updates, costs.model(), analysis.optimum().value(), target)
                .run(ranked.get(0), grid, repeats, common.seed, progress);
        Record record = new Record(analysis.targets().get(0), ranked.get(0), result);
        folder.writeJson("bench-advice.json", record);
        progress.close();
        System.out.print(
            common.json
                ? OutputFolder.JSON.writeValueAsString(record) + "\n"
                : AdviceSummary.text(costs, ranked, result));
      }
    }
    return ExitCode.OK;
  }

  private List<Dials> grid(int workers, long rows) {
    List<Dials> grid = new ArrayList<>();
    for (int b : batches) {
      for (int s : slacks) {
        for (int h : localSteps) {
          try {
            if (b >= workers && (long) b * h <= rows) {
              grid.add(new Dials(workers, b, s, h, 1));
            }
          } catch (IllegalArgumentException e) {
            throw new UsageException(
                "Invalid --batches, --slacks or --local-steps: " + e.getMessage());
          }
        }
      }
    }
    if (grid.isEmpty()) {
      throw new UsageException(
          "Invalid --batches: %s (at least one must be from %d workers to %d rows)"
              .formatted(batches, workers, rows));
    }
    return grid;
  }
}
