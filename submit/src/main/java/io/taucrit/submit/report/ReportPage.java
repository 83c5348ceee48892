package io.taucrit.submit.report;

import java.util.List;

/**
 * What the template shows, finished but for the escaping.
 *
 * @param problem the problem in one line, or empty
 * @param findings plain sentences of the summary
 * @param recommendation what to run, null without an advice
 * @param outcomes what it came to, in few columns; null for none
 * @param tiles key figures
 * @param sections the charts
 * @param plan the sweep file, or empty
 * @param repeat name and value of what is needed to repeat the runs, null for none
 */
record ReportPage(
    String title,
    String command,
    String problem,
    List<String> warnings,
    List<String> findings,
    Recommendation recommendation,
    Table outcomes,
    List<Tile> tiles,
    List<FigureSection> sections,
    List<Table> tables,
    String plan,
    Table repeat) {

  /**
   * @param advice in one line
   * @param reason why, or empty
   */
  record Recommendation(String advice, String reason) {}

  List<Chart> charts() {
    return sections.stream()
        .flatMap(s -> s.figures().stream())
        .flatMap(f -> f.charts().stream())
        .toList();
  }

  /** The data behind the charts, safe inside a script element. */
  String json() {
    return PageData.of(charts());
  }

  String style() {
    return Resource.own("report.css");
  }

  String chartLibrary() {
    return Resource.chartLibrary();
  }

  /** The page's own scripts, in the order in which they build on each other. */
  List<String> scripts() {
    return List.of(
        Resource.own("numbers.js"),
        Resource.own("csv.js"),
        Resource.own("marks.js"),
        Resource.own("plot.js"),
        Resource.own("page.js"));
  }
}
