package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.sweep.SweepJob;
import io.taucrit.jobs.sweep.SweepPlan;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.SweepSummary;
import io.taucrit.submit.sweep.Drift;
import io.taucrit.submit.sweep.SweepFile;
import io.taucrit.submit.sweep.SweepRounds;
import io.taucrit.submit.sweep.SweepRounds.Earlier;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code taucrit sweep}. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Measure the updates to a target on a grid, against the prediction.",
    description = {
      "",
      "Reads a YAML file of data, targets and grids (batch sizes, delays, slack, local steps, steps),"
          + " finds the best step of every point unless one is given, averages runs of several"
          + " seeds, and compares with the prediction. The files in submit/sweeps are examples.",
      "Every finished run is kept: the same command goes on with a sweep that was cut off, and prints"
          + " one that is complete without measuring again. With --fresh a complete sweep is measured"
          + " once more, as another round. Every round is compared with the one before: a point whose"
          + " intervals of updates are disjoint and more than 5 %% apart, or that does not reach its"
          + " target any more, has drifted.",
      "Writes sweep.json and report.html to --out, and there in rounds/N/ the same of every round with"
          + " its sweep.yaml and journal/.",
      ""
    },
    footer = {
      "",
      "Exit codes:  0 all points reached, 1 a point failed, 2 wrong usage,",
      "             3 a point not reached or drifted",
      "",
      "Examples:  taucrit sweep submit/sweeps/example.yaml",
      "           taucrit sweep efficiency.yaml --dry-run",
      "           taucrit sweep nightly.yaml --out hdfs:///sweeps/nightly --fresh"
    })
public final class SweepCommand implements Callable<Integer> {
  private static final String NONE = "none";

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The sweep, in YAML, on any Hadoop file system.")
  private String file;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the results, on any Hadoop file system: new, empty, or this sweep's. Default:"
              + " taucrit-out/sweep-NAME here.")
  private String out;

  @Option(
      names = "--fresh",
      description =
          "If the newest round is complete, begin the next one, which reads the data anew; if it was"
              + " cut off, go on with it. For schedulers.")
  private boolean fresh;

  @Option(
      names = "--compare",
      paramLabel = "PATH|none",
      description =
          "An earlier sweep.json, or its folder, to compare with. Default: the round before.")
  private String compare;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Points measured at once. Default: all task slots.")
  private Integer parallel;

  @Option(
      names = "--dry-run",
      description = "Only print the points that would be measured, without starting Spark.")
  private boolean dryRun;

  @Option(
      names = "--staging",
      paramLabel = "PATH",
      description =
          "Folder for temporary blocks, readable by all executors. Default: the home folder on the"
              + " cluster's file system, in local mode the temporary folder.")
  private String staging;

  @Option(
      names = "--no-encryption",
      negatable = false,
      description =
          "Do not encrypt the channel between executors and driver in timed runs (it stays"
              + " authenticated).")
  private boolean plain;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Bound on one curve, all its seeds. Default: six hours.")
  private long timeout = SweepJob.Options.TIMEOUT_SECONDS_DEFAULT;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    validate();
    Configuration hadoop = common.hadoop("sweep");
    SweepFile sweep = SweepFile.read(CommonOptions.absolute("FILE", file, hadoop), hadoop);
    SweepPlan plan = sweep.plan(System::getenv);
    if (dryRun) {
      System.out.print(
          common.json
              ? OutputFolder.JSON.writeValueAsString(plan) + "\n"
              : SweepSummary.text(plan));
      return ExitCode.OK;
    }
    Earlier given =
        compare == null || compare.equals(NONE)
            ? null
            : Earlier.read(CommonOptions.absolute("--compare", compare, hadoop), hadoop);
    String path = out != null ? out : "taucrit-out/sweep-" + plan.name();
    try (SweepRounds rounds =
        SweepRounds.open(CommonOptions.absolute("--out", path, hadoop), fresh, sweep, hadoop)) {
      return round(plan, sweep, rounds, given);
    }
  }

  /**
   * @param given to compare with, null for the round before
   */
  private int round(SweepPlan plan, SweepFile sweep, SweepRounds rounds, Earlier given)
      throws JsonProcessingException {
    Earlier earlier = compare == null ? rounds.previous().orElse(null) : given;
    SweepRecord record = measure(plan, sweep, rounds);
    for (OutputFolder place : rounds.places()) {
      Reports.writeSweep(
          place, "Sweep " + plan.name(), spec.commandLine().getParseResult(), record);
      place.writeJson(SweepRounds.RESULT, record);
    }
    Drift drift =
        earlier == null ? new Drift(List.of(), List.of()) : Drift.between(earlier.record(), record);
    print(record, earlier, drift, rounds.places().get(0).pathOf("report.html"));
    return exitCode(record, drift);
  }

  private void validate() {
    if (parallel != null && parallel < 1) {
      throw new UsageException("Invalid --parallel: %d (allowed: >= 1)".formatted(parallel));
    }
    if (timeout < 1) {
      throw new UsageException("Invalid --timeout: %d (allowed: >= 1)".formatted(timeout));
    }
    if (spec.commandLine().getParseResult().hasMatchedOption("--seed")) {
      throw new UsageException(
          "Invalid --seed: the seeds of a sweep are in its file (write seeds: {first: %d} there)"
              .formatted(common.seed));
    }
  }

  private SweepRecord measure(SweepPlan plan, SweepFile sweep, SweepRounds rounds) {
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("sweep " + plan.name())) {
      SweepJob.Options options =
          new SweepJob.Options(rounds.journal(), sweep.text(), parallel, staging, !plain, timeout);
      return new Jobs(spark).sweep(plan, options, progress);
    }
  }

  private void print(SweepRecord record, Earlier earlier, Drift drift, String report)
      throws JsonProcessingException {
    StringBuilder changes = new StringBuilder();
    if (earlier != null) {
      drift.points().forEach(line -> changes.append("Drift            ").append(line).append('\n'));
      drift.notes().forEach(line -> changes.append("Changed          ").append(line).append('\n'));
      changes.append(
          "Compared with    %s: %d of %d points drifted%n"
              .formatted(earlier.path(), drift.points().size(), record.points().size()));
    }
    if (common.json) {
      System.out.print(OutputFolder.JSON.writeValueAsString(record) + "\n");
      System.err.print(changes);
    } else {
      System.out.print(
          SweepSummary.text(record)
              + (changes.isEmpty() ? "" : "\n" + changes)
              + "\nReport: "
              + report
              + "\n");
    }
  }

  private static int exitCode(SweepRecord record, Drift drift) {
    if (record.points().stream().anyMatch(SweepCommand::failed)
        || record.problems().stream().anyMatch(problem -> problem.reason() != null)) {
      return ExitCode.FAILED;
    }
    boolean reached =
        record.points().stream().allMatch(p -> p.status().equals(SweepSummary.REACHED));
    return reached && drift.points().isEmpty() ? ExitCode.OK : ExitCode.NOT_REACHED;
  }

  /** Also of a point that reached its target but could not be timed. */
  private static boolean failed(SweepRecord.PointRecord point) {
    return point.status().equals(SweepSummary.FAILED)
        || (point.status().equals(SweepSummary.REACHED) && point.reason() != null);
  }
}
