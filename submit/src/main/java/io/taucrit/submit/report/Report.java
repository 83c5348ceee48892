package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;

/**
 * Writes the report of an analysis, of training runs, or of both as one HTML page that needs no
 * network. Missing numbers are shown as a dash.
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
   * The page.
   *
   * @param title what was analysed or trained, the page's heading
   * @param command the command line that repeats it
   * @param analysis analysis.json, or null without an analysis
   * @param runs the runs in the order in which they are shown, possibly none
   */
  public static String html(String title, String command, JsonNode analysis, List<Run> runs) {
    StringOutput page = new StringOutput();
    TEMPLATES.render("report.jte", ReportPage.of(title, command, analysis, runs), page);
    return page.toString();
  }
}
