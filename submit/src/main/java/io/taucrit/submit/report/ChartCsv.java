package io.taucrit.submit.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A chart as CSV text (RFC 4180, lines end with LF): series, x, y, lower and upper, with the axes'
 * names in the header; numbers are not rounded, what is missing is empty, and x is a name where the
 * axis has names.
 */
final class ChartCsv {
  private static final double WHOLE = 1e15;

  private ChartCsv() {}

  static String of(Chart chart) {
    StringBuilder text = new StringBuilder();
    line(
        text,
        Stream.of(
            "series", "x: " + chart.x().title(), "y: " + chart.y().title(), "lower", "upper"));
    for (Series series : chart.series()) {
      for (Point p : series.points()) {
        line(
            text,
            Stream.of(
                series.name(),
                x(p.x(), chart.x().names()),
                number(p.y()),
                number(p.lower()),
                number(p.upper())));
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Stream<String> cells) {
    text.append(cells.map(ChartCsv::quoted).collect(Collectors.joining(","))).append('\n');
  }

  private static String x(Double value, List<String> names) {
    return names.isEmpty() || value == null ? number(value) : names.get(value.intValue());
  }

  private static String number(Double value) {
    if (value == null) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE;
    return whole ? Long.toString(value.longValue()) : Double.toString(value);
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
