package io.taucrit.submit.command;

import io.taucrit.submit.output.OutputFolder;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** Where results go. */
final class OutputOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the results, on any Hadoop file system, by default the cluster's own; must be"
              + " new or empty. Default: taucrit-out/COMMAND-DATE-TIME-RANDOM there, in local mode"
              + " here.")
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
    String path = out != null ? out : newPath(command);
    return OutputFolder.create(
        CommonOptions.absolute("--out", path, configuration), configuration, remedy);
  }

  /**
   * The time is for the reader; it comes again, to two commands at once or where a clock is set.
   */
  static String newPath(String command) {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    String random = UUID.randomUUID().toString().substring(0, 8);
    return "taucrit-out/%s-%s-%s".formatted(command, time, random);
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
