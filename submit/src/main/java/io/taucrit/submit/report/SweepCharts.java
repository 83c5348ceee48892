package io.taucrit.submit.report;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.sweep.SweepRecord.CurvePoint;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.StepTried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The charts of a problem and target of a sweep. */
final class SweepCharts {
  /** A prediction this far off is within what runs of one setting differ by. */
  static final double CLOSE = 1.35;

  private static final double NORMAL_95 = 1.96;

  private enum Line {
    BATCH(
        "batch",
        "batch",
        "b",
        "T(1)/T(b)",
        "Batch size b",
        "rows",
        SweepCase::alongBatch,
        p -> p.batch()),
    DELAY(
        "delay",
        "delay",
        "τ",
        "τT(1)/T(τ)",
        "Delay τ",
        "rows in flight",
        SweepCase::alongDelay,
        p -> p.tau());

    final String along;
    final String word;
    final String symbol;
    final String speedup;
    final String label;
    final String unit;
    final Function<SweepCase, List<PointRecord>> points;
    final ToDoubleFunction<PointRecord> x;

    Line(
        String along,
        String word,
        String symbol,
        String speedup,
        String label,
        String unit,
        Function<SweepCase, List<PointRecord>> points,
        ToDoubleFunction<PointRecord> x) {
      this.along = along;
      this.word = word;
      this.symbol = symbol;
      this.speedup = speedup;
      this.label = label;
      this.unit = unit;
      this.points = points;
      this.x = x;
    }

    Axis axis() {
      return Axis.log(label, unit);
    }
  }

  private final SweepCase at;
  private final String measure;

  /**
   * @param measure the measure's name on an axis
   */
  SweepCharts(SweepCase at, String measure) {
    this.at = at;
    this.measure = measure;
  }

  /** All, also those with nothing to show, by what they are about, in the order of the page. */
  Map<String, List<Chart>> byFigure() {
    Map<String, List<Chart>> charts = new LinkedHashMap<>();
    for (Line line : Line.values()) {
      add(charts, "speedup-" + line.along, speedup(line));
    }
    for (Line line : Line.values()) {
      add(charts, "step-" + line.along, step(line));
    }
    add(charts, "ratio", ratio());
    for (Line line : Line.values()) {
      add(charts, "convergence-" + line.along, convergence(line, "updates"));
      add(charts, "convergence-" + line.along, convergence(line, "samples"));
    }
    for (Line line : Line.values()) {
      add(charts, "local-" + line.along, local(line));
    }
    add(charts, "family", family());
    add(charts, "timed", timed());
    return charts;
  }

  private static void add(Map<String, List<Chart>> charts, String figure, Chart chart) {
    charts.computeIfAbsent(figure, f -> new ArrayList<>()).add(chart);
  }

  private Chart chart(
      String figure, String title, String reading, Axis x, Axis y, List<Series> series) {
    return new Chart(
        "%s-%s-%s".formatted(figure, at.problem().id(), at.id()),
        title,
        reading,
        x,
        y,
        series,
        Map.of("target", at.id()));
  }

  private Chart speedup(Line line) {
    List<PointRecord> points = line.points.apply(at);
    List<Point> measured =
        points.stream()
            .map(
                p ->
                    Point.of(
                        line.x.applyAsDouble(p), p.speedup(), p.speedupLower(), p.speedupUpper()))
            .toList();
    Optional<PointRecord> tracked = SweepCase.tracked(points);
    List<Series> series = new ArrayList<>();
    if (measured.stream().anyMatch(p -> p.y() != null)) {
      Span span = Span.of(points.stream().mapToDouble(line.x));
      List<Point> predicted = within(at.predicted(line.along), span);
      series.add(new Series("Its interval", Kind.BAND, Ink.of(1), AnalysisCharts.wide(predicted)));
      series.add(new Series("Predicted", Kind.LINE, Ink.of(1), predicted));
      series.add(
          new Series(
              "The paper's formula", Kind.DASHED, Ink.of(3), within(at.formula(line.along), span)));
      series.add(
          new Series(
              "Linear speedup",
              Kind.DOTTED,
              Ink.REFERENCE,
              Series.function(span.fromOrNull(), span.toOrNull(), x -> x)));
      Double saturation = at.saturation(line.along);
      if (saturation != null) {
        series.add(
            Series.horizontal(
                "Saturation T(1)/T(∞) ≈ %s".formatted(Numbers.value(saturation)),
                Ink.REFERENCE,
                saturation));
      }
      tracked.ifPresent(p -> series.add(largest(line, p)));
      series.add(new Series("Measured", Kind.ERROR_BARS, Ink.of(0), measured));
      Half half = at.half(line.along).orElse(null);
      if (half != null) {
        series.add(half(line, "measured", half.measured(), Ink.of(0)));
        series.add(half(line, "predicted", half.predicted(), Ink.of(1)));
      }
    }
    return chart(
        "speedup-" + line.along,
        "Speedup against " + line.word,
        "%s: how many times sooner than with one row at a time, counted in updates; bars are"
                .formatted(line.speedup)
            + " 95 % intervals over the seeds. On the dotted line all parallel work counts; at the"
            + " diamonds half of it is wasted."
            + (tracked.isEmpty()
                ? ""
                : " The upright line is the largest b̂ that the first of these met on its way, the"
                    + " paper's estimate of where linear speedup ends."),
        line.axis(),
        Axis.log("Speedup " + line.speedup, ""),
        series);
  }

  private static Series largest(Line line, PointRecord point) {
    return Series.vertical(
        "Largest b̂ at %s = %s, %s"
            .formatted(
                line.symbol,
                Numbers.count(line.x.applyAsDouble(point)),
                Numbers.count(point.largestLocalCriticalBatch())),
        Ink.of(4),
        point.largestLocalCriticalBatch());
  }

  /** Where half of the work is wasted, on the line of efficiency one half. */
  private static Series half(Line line, String how, Double value, Ink ink) {
    return new Series(
        "%s½ %s, %s".formatted(line.symbol, how, Numbers.count(value)),
        Kind.DIAMOND,
        ink,
        value == null ? List.of() : List.of(Point.of(value, value / 2)));
  }

  /** The points up to four times the measured range: beyond, there is nothing to compare with. */
  private static List<Point> within(List<Point> points, Span span) {
    return points.stream()
        .filter(p -> p.x() != null && p.x() >= span.from() / 4 && p.x() <= 4 * span.to())
        .toList();
  }

  private Chart step(Line line) {
    List<PointRecord> points =
        line.points.apply(at).stream()
            .filter(p -> !steps(p).isEmpty() || p.step() != null)
            .toList();
    List<Series> series = points.isEmpty() ? List.of() : steps(line, points);
    return chart(
        "step-" + line.along,
        "Best step against " + line.word,
        "The averaged step that needs the fewest updates, found by search, and the predicted one;"
            + " pale marks are the steps that lost.",
        line.axis(),
        Axis.log("Averaged step γ", ""),
        series);
  }

  private List<Series> steps(Line line, List<PointRecord> points) {
    Span span = Span.of(points.stream().mapToDouble(line.x));
    List<Series> series = new ArrayList<>();
    series.add(
        new Series(
            "Tried, needed more updates",
            Kind.FAINT,
            Ink.REFERENCE,
            tried(line, points, t -> !"diverged".equals(t.outcome()))));
    series.add(
        new Series(
            "Tried, diverged",
            Kind.CROSSES,
            Ink.of(4),
            tried(line, points, t -> "diverged".equals(t.outcome()))));
    series.add(new Series("Predicted", Kind.LINE, Ink.of(1), predictedSteps(line, points, span)));
    series.add(
        new Series(
            "Measured best",
            Kind.POINTS,
            Ink.of(0),
            points.stream()
                .filter(SweepCase::searched)
                .map(p -> Point.of(line.x.applyAsDouble(p), p.step()))
                .toList()));
    Analysis analysis = at.problem().record().analysis();
    if (analysis != null && analysis.smoothnessAtOptimum() > 0) {
      double limit = 2 / analysis.smoothnessAtOptimum();
      series.add(
          Series.horizontal(
              "2/L⋆ = %s, limit of stability".formatted(Numbers.value(limit)),
              Ink.REFERENCE,
              limit));
    }
    return series;
  }

  private List<Point> predictedSteps(Line line, List<PointRecord> points, Span span) {
    List<Point> ofAnalysis =
        Stream.ofNullable(at.analysed())
            .flatMap(t -> t.stepSizes().stream())
            .filter(s -> (line == Line.BATCH ? s.delay() : s.batch()) == 1)
            // A round of τ one-row pushes moves by their sum.
            .map(s -> Point.of(s.batch() * s.delay(), s.delay() * s.step()))
            .toList();
    return ofAnalysis.isEmpty()
        ? points.stream().map(p -> Point.of(line.x.applyAsDouble(p), p.predictedStep())).toList()
        : within(ofAnalysis, span);
  }

  private static List<Point> tried(
      Line line, List<PointRecord> points, Predicate<StepTried> which) {
    return points.stream()
        .flatMap(
            p ->
                steps(p).stream()
                    .filter(t -> p.step() == null || t.step() != p.step())
                    .filter(which)
                    .map(t -> Point.of(line.x.applyAsDouble(p), t.step())))
        .toList();
  }

  private static List<StepTried> steps(PointRecord point) {
    return point.steps() == null ? List.of() : point.steps();
  }

  private Chart ratio() {
    List<Series> series = new ArrayList<>();
    List<Series> measured =
        List.of(
            ratios("Along the batch", 0, at.alongBatch()),
            ratios("Along the delay", 1, at.alongDelay()),
            ratios("Other settings", 2, at.family()));
    if (measured.stream().anyMatch(s -> !s.points().isEmpty())) {
      series.add(Series.horizontal("As predicted", Ink.REFERENCE, 1.0));
      series.add(Series.horizontal("%s times as many".formatted(CLOSE), Ink.of(3), CLOSE));
      series.add(Series.horizontal("1/%s as many".formatted(CLOSE), Ink.of(3), 1 / CLOSE));
      series.addAll(measured);
    }
    return chart(
        "ratio",
        "Measured against predicted updates",
        "Above 1 more updates were needed than predicted; bars are 95 % intervals over the seeds, the"
            + " outer lines a factor of %s.".formatted(CLOSE),
        Axis.log("Samples in flight q", "rows"),
        Axis.log("Measured / predicted T", ""),
        series);
  }

  private static Series ratios(String name, int ink, List<PointRecord> points) {
    return new Series(
        name,
        Kind.ERROR_BARS,
        Ink.of(ink),
        points.stream()
            .filter(p -> SweepCase.ratio(p) != null)
            .map(
                p ->
                    Point.of(p.samplesInFlight(), p.updates(), p.updatesLower(), p.updatesUpper())
                        .times(1 / p.predictedUpdates()))
            .toList());
  }

  private Chart convergence(Line line, String along) {
    List<PointRecord> points =
        line.points.apply(at).stream()
            .filter(p -> p.curve() != null && !p.curve().isEmpty())
            .toList();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      PointRecord point = points.get(i);
      double rows = along.equals("samples") ? (double) point.batch() * point.localSteps() : 1;
      series.add(
          new Series(
              "%s = %s".formatted(line.symbol, Numbers.count(line.x.applyAsDouble(point))),
              Kind.LINE,
              Ink.shade(i, points.size()),
              point.curve().stream().map(c -> mean(c, rows)).toList()));
    }
    if (!points.isEmpty()) {
      series.add(
          Series.horizontal("Target " + Numbers.value(at.target()), Ink.REFERENCE, at.target()));
    }
    Chart chart =
        chart(
            "convergence-%s-by-%s".formatted(line.along, along),
            "Convergence by " + line.word,
            "The mean over the seeds with the best step of each %s, to where it crosses the target."
                .formatted(line.word),
            along.equals("samples") ? Axis.log("Samples", "rows") : Axis.log("Updates", ""),
            Axis.log(measure, ""),
            series);
    return new Chart(
        chart.id(),
        chart.title(),
        chart.reading(),
        chart.x(),
        chart.y(),
        chart.series(),
        Map.of("target", at.id(), "along", along));
  }

  /** b̂ along the best curves, to where they cross the target. */
  private Chart local(Line line) {
    Analysis analysis = at.problem().record().analysis();
    List<PointRecord> points =
        line.points.apply(at).stream()
            .filter(p -> analysis != null && p.epsilonHat() != null && p.updates() != null)
            .toList();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      PointRecord point = points.get(i);
      double perUpdate = (double) point.batch() * point.localSteps() / analysis.n();
      series.add(
          new Series(
              "%s = %s".formatted(line.symbol, Numbers.count(line.x.applyAsDouble(point))),
              Kind.LINE,
              Ink.shade(i, points.size()),
              SweepCase.toTarget(point).stream()
                  .map(c -> Point.of(perUpdate * c.updates(), SweepCase.local(c, point)))
                  .toList()));
    }
    return chart(
        "local-" + line.along,
        "Local critical batch size along training",
        "b̂(x) = 1 + V/(‖∇f‖² + ε̂), of means over the seeds with the best step of each %s, to the target; ε̂ is the mean ‖∇f‖² over the last 10 epochs, at most the second half."
            .formatted(line.word),
        Axis.log("Epochs", ""),
        Axis.log("Batch that would pay", "rows"),
        series);
  }

  private static Point mean(CurvePoint c, double rows) {
    double spread = NORMAL_95 * c.standardError();
    return Point.of(rows * c.updates(), c.mean(), c.mean() - spread, c.mean() + spread);
  }

  private Chart family() {
    // The synchronous points of the same batches are what the others compare with.
    Set<Integer> batches = at.family().stream().map(PointRecord::batch).collect(Collectors.toSet());
    List<PointRecord> points =
        Stream.concat(
                at.alongBatch().stream().filter(p -> batches.contains(p.batch())),
                at.family().stream())
            .filter(p -> p.efficiency() != null && p.speedup() != null)
            .toList();
    List<Point> measured = new ArrayList<>();
    List<Point> predicted = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      PointRecord p = points.get(i);
      Double share = p.efficiency() / p.speedup();
      measured.add(Point.of(i, p.speedup(), p.speedupLower(), p.speedupUpper()).times(share));
      predicted.add(SweepCase.predicted(p, i).times(share));
    }
    return chart(
        "family",
        "Efficiency of other settings",
        "Speedup over one row at a time, by the rows of a round: 1 where no work is wasted; bars are"
            + " 95 % intervals over the seeds.",
        Axis.of("Setting", points.stream().map(Setting::of).toList()),
        Axis.linear("Efficiency", "").between(0.0, null),
        List.of(
            new Series("Predicted", Kind.RINGS, Ink.of(1), predicted),
            new Series("Measured", Kind.ERROR_BARS, Ink.of(0), measured)));
  }

  private Chart timed() {
    List<PointRecord> points =
        at.points().stream()
            .filter(p -> p.timedSeconds() != null && !p.timedSeconds().isEmpty())
            .toList();
    List<Point> medians = new ArrayList<>();
    List<Point> single = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      double place = i;
      List<Double> seconds =
          points.get(i).timedSeconds().stream().filter(Objects::nonNull).sorted().toList();
      if (!seconds.isEmpty()) {
        medians.add(
            Point.of(i, points.get(i).seconds(), seconds.get(0), seconds.get(seconds.size() - 1)));
      }
      seconds.forEach(s -> single.add(Point.of(place, s)));
    }
    return chart(
        "timed",
        "Training time to the target",
        "Seconds of the timed runs on the cluster engine: their median, and a line from the fastest"
            + " to the slowest.",
        Axis.of("Setting", points.stream().map(Setting::of).toList()),
        Axis.log("Training time", "s"),
        List.of(
            new Series("Each run", Kind.FAINT, Ink.REFERENCE, single),
            new Series("Median, fastest to slowest", Kind.ERROR_BARS, Ink.of(2), medians)));
  }
}
