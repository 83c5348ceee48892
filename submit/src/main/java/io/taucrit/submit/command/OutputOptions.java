package io.taucrit.submit.command;

import io.taucrit.submit.output.OutputFolder;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the results, on any Hadoop file system, by default the cluster's own; must be"
              + " new or empty. Default: taucrit-out/COMMAND-DATE-TIME there, in local mode here.")
  String out;

  /** Creates the folder, before any work is done. */
  OutputFolder folder(String command, Configuration configuration) {
    return folder(command, configuration, "choose another folder");
  }

  /**
   * As {@link #folder(String, Configuration)}.
   *
   * @param remedy what to do where the folder is not empty
   */
  OutputFolder folder(String command, Configuration configuration, String remedy) {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    String path = out != null ? out : "taucrit-out/%s-%s".formatted(command, time);
    return OutputFolder.create(
        CommonOptions.absolute("--out", path, configuration), configuration, remedy);
  }

  /** Opens the folder of an earlier run, or creates it. */
  OutputFolder existing(String mark, Configuration configuration) {
    return OutputFolder.open(
        CommonOptions.absolute("--out", out, configuration),
        mark,
        configuration,
        "it has no %s/ to go on from; choose the folder of a run that was cut off, or leave out --resume"
            .formatted(mark));
  }
}
