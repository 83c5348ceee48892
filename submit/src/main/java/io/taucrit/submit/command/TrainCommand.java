package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.InputJson;
import io.taucrit.submit.output.ModelFolder;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.Summary;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code taucrit train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Train with synchronous mini-batch SGD across executors.",
    description = {
      "",
      "Workers are long-lived Spark tasks, one per slot; the parameters live in the driver. What you"
          + " leave open, batch size and step, is predicted by an analysis first.",
      "Writes run.json, trace.jsonl, model/ and report.html to --out.",
      ""
    },
    footer = {
      "",
      "Examples:  taucrit train --data a9a.svm.gz --target 0.01",
      "           taucrit train --data a9a.svm.gz --batch 64 --step 0.5 --max-updates 2000"
    })
public final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Option(
      names = "--workers",
      paramLabel = "P",
      description = "Number of workers, one task slot each. Default: all slots.")
  private Integer workers;

  @Option(
      names = "--batch",
      paramLabel = "B",
      description = "Rows of one update over all workers, at least P. Default: the advised one.")
  private Integer batch;

  @Option(
      names = "--step",
      paramLabel = "GAMMA|auto",
      defaultValue = "auto",
      description =
          "Step size: an update is step times the mean gradient of the batch. auto: the predicted"
              + " one for this batch and target. Default: ${DEFAULT-VALUE}.")
  private String step;

  @Option(
      names = "--target",
      paramLabel = "R",
      description =
          "Stop at this relative suboptimality (f - f*)/(f(0) - f*). Default: the advice's, else 0.01,"
              + " unless --max-updates or --max-seconds is given.")
  private Double target;

  @Option(
      names = "--optimum",
      paramLabel = "F",
      description = "A known f*. Default: found first where a target needs it.")
  private Double optimum;

  @Option(names = "--max-updates", paramLabel = "N", description = "Stop after so many updates.")
  private Long maxUpdates;

  @Option(
      names = "--max-seconds",
      paramLabel = "T",
      description = "Stop after so many seconds on the training clock. Default: 600.")
  private Double maxSeconds;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "Share of the rows to hold out and report the loss on. Default: none.")
  private double holdout;

  @Option(
      names = "--advice",
      paramLabel = "FILE",
      description =
          "An analysis.json of the same problem (same training rows: not with --holdout) to take"
              + " batch, step and target from.")
  private String advice;

  @Option(
      names = "--no-encryption",
      negatable = false,
      description =
          "Do not encrypt the channel between executors and driver (it stays authenticated).")
  private boolean plain;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "" + TrainingPlan.TIMEOUT_SECONDS_DEFAULT,
      description = "Seconds to wait at most for a silent worker. Default: ${DEFAULT-VALUE}.")
  private long timeout;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    data.validate();
    validate();
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("train")) {
      Analysis advised =
          advice == null
              ? null
              : InputJson.read(
                  CommonOptions.absolute(advice),
                  "--advice",
                  Analysis.class,
                  spark.hadoopConfiguration());
      OutputFolder folder = output.folder("train", spark.hadoopConfiguration());
      progress.stage("Reading the data");
      try (StagedBlocks staged = StagedBlocks.of(spark, data.source(common.seed))) {
        Problem problem = data.problem(staged, holdout);
        TrainJob.Result result =
            new Jobs(spark).train(problem, options(advised), progress, printing(progress));
        RunRecord record = result.record();
        folder.writeJson("run.json", record);
        folder.writeJsonLines("trace.jsonl", result.trace());
        ModelFolder.write(folder, problem, result.parameters());
        Reports.write(
            folder,
            "Training",
            data.data,
            spec.commandLine().getParseResult(),
            result.analysis(),
            List.of(result));
        progress.close();
        System.out.print(
            common.json
                ? OutputFolder.JSON.writeValueAsString(record) + "\n"
                : Summary.text(record)
                    + Summary.comparison(record)
                    + "\nReport: "
                    + folder.pathOf("report.html")
                    + "\n");
        return record.outcome().equals("diverged") || Boolean.FALSE.equals(record.reached())
            ? ExitCode.NOT_REACHED
            : ExitCode.OK;
      }
    }
  }

  private void validate() {
    if (workers != null && workers < 1) {
      throw new UsageException("Invalid --workers: %d (allowed: >= 1)".formatted(workers));
    }
    int least = workers == null ? 1 : workers;
    if (batch != null && batch < least) {
      throw new UsageException(
          "Invalid --batch: %d (allowed: >= %d, one row a worker)".formatted(batch, least));
    }
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UsageException(
          "Invalid --holdout: %s (allowed: from 0 to below 1)".formatted(holdout));
    }
    options(null);
  }

  private TrainJob.Options options(Analysis advised) {
    boolean bounded = maxUpdates != null || maxSeconds != null;
    Double advisedGoal =
        advised == null
            ? Double.valueOf(AnalyzeJob.Options.TARGET_DEFAULT)
            : Double.valueOf(advised.advice().relativeSuboptimality());
    Double goal = target != null || bounded ? target : advisedGoal;
    return new TrainJob.Options(
        data.data,
        workers,
        batch,
        step(),
        goal,
        optimum,
        maxUpdates,
        maxSeconds == null ? TrainJob.Options.MAX_SECONDS_DEFAULT : maxSeconds,
        !plain,
        timeout,
        common.seed,
        advised);
  }

  private Double step() {
    if (step.equals("auto")) {
      return null;
    }
    try {
      double value = Double.parseDouble(step);
      if (value > 0 && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message.
    }
    throw new UsageException(
        "Invalid --step: '%s' (allowed: a number > 0, or auto)".formatted(step));
  }

  /** Shows every evaluation; with a target, how far the run is on the way in logarithms. */
  static Consumer<TracePoint> printing(ConsoleProgress progress) {
    return point ->
        progress.at(
            Double.NaN,
            "%s updates, f = %s%s"
                .formatted(
                    Numbers.of(point.updates()),
                    Numbers.of(point.objective()),
                    point.relativeSuboptimality() == null
                        ? ""
                        : ", relative suboptimality " + Numbers.of(point.relativeSuboptimality())));
  }
}
