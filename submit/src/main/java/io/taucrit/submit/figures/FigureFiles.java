package io.taucrit.submit.figures;

import io.taucrit.submit.figures.Reproduction.Drawn;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.svg.SvgChart;
import java.util.List;
import java.util.stream.Collectors;

/** The files of figures: a CSV file each, and an SVG file a panel. */
final class FigureFiles {
  private FigureFiles() {}

  static void write(OutputFolder folder, List<Drawn> figures) {
    for (Drawn drawn : figures) {
      if (drawn.drawing() != null) {
        String name = drawn.figure().name();
        folder.writeText("figures/%s.csv".formatted(name), csv(drawn.drawing()));
        for (Chart panel : drawn.drawing().charts()) {
          folder.writeText("figures/%s.svg".formatted(panel.id()), SvgChart.of(panel));
        }
      }
    }
  }

  /** RFC 4180, lines end with LF. */
  static String csv(Drawing drawing) {
    StringBuilder text = new StringBuilder();
    text.append(String.join(",", drawing.columns())).append('\n');
    for (List<Object> row : drawing.rows()) {
      text.append(row.stream().map(FigureFiles::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double number) {
      return !Double.isFinite(number)
          ? ""
          : number == Math.rint(number) && Math.abs(number) < 1e15
              ? Long.toString(number.longValue())
              : number.toString();
    }
    String text = value.toString();
    return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
