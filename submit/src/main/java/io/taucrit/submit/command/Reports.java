package io.taucrit.submit.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.report.ComparisonPage;
import io.taucrit.submit.report.Report;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.ParseResult;

/** Turns results into report.html and the CSV files of its charts. */
final class Reports {
  private Reports() {}

  /**
   * @param analysis null where none was made
   */
  static void write(
      OutputFolder folder,
      String title,
      List<String> data,
      ParseResult parsed,
      Analysis analysis,
      List<TrainJob.Result> results) {
    JsonNode analysisTree = analysis == null ? null : OutputFolder.JSON.valueToTree(analysis);
    List<Report.Run> runs =
        results.stream()
            .map(
                r ->
                    new Report.Run(
                        OutputFolder.JSON.valueToTree(r.record()),
                        r.trace().stream()
                            .map(point -> (JsonNode) OutputFolder.JSON.valueToTree(point))
                            .toList()))
            .toList();
    String name = data.isEmpty() ? "generated problem" : String.join(", ", data);
    write(folder, Report.of(title + " of " + name, command(parsed), analysisTree, runs));
  }

  static void writeSweep(
      OutputFolder folder, String title, ParseResult parsed, SweepRecord record) {
    write(folder, Report.ofSweep(title, command(parsed), record));
  }

  static void writeComparison(
      OutputFolder folder, String title, ParseResult parsed, Comparison comparison) {
    write(folder, new ComparisonPage(comparison).page(title, command(parsed)));
  }

  private static void write(OutputFolder folder, Report.Page page) {
    folder.writeText("report.html", page.html());
    page.charts().forEach((name, csv) -> folder.writeText("charts/" + name, csv));
  }

  /** The command as it can be typed again. */
  static String command(ParseResult parsed) {
    return "taucrit "
        + parsed.commandSpec().name()
        + parsed.originalArgs().stream()
            .filter(argument -> !argument.equals(parsed.commandSpec().name()))
            .map(argument -> argument.matches("[\\w./:=,@%+-]+") ? argument : "'" + argument + "'")
            .collect(Collectors.joining(" ", " ", ""))
            .stripTrailing();
  }
}
