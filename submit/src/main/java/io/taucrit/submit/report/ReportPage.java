package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the template shows, finished but for the escaping.
 *
 * @param problem the problem in one line, or empty
 * @param analysed whether there is an analysis
 * @param tiles key figures of the analysis
 * @param advice what to run, or empty
 * @param reason the advice's reason, or empty
 * @param findings plain sentences of the summary
 * @param outcomes predicted against measured, null without runs
 * @param figures charts, by section
 * @param repeat name and value of what is needed to repeat the runs
 * @param json the data behind it all, safe inside a script element
 */
record ReportPage(
    String title,
    String command,
    String problem,
    boolean analysed,
    List<String> warnings,
    List<Tile> tiles,
    String advice,
    String reason,
    List<String> findings,
    Table outcomes,
    Figures figures,
    List<Table> tables,
    Table repeat,
    String json) {

  static ReportPage of(
      String title, String command, JsonNode analysisOrNull, List<Report.Run> reported) {
    boolean analysed = analysisOrNull != null && analysisOrNull.isObject();
    JsonNode analysis = analysed ? analysisOrNull : MissingNode.getInstance();
    List<TrainingRun> runs = TrainingRun.of(reported);
    RunSummary runSummary = new RunSummary(runs);
    AnalysisSummary summary = new AnalysisSummary(analysis);

    List<String> findings = new ArrayList<>();
    List<Table> tables = new ArrayList<>();
    if (analysed) {
      findings.addAll(summary.findings());
      tables.addAll(new AnalysisTables(analysis).tables());
    }
    if (!runs.isEmpty()) {
      findings.add(runSummary.finding());
      findings.addAll(runSummary.staleness());
      tables.add(runSummary.table());
    }
    return new ReportPage(
        title,
        command,
        analysed ? summary.problem() : runSummary.problem(),
        analysed,
        warnings(analysis, runs),
        analysed ? summary.tiles() : List.of(),
        analysed ? summary.advice() : "",
        analysed ? analysis.path("advice").path("reason").asText("") : "",
        findings,
        runs.isEmpty() ? null : runSummary.outcomes(),
        Figures.of(analysed, runs),
        tables,
        runs.isEmpty() ? null : runSummary.repeat(),
        EmbeddedJson.of(data(analysisOrNull, runs)));
  }

  String style() {
    return Resource.own("report.css");
  }

  String chartLibrary() {
    return Resource.chartLibrary();
  }

  /** The page's own scripts, in the order in which they build on each other. */
  List<String> scripts() {
    return List.of(Resource.own("numbers.js"), Resource.own("plot.js"), Resource.own("figures.js"));
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

  private static JsonNode data(JsonNode analysis, List<TrainingRun> runs) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.set("analysis", analysis);
    ArrayNode array = data.putArray("runs");
    for (TrainingRun run : runs) {
      ObjectNode one = array.addObject().put("label", run.label());
      one.set("record", run.record());
      one.putArray("trace").addAll(run.trace());
    }
    return data;
  }
}
