package io.taucrit.submit.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A chart's place in the page.
 *
 * @param id by which the script finds its canvas
 * @param charts of which one is shown, by what is chosen; at least one
 */
record Figure(String id, List<Chart> charts) {
  /** A figure that shows always the same. */
  static Figure of(Chart chart) {
    return new Figure(chart.id(), List.of(chart));
  }

  String title() {
    return charts.get(0).title();
  }

  String reading() {
    return charts.get(0).reading();
  }

  /** Ids of its charts, for the script. */
  String chartIds() {
    return charts.stream().map(Chart::id).collect(Collectors.joining(" "));
  }
}
