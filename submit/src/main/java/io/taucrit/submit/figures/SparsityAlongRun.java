package io.taucrit.submit.figures;

import io.taucrit.jobs.reproduce.ProblemRows;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.SparsityBound;
import io.taucrit.jobs.reproduce.SparsityBound.Visited;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.List;

/** Corollary 2 at points along runs on data. */
final class SparsityAlongRun implements PaperFigure {
  private static final double ROUNDING = 1e-9;

  @Override
  public String name() {
    return "corollary2";
  }

  @Override
  public String title() {
    return "Sparse gradients are noisy";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Corollary 2";
  }

  @Override
  public String claim() {
    return "Wherever SGD is, the noise of a gradient whose coordinates are each nonzero with"
        + " probability at most Δ is at least (1 − Δ)/Δ times the squared gradient.";
  }

  private static SparsityBound experiment(Scope scope, Scope.Dataset data, long seed) {
    long samples = (scope.quick() ? 1 : 5) * data.problem().trainingRows();
    return new SparsityBound(
        new ProblemRows(data.problem()), samples, scope.quick() ? 2 : 1.2, seed);
  }

  @Override
  public List<SparsityBound> experiments(Scope scope) {
    return scope.data().stream()
        .flatMap(data -> scope.allSeeds().stream().map(seed -> experiment(scope, data, seed)))
        .toList();
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (Scope.Dataset data : scope.data()) {
      List<Visited> runs =
          scope.allSeeds().stream().map(seed -> results.of(experiment(scope, data, seed))).toList();
      List<SparsityBound.Point> points = runs.stream().flatMap(r -> r.points().stream()).toList();
      Visited any = runs.get(0);
      double factor = any.delta() > 0 ? (1 - any.delta()) / any.delta() : 0;
      double least =
          points.stream().mapToDouble(p -> p.noise() / p.gradient()).min().orElse(Double.NaN);
      double tightest =
          points.stream().mapToDouble(p -> p.noise() / p.coordinatewise()).min().orElse(Double.NaN);
      boolean holds = least >= factor * (1 - ROUNDING) && tightest >= 1 - ROUNDING;
      charts.add(chart(data, points, factor));
      comparisons.add(
          new Comparison(
              "least V/‖h‖² along the runs, " + data.name(),
              "bound (1 − Δ)/Δ",
              factor,
              least,
              null,
              holds));
      findings.add(
          "on %s (Δ = %s, %d features in every row left out) V is at least %s times the bound and %s times its sum by coordinates, at %d points"
              .formatted(
                  data.name(),
                  Numbers.of(any.delta()),
                  any.constantFeatures(),
                  Numbers.of(least / factor),
                  Numbers.of(tightest),
                  points.size()));
      long seed = scope.firstSeed();
      for (Visited run : runs) {
        for (SparsityBound.Point p : run.points()) {
          rows.add(
              List.of(
                  data.name(),
                  seed,
                  p.samples(),
                  run.delta(),
                  run.constantFeatures(),
                  p.gradient(),
                  p.noise(),
                  factor * p.gradient(),
                  p.coordinatewise()));
        }
        seed++;
      }
    }
    boolean agrees = comparisons.stream().allMatch(Comparison::agrees);
    return new Drawing(
        charts,
        List.of(
            "data",
            "seed",
            "samples",
            "delta",
            "constant_features",
            "gradient_norm_squared",
            "noise",
            "bound",
            "bound_by_coordinates"),
        rows,
        Drawing.sentence(findings),
        agrees,
        comparisons);
  }

  private static Chart chart(Scope.Dataset data, List<SparsityBound.Point> points, double factor) {
    double least = points.stream().mapToDouble(SparsityBound.Point::gradient).min().orElse(1);
    double most = points.stream().mapToDouble(SparsityBound.Point::gradient).max().orElse(1);
    return new Chart(
        "corollary2-" + data.name(),
        "Noise against the gradient on " + data.name(),
        "Points along runs of SGD; no point may lie below the line. ‖h‖² is of the data part of the"
            + " gradient, without features that every row has.",
        Axis.log("‖h‖²", ""),
        Axis.log("Noise V", ""),
        List.of(
            new Series(
                "V",
                Kind.POINTS,
                Ink.of(0),
                points.stream().map(p -> Point.of(p.gradient(), p.noise())).toList()),
            new Series(
                "Bound by coordinates",
                Kind.FAINT,
                Ink.of(1),
                points.stream().map(p -> Point.of(p.gradient(), p.coordinatewise())).toList()),
            new Series(
                "(1 − Δ)/Δ ‖h‖²",
                Kind.LINE,
                Ink.REFERENCE,
                Series.function(least, most, squared -> factor * squared))));
  }
}
