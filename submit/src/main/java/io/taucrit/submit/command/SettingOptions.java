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
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Where and how a run is carried out, and what protects it. */
final class SettingOptions {
  private static final String RECORDED = "recorded:";

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
          "Go on from the newest checkpoint in --out, the folder of a run that was cut off; repeat its"
              + " other options. Without any checkpoint there the run begins at its beginning.")
  boolean resume;

  @Option(
      names = "--delay",
      paramLabel = "MODEL",
      defaultValue = "none",
      description =
          "Let workers be slow, for experiments; seconds a clock takes beyond its work: "
              + DelayModel.FORMS
              + ", recorded:FILE (a pushes.csv). Default: ${DEFAULT-VALUE}.")
  private String delay;

  @Option(
      names = "--simulate",
      description =
          "Simulate all workers inside one task, in simulated time in which only --delay counts:"
              + " updates as on a cluster, without one.")
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
    new Setting(
        delay.startsWith(RECORDED) ? null : DelayModel.parse(delay, 0), where(), !plain, timeout);
    checkpointing("");
    if (resume && out == null) {
      throw new UsageException("--resume needs --out, the folder of the run to go on with");
    }
  }

  Setting setting(long seed, Configuration configuration) {
    DelayModel model =
        delay.startsWith(RECORDED)
            ? recorded(delay.substring(RECORDED.length()), configuration)
            : DelayModel.parse(delay, seed);
    return new Setting(model, where(), !plain, timeout);
  }

  private Where where() {
    return simulate ? Where.SIMULATED : Where.TASKS;
  }

  private static DelayModel recorded(String file, Configuration configuration) {
    Path path = new Path(CommonOptions.absolute(file));
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
    String text = checkpoint.toLowerCase(Locale.ROOT);
    try {
      return text.endsWith("s")
          ? new Checkpointing(
              folder, null, Double.valueOf(text.substring(0, text.length() - 1)), resume)
          : new Checkpointing(folder, Long.valueOf(text), null, resume);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "Invalid --checkpoint: '%s' (allowed: a number of updates, or of seconds as in 30s)"
              .formatted(checkpoint));
    }
  }
}
