package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How stale the pushes of the runs were. */
final class StalenessChart {
  private static final int CLASSES = 40;

  private final List<TrainingRun> runs;

  StalenessChart(List<TrainingRun> runs) {
    this.runs = runs.stream().filter(TrainingRun::stale).toList();
  }

  /** None where no pushes were stale. */
  List<FigureSection> sections() {
    return runs.isEmpty()
        ? List.of()
        : List.of(
            new FigureSection(
                "delays", "Delays", List.of(), List.of(), List.of(Figure.of(chart()))));
  }

  private Chart chart() {
    int longest = runs.stream().mapToInt(StalenessChart::values).max().orElse(0);
    int width = Math.max(1, (longest + CLASSES - 1) / CLASSES);
    int classes = (longest + width - 1) / width;
    List<Series> series = new ArrayList<>();
    for (TrainingRun run : runs) {
      JsonNode staleness = run.record().path("staleness");
      series.add(
          new Series(
              "%s, mean θ = %s".formatted(run.label(), Numbers.value(staleness.path("mean"))),
              Kind.BARS,
              Ink.of(run.number() - 1),
              bars(staleness.path("histogram"), width, classes)));
    }
    for (TrainingRun run : runs) {
      Double allowed = Numbers.finite(run.record().path("largestStalenessAllowed"));
      if (allowed != null && allowed > 0) {
        series.add(
            Series.vertical(
                "%d: largest θ allowed = %s".formatted(run.number(), Numbers.count(allowed)),
                runs.size() > 1 ? Ink.of(run.number() - 1) : Ink.REFERENCE,
                allowed));
      }
    }
    return new Chart(
        "staleness",
        "Staleness of the pushes",
        "θ: how many pushes of other workers were applied between a push's read and its own"
            + " application; 0 is fresh. The dashed line is the most that the slack s lets happen"
            + " with P workers: (P − 1)(2s + 1).",
        Axis.linear(
            "Staleness θ", width == 1 ? "pushes" : "pushes, in classes of %d".formatted(width)),
        Axis.linear("Share of the pushes", "%").between(0.0, null),
        series);
  }

  /** So many values of θ, from 0, have to be shown for a run. */
  private static int values(TrainingRun run) {
    int counted = run.record().path("staleness").path("histogram").size();
    Double allowed = Numbers.finite(run.record().path("largestStalenessAllowed"));
    return allowed == null ? counted : Math.max(counted, allowed.intValue() + 1);
  }

  /** Each at the middle of its class. */
  private static List<Point> bars(JsonNode histogram, int width, int classes) {
    double total = IntStream.range(0, histogram.size()).mapToDouble(i -> at(histogram, i)).sum();
    return IntStream.range(0, classes)
        .mapToObj(
            k ->
                Point.of(
                    k * width + (width - 1) / 2.0,
                    100
                        * IntStream.range(k * width, (k + 1) * width)
                            .mapToDouble(i -> at(histogram, i))
                            .sum()
                        / total))
        .toList();
  }

  private static double at(JsonNode histogram, int i) {
    return histogram.path(i).asDouble();
  }
}
