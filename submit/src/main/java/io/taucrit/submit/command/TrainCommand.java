package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.TrainOptions.Setting;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.InputJson;
import io.taucrit.submit.output.ModelFolder;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.Summary;
import java.util.List;
import java.util.concurrent.Callable;
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
    header = "Train with synchronous, asynchronous, Hogwild! or local SGD across executors.",
    description = {
      "",
      "Workers are long-lived Spark tasks, one per slot; the parameters live in the driver. What you"
          + " leave open, batch size and step, is predicted by an analysis first.",
      "One engine, four dials: --batch, --slack (asynchronous with bounded staleness), --local-steps"
          + " (local SGD), --threads (Hogwild! within a worker). Losing an executor loses no update;"
          + " with --checkpoint, losing the driver costs what came after the last one.",
      "Writes run.json, trace.jsonl, model/, report.html, and pushes.csv with slack, to --out.",
      ""
    },
    footer = {
      "",
      "Examples:  taucrit train --data a9a.svm.gz --target 0.01",
      "           taucrit train --data a9a.svm.gz --intercept --start run/model \\",
      "                         --target 0.001",
      "           taucrit train --data a9a.svm.gz --batch 64 --step 0.5 \\",
      "                         --max-updates 900",
      "           taucrit train --data a9a.svm.gz --slack 4 --local-steps 10",
      "           taucrit train --data a9a.svm.gz --out run --checkpoint 30s --resume",
      "           taucrit train --data a9a.svm.gz --simulate --workers 32 --slack 4 \\",
      "                         --batch 256 --step 0.5 --delay pareto:1:1.5 \\",
      "                         --max-updates 900"
    })
public final class TrainCommand implements Callable<Integer> {
  /** Where checkpoints lie in --out. */
  private static final String CHECKPOINTS = "checkpoints";

  @Spec private CommandSpec spec;
  @Mixin private DataOptions data;

  @Mixin private MethodOptions method;

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
      names = "--track-noise",
      description =
          "Evaluate at the end of every epoch too, a pass over the training rows each that no training"
              + " time counts (and that may end the run where it meets its target): then b^ along the"
              + " run, which every run.json and report has, misses no epoch, and eps^_T is the mean"
              + " |grad f|^2 of all of the last 10. Resumed runs keep what their checkpoint has seen.")
  private boolean trackNoise;

  @Option(
      names = "--advice",
      paramLabel = "FILE",
      description =
          "An analysis.json of the same problem (same training rows: not with --holdout) to take"
              + " batch, step and target from; of analyze --calibrate also workers, slack and local"
              + " steps, where none of these dials is given.")
  private String advice;

  @Option(
      names = "--start",
      paramLabel = "FOLDER",
      description =
          "A model/ that train wrote, of the same loss, features and --intercept, to start from."
              + " Targets stay relative to f(0); what is predicted is for a start at 0."
              + " Default: x_0 = 0.")
  private String start;

  @Mixin private SettingOptions setting;
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
              : InputJson.analysis(
                  CommonOptions.absolute("--advice", advice, spark.hadoopConfiguration()),
                  "--advice",
                  spark.hadoopConfiguration());
      Setting where = setting.setting(common.seed, spark.hadoopConfiguration());
      if (method.workers != null && where.where() == Where.TASKS) {
        Slots.require(spark, method.workers);
      }
      progress.stage("Reading the data");
      try (OutputFolder folder =
              setting.resume
                  ? output.existing(CHECKPOINTS, spark.hadoopConfiguration())
                  : output.folder(
                      "train",
                      spark.hadoopConfiguration(),
                      "choose another folder, or add --resume to go on with a run that was cut off");
          StagedBlocks staged =
              StagedBlocks.of(spark, data.source(common.seed, spark.hadoopConfiguration()))) {
        Problem problem = data.problem(spark, staged, holdout);
        TrainOptions.Start from =
            start == null
                ? null
                : ModelFolder.start(
                    CommonOptions.absolute("--start", start, spark.hadoopConfiguration()),
                    problem,
                    spark.hadoopConfiguration());
        TrainJob.Result result =
            new Jobs(spark)
                .train(
                    problem,
                    options(advised)
                        .withSetting(where)
                        .withStart(from)
                        .withCheckpointing(setting.checkpointing(folder.uriOf(CHECKPOINTS))),
                    progress,
                    printing(progress));
        RunRecord record = result.record();
        folder.writeJson("run.json", record);
        folder.writeJsonLines("trace.jsonl", result.trace());
        if (record.slack() > 0) {
          folder.writeLines("pushes.csv", result.pushes().csv());
        }
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
    if (!(holdout >= 0 && holdout < 1)) {
      throw new UsageException(
          "Invalid --holdout: %s (allowed: from 0 to below 1)".formatted(holdout));
    }
    setting.validate(output.out);
    options(null);
  }

  private TrainOptions options(Analysis advised) {
    boolean bounded = maxUpdates != null || maxSeconds != null;
    Double advisedGoal =
        advised == null
            ? Double.valueOf(AnalyzeJob.Options.TARGET_DEFAULT)
            : Double.valueOf(advised.advice().relativeSuboptimality());
    Double goal = target != null || bounded ? target : advisedGoal;
    Fastest known = advised == null ? null : advised.fastest();
    boolean sameTarget =
        known != null && (goal == null || goal.equals(known.relativeSuboptimality()));
    Fastest fastest = sameTarget ? known : null;
    return TrainOptions.of(
            data.data, new TrainOptions.Goal(goal, optimum, maxUpdates, maxSeconds), common.seed)
        .withMethod(method.method(fastest))
        .withTrackNoise(trackNoise)
        .withAdvice(advised);
  }

  /** Shows every evaluation; with a target, how far the run is on the way in logarithms. */
  static RunListener printing(ConsoleProgress progress) {
    return new RunListener() {
      @Override
      public void evaluated(TracePoint point) {
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
    };
  }
}
