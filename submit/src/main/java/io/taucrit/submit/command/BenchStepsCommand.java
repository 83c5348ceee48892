package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.StragglerDelay;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.bench.StepsBench;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.OutputFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit bench-steps}. */
@Command(
    name = "bench-steps",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "The predicted step against rules of thumb, asynchronously with a straggler.",
    description = {
      "",
      "Updates and seconds to the same target on executors and with simulated workers. A rule divides"
          + " the predicted step of one worker alone: by the workers, by each push's staleness, or by"
          + " the largest delay possible.",
      "Writes bench-steps.json to --out.",
      ""
    },
    footer = {
      "",
      "Example:  taucrit bench-steps --data debian12_libs_tfidf.svm.gz \\",
      "                              --master local-cluster[2,1,1024]"
    })
public final class BenchStepsCommand implements Callable<Integer> {
  @Mixin private DataOptions data;

  @Option(
      names = "--target",
      paramLabel = "R",
      defaultValue = "0.01",
      description = "Relative suboptimality to train to. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Rows of one round over all workers. Default: the advised one.")
  private Integer batch;

  @Option(
      names = "--slack",
      paramLabel = "S",
      defaultValue = "4",
      description = "Slack of all runs. Default: ${DEFAULT-VALUE}.")
  private int slack;

  @Option(
      names = "--factor",
      paramLabel = "F",
      defaultValue = "10",
      description = "How many times slower the straggler is. Default: ${DEFAULT-VALUE}.")
  private double factor;

  @Option(
      names = "--pause",
      paramLabel = "S",
      defaultValue = "0.002",
      description =
          "Seconds of delay of a healthy worker's clock on executors. Default: ${DEFAULT-VALUE}.")
  private double pause;

  @Option(
      names = "--simulated-workers",
      paramLabel = "P",
      defaultValue = "32",
      description = "Workers of the simulated runs. Default: ${DEFAULT-VALUE}.")
  private int simulated;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs of each, with seeds from --seed on. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    if (!(target > 0 && target < 1) || runs < 1 || simulated < 2 || slack < 0) {
      throw new UsageException(
          "Invalid --target, --runs, --simulated-workers or --slack (allowed: between 0 and 1, >= 1,"
              + " >= 2, >= 0)");
    }
    DelayModel real = straggler(pause);
    DelayModel units = straggler(1);
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("bench-steps")) {
      progress.stage("Reading the data");
      try (OutputFolder folder = output.folder("bench-steps", spark.hadoopConfiguration());
          StagedBlocks staged =
              StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, 0);
        int team = Slots.all(spark);
        Analysis analysis =
            new Jobs(spark)
                .analyze(
                    problem,
                    new AnalyzeJob.Options(List.of(target), null, team, common.seed),
                    progress)
                .analysis();
        int rows = Math.max(simulated, batch == null ? analysis.advice().batch() : batch);
        List<Long> seeds = LongStream.range(common.seed, common.seed + runs).boxed().toList();
        StepsBench bench = new StepsBench(spark, problem, analysis, rows, slack, target, seeds);
        List<StepsBench.Row> result = new ArrayList<>();
        if (team > 1) {
          result.addAll(bench.run(Where.TASKS, team, real, progress));
        }
        result.addAll(bench.run(Where.SIMULATED, simulated, units, progress));
        folder.writeJson("bench-steps.json", result);
        progress.close();
        System.out.print(
            common.json ? OutputFolder.JSON.writeValueAsString(result) + "\n" : text(result, rows));
      }
    }
    return ExitCode.OK;
  }

  private DelayModel straggler(double seconds) {
    try {
      return new StragglerDelay(seconds, 0, factor);
    } catch (IllegalArgumentException e) {
      throw new UsageException("Invalid --factor or --pause: " + e.getMessage());
    }
  }

  private String text(List<StepsBench.Row> rows, int batchRows) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Batch %,d, slack %d, worker 0 is %s times slower; to relative suboptimality %s; mean of %d runs%n",
            batchRows,
            slack,
            Numbers.of(factor),
            Numbers.of(target),
            runs));
    String where = "";
    for (StepsBench.Row row : rows) {
      if (!row.where().equals(where)) {
        where = row.where();
        text.append(
            String.format(
                Locale.ROOT,
                "%n%-28s %12s %12s %10s %12s %10s %10s%n",
                row.workers() + (where.equals("tasks") ? " workers" : " simulated workers"),
                "step",
                "updates",
                "ratio",
                where.equals("tasks") ? "seconds" : "time units",
                "staleness",
                "reached"));
      }
      String more = row.reached() < row.runs() ? "> " : "";
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %12s %12s %10s %12s %10s %10s%n",
              row.step(),
              Numbers.of(row.stepSize()),
              more + Numbers.of(row.updates()),
              more + Numbers.of(row.ratio()),
              more + Numbers.of(row.seconds()),
              Numbers.of(row.meanStaleness()),
              row.reached() + "/" + row.runs()));
    }
    return text.toString();
  }
}
