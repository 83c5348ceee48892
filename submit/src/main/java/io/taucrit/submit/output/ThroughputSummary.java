package io.taucrit.submit.output;

import io.taucrit.jobs.throughput.Throughput;
import io.taucrit.jobs.throughput.Throughput.Growth;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code bench-throughput} prints. */
public final class ThroughputSummary {
  private ThroughputSummary() {}

  public static String text(Throughput result) {
    return String.format(
            Locale.ROOT,
            "%s rows, %s features, %s nonzeros; lambda %s; %d core%s; medians of %d; load %.2f before, %.2f after%n",
            Numbers.of(result.rows()),
            Numbers.of(result.features()),
            Numbers.of(result.nonzeros()),
            Numbers.of(result.lambda()),
            result.cores(),
            result.cores() == 1 ? "" : "s",
            result.repeats(),
            result.load().get(0),
            result.load().get(1))
        + rows("training", "nonzeros/s/core", "ratio", result.rates())
        + rows(
            "to relative suboptimality " + Numbers.of(result.target()),
            "seconds",
            "ratio",
            result.toTarget())
        + rows("loading", "MB of text/s", "ratio", result.loading())
        + rows("memory", "bytes a nonzero", "ratio", result.memory())
        + rows("analysis pass", "seconds", "bare passes", result.analysis())
        + (result.growth().isEmpty() ? "" : growth(result.growth()));
  }

  private static String rows(String title, String unit, String ratio, List<Row> rows) {
    TextTable table = new TextTable(1, List.of(title, "cores", unit, ratio, "least", "most"));
    List<String> notes = new ArrayList<>();
    for (Row row : rows) {
      table.add(
          List.of(
              row.system(),
              Integer.toString(row.cores()),
              Numbers.of(row.median()),
              Numbers.of(row.ratio()),
              Numbers.of(row.measured().stream().min(Double::compare).orElse(null)),
              Numbers.of(row.measured().stream().max(Double::compare).orElse(null))));
      notes.add(row.note());
    }
    StringBuilder text = new StringBuilder("\n");
    List<String> lines = table.text().lines().toList();
    for (int k = 0; k < lines.size(); k++) {
      String note = k == 0 ? null : notes.get(k - 1);
      text.append(lines.get(k)).append(note == null ? "" : "  " + note).append('\n');
    }
    return text.toString();
  }

  private static String growth(List<Growth> rows) {
    TextTable table =
        new TextTable(
            1, List.of("growth, nonzeros/s/core", "local SGD", "ratio", "mini-batch SGD", "ratio"));
    for (Growth row : rows) {
      table.add(
          List.of(
              row.varied(),
              Numbers.of(row.local()),
              Numbers.of(row.localRatio()),
              Numbers.of(row.miniBatch()),
              Numbers.of(row.miniBatchRatio())));
    }
    return "\n" + table.text();
  }
}
