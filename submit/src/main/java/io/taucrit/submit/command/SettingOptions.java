package io.taucrit.submit.command;

import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.RecordedDelay;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.train.TrainOptions.Checkpointing;
import io.taucrit.jobs.train.TrainOptions.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Where and how a run is carried out, and what protects it. */
final class SettingOptions {
  private static final String RECORDED = "recorded:";
  private static final Pattern EVERY =
      Pattern.compile("(?<updates>[0-9]{1,18})|(?<seconds>[0-9]{1,9}(\\.[0-9]+)?)[sS]");

  @Option(
      names = "--checkpoint",
      paramLabel = "N|Ts",
      description =
          "Save the run's state every N updates, or every T seconds (30s), in checkpoints/ of --out."
              + " Default: never.")
  private String checkpoint;

  @Option(
      names = "--resume",
      description =
          "Go on from the newest intact checkpoint in --out, the folder of a run that was cut off;"
              + " repeat its other options, with --checkpoint to save more. Without any checkpoint"
              + " there the run begins at its beginning.")
  boolean resume;

  @Option(
      names = "--delay",
      paramLabel = "MODEL",
      defaultValue = "none",
      description =
          "Let workers be slow, for experiments; seconds that a worker's round takes beyond its work: "
              + DelayModel.FORMS
              + ", or recorded:FILE, the pushes.csv of a run. Default: ${DEFAULT-VALUE}.")
  private String delay;

  @Option(
      names = "--simulate",
      description =
          "Simulate any number of --workers inside one task, in simulated time in which only --delay"
              + " counts: updates as on a cluster, without one.")
  private boolean simulate;

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

  /** Checks what can be checked before Spark starts. */
  void validate(String out) {
    new Setting(delay.startsWith(RECORDED) ? null : model(0), where(), !plain, timeout);
    if (delay.equals(RECORDED)) {
      throw new UsageException(
          "Invalid --delay: 'recorded:' names no file (allowed: recorded:FILE, the pushes.csv of a"
              + " run)");
    }
    checkpointing("");
    if (resume && out == null) {
      throw new UsageException("--resume needs --out, the folder of the run to go on with");
    }
    if (simulate && (checkpoint != null || resume)) {
      throw new UsageException(
          "Invalid %s: a simulated run has no checkpoints; leave it out, or --simulate"
              .formatted(checkpoint != null ? "--checkpoint" : "--resume"));
    }
  }

  Setting setting(long seed, Configuration configuration) {
    DelayModel model =
        delay.startsWith(RECORDED)
            ? recorded(delay.substring(RECORDED.length()), configuration)
            : model(seed);
    return new Setting(model, where(), !plain, timeout);
  }

  private DelayModel model(long seed) {
    try {
      return DelayModel.parse(delay, seed);
    } catch (UsageException e) {
      throw new UsageException(e.getMessage() + " or recorded:FILE, the pushes.csv of a run");
    }
  }

  private Where where() {
    return simulate ? Where.SIMULATED : Where.TASKS;
  }

  private static DelayModel recorded(String file, Configuration configuration) {
    Path path = new Path(CommonOptions.absolute("--delay", file, configuration));
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                path.getFileSystem(configuration).open(path), StandardCharsets.UTF_8))) {
      return RecordedDelay.of(lines.lines(), file);
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "Cannot read --delay recorded:%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Null where neither saving nor resuming is asked for. */
  Checkpointing checkpointing(String folder) {
    if (checkpoint == null) {
      return resume ? new Checkpointing(folder, null, null, true) : null;
    }
    Matcher every = EVERY.matcher(checkpoint);
    if (!every.matches()) {
      throw new UsageException(
          "Invalid --checkpoint: '%s' (allowed: a number of updates, as in 500, or of seconds, as in"
                  .formatted(checkpoint)
              + " 30s)");
    }
    return every.group("seconds") == null
        ? new Checkpointing(folder, Long.valueOf(every.group("updates")), null, resume)
        : new Checkpointing(folder, null, Double.valueOf(every.group("seconds")), resume);
  }
}
