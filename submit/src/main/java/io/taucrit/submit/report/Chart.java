package io.taucrit.submit.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A chart with its data. The page draws it and the CSV file lists it; neither computes.
 *
 * @param id names the chart in the page and its file
 * @param reading how to read it, in one or two sentences
 * @param series by distinct names; those without points are left out
 * @param choice what has to be chosen in the page for it to be shown, by the choices' keys
 */
public record Chart(
    String id,
    String title,
    String reading,
    Axis x,
    Axis y,
    List<Series> series,
    Map<String, String> choice) {
  public Chart {
    List<Series> drawn = series.stream().filter(s -> !s.points().isEmpty()).toList();
    List<String> names = Distinct.of(drawn.stream().map(Series::name).toList());
    List<Series> named = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      Series one = drawn.get(i);
      named.add(new Series(names.get(i), one.kind(), one.ink(), one.points()));
    }
    series = List.copyOf(named);
    choice = Map.copyOf(choice);
  }

  /** A chart that does not depend on a choice. */
  public Chart(String id, String title, String reading, Axis x, Axis y, List<Series> series) {
    this(id, title, reading, x, y, series, Map.of());
  }

  /** Its data as text. */
  public String csv() {
    return ChartCsv.of(this);
  }

  public boolean empty() {
    return series.isEmpty();
  }
}
