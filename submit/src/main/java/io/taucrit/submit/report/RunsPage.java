package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The page of an analysis, of training runs, or of both. */
final class RunsPage {
  private RunsPage() {}

  static ReportPage of(
      String title, String command, JsonNode analysisOrNull, List<Report.Run> reported) {
    boolean analysed = analysisOrNull != null && analysisOrNull.isObject();
    JsonNode analysis = analysed ? analysisOrNull : MissingNode.getInstance();
    List<TrainingRun> runs = TrainingRun.of(reported);
    RunSummary runSummary = new RunSummary(runs);
    AnalysisSummary summary = new AnalysisSummary(analysis, runs);

    List<String> findings = new ArrayList<>();
    List<FigureSection> sections = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    if (analysed) {
      findings.addAll(summary.findings());
      sections.add(new AnalysisCharts(analysis, runs).section());
      tables.addAll(new AnalysisTables(analysis).tables());
    }
    if (!runs.isEmpty()) {
      findings.add(runSummary.finding());
      findings.addAll(runSummary.staleness());
      sections.addAll(new TrainingCharts(analysis, runs).sections());
      sections.addAll(new StalenessChart(runs).sections());
      tables.add(runSummary.table());
    }
    return new ReportPage(
        title,
        command,
        analysed ? summary.problem() : runSummary.problem(),
        warnings(analysis, runs),
        findings,
        summary.recommendation(),
        runs.isEmpty() ? null : runSummary.outcomes(),
        analysed ? summary.tiles() : List.of(),
        sections,
        tables,
        "",
        runs.isEmpty() ? null : runSummary.repeat());
  }

  private static List<String> warnings(JsonNode analysis, List<TrainingRun> runs) {
    Set<String> all = new LinkedHashSet<>();
    analysis.path("warnings").forEach(w -> all.add(w.asText()));
    for (TrainingRun run : runs) {
      run.record()
          .path("warnings")
          .forEach(w -> all.add("Run %d: %s".formatted(run.number(), w.asText())));
    }
    return List.copyOf(all);
  }
}
