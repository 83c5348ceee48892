package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The charts of analysis.json: noise, critical batch, speedup and step. */
final class AnalysisCharts {
  /** What the rows in flight are. */
  private enum Line {
    BATCH("", "speedup", "batch", "b", "Batch size b"),
    DELAY("-delay", "delays", "delay", "τ", "Delay τ");

    final String suffix;
    final String curve;
    final String field;
    final String symbol;
    final String label;

    Line(String suffix, String curve, String field, String symbol, String label) {
      this.suffix = suffix;
      this.curve = curve;
      this.field = field;
      this.symbol = symbol;
      this.label = label;
    }
  }

  private final JsonNode analysis;
  private final List<TrainingRun> runs;
  private final List<JsonNode> targets;

  /**
   * @param runs of the same problem, possibly none
   */
  AnalysisCharts(JsonNode analysis, List<TrainingRun> runs) {
    this.analysis = analysis;
    this.runs = runs;
    this.targets = elements(analysis.path("targets"));
  }

  FigureSection section() {
    return new FigureSection(
        "prediction",
        "Noise and prediction",
        List.of(),
        List.of(),
        Stream.of(
                noise(),
                profile(),
                speedup(Line.BATCH),
                step(Line.BATCH),
                speedup(Line.DELAY),
                step(Line.DELAY))
            .map(Figure::of)
            .toList());
  }

  private Chart noise() {
    List<JsonNode> visited = elements(analysis.path("visited"));
    List<Series> series = new ArrayList<>();
    series.add(
        new Series(
            "Visited iterates",
            Kind.POINTS,
            Ink.of(0),
            points(visited, v -> v.path("gradientNormSquared"), v -> v.path("noise"))));
    List<Point> sampled =
        elements(analysis.path("sampling").path("iterates")).stream()
            .filter(v -> number(v.path("gradientNormSquared").path("estimate")) > 0)
            .map(v -> estimate(v.path("gradientNormSquared").path("estimate"), v.path("noise")))
            .toList();
    if (!sampled.isEmpty()) {
      series.add(new Series("Interval of V", Kind.ERROR_BARS, Ink.of(0), wide(sampled)));
    }
    Span squared = Span.of(values(visited, "gradientNormSquared"));
    Span noise = Span.of(values(visited, "noise"));
    JsonNode target = analysis.path("targets").path(0);
    Double epsilon = Numbers.finite(target.path("epsilon"));
    Double m = Numbers.finite(target.path("m").path("estimate"));
    Double sigma = Numbers.finite(target.path("sigmaSquared").path("estimate"));
    double top = noise.known() ? noise.to() : 0;
    if (epsilon != null && m != null && sigma != null && squared.known()) {
      Double from = Math.min(squared.from(), epsilon);
      Double to = Math.max(squared.to(), epsilon);
      top = Math.max(top, m * to + sigma);
      series.add(
          new Series(
              "M(ε)‖∇f‖² + σ⋆²(ε)",
              Kind.LINE,
              Ink.of(1),
              Series.function(from, to, x -> m * x + sigma)));
      series.add(
          new Series(
              "σ⋆²(ε) = " + Numbers.value(sigma),
              Kind.DASHED,
              Ink.of(2),
              Series.function(from, to, x -> sigma)));
      series.add(
          new Series(
              "M(ε)‖∇f‖², M = " + Numbers.value(m),
              Kind.DASHED,
              Ink.of(3),
              Series.function(from, to, x -> m * x)));
      series.add(
          Series.vertical(
              "ε = %s (target %s)".formatted(Numbers.value(epsilon), name(target)),
              Ink.REFERENCE,
              epsilon));
    }
    Axis y = Axis.log("Noise V(x)", "");
    return new Chart(
        "noise",
        "Noise against gradient norm",
        "Each point is an iterate between the start (right) and the optimum (left). The noise"
            + " stays below M(ε)‖∇f‖² + σ⋆²(ε) (Property 3): left of ε the constant part holds, right"
            + " of it the part that shrinks with the gradient.",
        Axis.log("Squared gradient norm ‖∇f(x)‖²", ""),
        noise.known() ? y.between(noise.from() / 2, top * 1.5) : y,
        series);
  }

  private Chart profile() {
    List<JsonNode> profile = elements(analysis.path("profile"));
    List<Series> series = new ArrayList<>();
    List<Point> intervals =
        wide(
            profile.stream()
                .map(p -> estimate(p.path("epsilon"), p.path("criticalBatch")))
                .toList());
    if (!intervals.isEmpty()) {
      series.add(new Series("Interval", Kind.BAND, Ink.of(0), intervals));
    }
    series.add(
        new Series(
            "b_crit(ε) = σ⋆²(ε)/ε + M(ε) + 1",
            Kind.LINE,
            Ink.of(0),
            profile.stream()
                .map(p -> estimate(p.path("epsilon"), p.path("criticalBatch")))
                .toList()));
    series.add(
        new Series(
            "σ⋆²(ε)/ε + 1",
            Kind.DASHED,
            Ink.of(2),
            profile.stream()
                .map(
                    p -> {
                      double epsilon = number(p.path("epsilon"));
                      double sigma = number(p.path("sigmaSquared").path("estimate"));
                      return Point.of(epsilon, sigma / epsilon + 1);
                    })
                .toList()));
    series.add(
        new Series(
            "M(ε) + 1",
            Kind.DASHED,
            Ink.of(3),
            profile.stream()
                .map(
                    p ->
                        Point.of(
                            number(p.path("epsilon")), number(p.path("m").path("estimate")) + 1))
                .toList()));
    for (int i = 0; i < targets.size(); i++) {
      JsonNode target = targets.get(i);
      series.add(
          new Series(
              "Target " + name(target),
              Kind.DIAMOND,
              Ink.of(i + 1),
              List.of(estimate(target.path("epsilon"), target.path("criticalBatch")))));
    }
    List<JsonNode> asked = elements(analysis.path("epsilonTargets"));
    if (!asked.isEmpty()) {
      series.add(
          new Series(
              "Target in ‖∇f‖²",
              Kind.DIAMOND,
              Ink.REFERENCE,
              asked.stream()
                  .map(p -> estimate(p.path("epsilon"), p.path("criticalBatch")))
                  .toList()));
    }
    return new Chart(
        "profile",
        "Critical batch size by accuracy",
        "Accuracy increases to the right. The more accurate the target, the more the noise"
            + " dominates, and the larger the batch that still pays.",
        Axis.log("ε in units of ‖∇f‖², accuracy →", "").backwards(),
        Axis.log("Critical batch b_crit(ε)", "rows"),
        series);
  }

  private Chart speedup(Line line) {
    List<JsonNode> all = targets.stream().flatMap(t -> stream(t.path(line.curve))).toList();
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      JsonNode target = targets.get(i);
      List<JsonNode> speedups = elements(target.path(line.curve));
      String name = line == Line.BATCH ? "halfEfficiencyBatch" : "halfEfficiencyDelay";
      Double half = Numbers.finite(target.path(name).path("estimate"));
      Ink ink = Ink.of(i);
      List<Point> path = speedups.stream().map(s -> estimate(s.path(line.field), s)).toList();
      series.add(new Series(of("Interval", target), Kind.BAND, ink, wide(path)));
      series.add(new Series(of("Path predictor", target), Kind.MARKED, ink, path));
      series.add(
          new Series(
              of("Formula %1$s(κ+1)/(κ+%1$s)".formatted(line.symbol), target),
              Kind.DASHED,
              ink,
              points(speedups, s -> s.path(line.field), s -> s.path("formula"))));
      series.add(
          new Series(
              of("Half efficiency", target),
              Kind.DIAMOND,
              ink,
              half == null ? List.of() : List.of(Point.of(half, half / 2))));
    }
    Span inFlight = Span.of(values(all, line.field));
    series.add(
        new Series(
            "Linear speedup",
            Kind.DOTTED,
            Ink.REFERENCE,
            Series.function(inFlight.fromOrNull(), inFlight.toOrNull(), q -> q)));
    Optional<LocalCriticalBatch> tracked =
        line == Line.BATCH ? LocalCriticalBatch.ofSmallestBatch(runs) : Optional.empty();
    tracked.ifPresent(
        local ->
            series.add(
                Series.vertical(
                    "Largest b̂ %s = %s"
                        .formatted(
                            runs.size() > 1
                                ? "of run %d".formatted(local.run().number())
                                : "of the run",
                            Numbers.count(local.largest())),
                    Ink.of(4),
                    local.largest())));
    return new Chart(
        "speedup" + line.suffix,
        line == Line.BATCH ? "Predicted speedup" : "Predicted speedup under delay",
        (line == Line.BATCH
                ? "T(1)/T(b): how many times fewer updates a batch of b needs."
                : "τ T(1)/T(τ): how many times sooner τ workers are done that push one row each, τ − 1"
                    + " pushes late.")
            + " On the straight line every added row counts in full; at the diamond half of the work"
            + " is wasted."
            + (tracked.isPresent()
                ? " The upright line is the largest b̂ that training met, the paper's estimate of"
                    + " where linear speedup ends."
                : ""),
        Axis.log(line.label, "rows"),
        Axis.log(line == Line.BATCH ? "Speedup in updates T(1)/T(b)" : "Speedup τ T(1)/T(τ)", ""),
        series);
  }

  /** Points that have an interval wider than themselves. */
  static List<Point> wide(List<Point> points) {
    return points.stream()
        .filter(p -> p.lower() != null && p.upper() != null && p.lower() < p.upper())
        .toList();
  }

  /** The steps that come from one of these. */
  private Series steps(
      String name,
      JsonNode target,
      Kind kind,
      Ink ink,
      Line line,
      List<JsonNode> steps,
      Set<String> sources) {
    return new Series(
        of(name, target),
        kind,
        ink,
        points(
            steps.stream().filter(s -> sources.contains(s.path("source").asText())).toList(),
            s -> s.path(line.field),
            s -> s.path("step")));
  }

  private Chart step(Line line) {
    // The other of batch and delay is 1.
    String other = line == Line.BATCH ? "delay" : "batch";
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      JsonNode target = targets.get(i);
      List<JsonNode> steps =
          stream(target.path("stepSizes")).filter(s -> s.path(other).asLong() == 1).toList();
      series.add(
          steps("Path predictor", target, Kind.MARKED, Ink.of(i), line, steps, Set.of("path")));
      series.add(
          steps("Trials", target, Kind.DIAMOND, Ink.of(i), line, steps, Set.of("trial", "bound")));
      series.add(
          steps(
              "Formula, extrapolated",
              target,
              Kind.RINGS,
              Ink.of(i),
              line,
              steps,
              Set.of("formula")));
    }
    Double curvature = Numbers.finite(analysis.path("smoothnessAtOptimum"));
    if (line == Line.BATCH && curvature != null && curvature > 0) {
      series.add(
          Series.horizontal(
              "2/L⋆ = %s, limit of stability".formatted(Numbers.value(2 / curvature)),
              Ink.REFERENCE,
              2 / curvature));
    }
    return new Chart(
        "step" + line.suffix,
        "Predicted step size against " + line.field,
        line == Line.BATCH
            ? "The averaged step (times the mean gradient of the batch), without delay: it grows with"
                + " the batch until the curvature bounds it."
            : "The step of one row: no delay matters until the gradient is old enough for the"
                + " curvature to bend the path; from there it falls as 1/τ.",
        Axis.log(line.label, "rows"),
        Axis.log(line == Line.BATCH ? "Averaged step γ" : "Step of one row γ", ""),
        series);
  }

  private static String name(JsonNode target) {
    return "r = " + Numbers.value(target.path("relativeSuboptimality"));
  }

  /** Appends the target's name where there are several. */
  private String of(String text, JsonNode target) {
    return targets.size() > 1 ? text + ", " + name(target) : text;
  }

  private static Point estimate(JsonNode x, JsonNode estimate) {
    return Point.of(
        Numbers.finite(x),
        Numbers.finite(estimate.path("estimate")),
        Numbers.finite(estimate.path("lower")),
        Numbers.finite(estimate.path("upper")));
  }

  private static List<Point> points(
      List<JsonNode> nodes, Function<JsonNode, JsonNode> x, Function<JsonNode, JsonNode> y) {
    return nodes.stream().map(n -> Point.of(x.apply(n), y.apply(n))).toList();
  }

  private static double number(JsonNode node) {
    return Objects.requireNonNullElse(Numbers.finite(node), Double.NaN);
  }

  private static DoubleStream values(List<JsonNode> nodes, String field) {
    return nodes.stream().mapToDouble(n -> number(n.path(field)));
  }

  private static List<JsonNode> elements(JsonNode array) {
    return stream(array).toList();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
