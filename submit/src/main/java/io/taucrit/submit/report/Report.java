package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.taucrit.jobs.sweep.SweepRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the report of an analysis, of training runs, of both, or of a sweep: one HTML page that
 * needs no network, and a CSV file of every chart. Missing numbers are shown as a dash.
 */
public final class Report {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Report.class.getClassLoader(), Report.class.getPackageName());

  private Report() {}

  /**
   * One training run.
   *
   * @param record run.json
   * @param trace the lines of trace.jsonl, empty where there are none
   */
  public record Run(JsonNode record, List<JsonNode> trace) {
    public Run {
      trace = List.copyOf(trace);
    }
  }

  /**
   * A finished report.
   *
   * @param html the page
   * @param charts CSV text by file name, in the order of the page
   */
  public record Page(String html, Map<String, String> charts) {}

  /**
   * @param title what was analysed or trained, the page's heading
   * @param command the command line that repeats it
   * @param analysis analysis.json, or null without an analysis
   * @param runs the runs in the order in which they are shown, possibly none
   */
  public static Page of(String title, String command, JsonNode analysis, List<Run> runs) {
    return page(RunsPage.of(title, command, analysis, runs));
  }

  /**
   * @param title what was measured, the page's heading
   * @param command the command line that repeats it
   */
  public static Page ofSweep(String title, String command, SweepRecord record) {
    return page(new SweepPage(record).page(title, command));
  }

  /**
   * Charts under one heading.
   *
   * @param id unique in the page
   * @param notes sentences above the charts
   */
  public record Section(String id, String title, List<String> notes, List<Chart> charts) {}

  /**
   * A page of any charts and tables.
   *
   * @param command the command line that repeats it
   * @param size in one line
   * @param findings plain sentences of the summary
   * @param outcomes a table in few columns
   */
  public static Page ofSections(
      String title,
      String command,
      String size,
      List<String> warnings,
      List<String> findings,
      Table outcomes,
      List<Section> sections,
      List<Table> tables) {
    List<FigureSection> drawn =
        sections.stream()
            .map(
                s ->
                    new FigureSection(
                        s.id(),
                        s.title(),
                        s.notes(),
                        List.of(),
                        s.charts().stream().map(Figure::of).toList()))
            .toList();
    return page(
        new ReportPage(
            title, command, size, warnings, findings, null, outcomes, List.of(), drawn, tables, "",
            null));
  }

  private static Page page(ReportPage page) {
    StringOutput html = new StringOutput();
    TEMPLATES.render("report.jte", page, html);
    Map<String, String> charts = new LinkedHashMap<>();
    page.charts().forEach(c -> charts.put(c.id() + ".csv", c.csv()));
    return new Page(html.toString(), charts);
  }
}
