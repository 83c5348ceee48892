package io.taucrit.submit.figures;

import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.report.Chart;
import java.util.ArrayList;
import java.util.List;

/** A figure of section 7.1 and appendix B: the controlled problem under one scheme. */
abstract class ControlledFigure implements PaperFigure {
  static final List<String> COLUMNS =
      List.of(
          "covariance",
          "m",
          "parallelism",
          "updates",
          "speedup",
          "step",
          "sd",
          "interior",
          "predictedSpeedup");

  private final int number;
  private final Scheme scheme;
  private final List<ControlledPanel> panels;

  ControlledFigure(int number, Scheme scheme, List<ControlledPanel> panels) {
    this.number = number;
    this.scheme = scheme;
    this.panels = panels;
  }

  /** An instance and what was measured of it. */
  record Measured(ControlledProblem problem, ControlledCurve curve) {
    String name() {
      return ControlledPanel.name(problem.m());
    }
  }

  @Override
  public String name() {
    return "fig" + number;
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Figure " + number;
  }

  Scheme scheme() {
    return scheme;
  }

  @Override
  public List<Experiment<?>> experiments(Scope scope) {
    List<Experiment<?>> all = new ArrayList<>();
    for (ControlledPanel panel : panels) {
      for (ControlledProblem problem : panel.problems(scope)) {
        ControlledCurve.experiments(problem.task(), scheme, scope).forEach(all::add);
      }
    }
    return all;
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<Measured> all = new ArrayList<>();
    for (ControlledPanel panel : panels) {
      List<Measured> measured =
          panel.problems(scope).stream()
              .map(p -> new Measured(p, ControlledCurve.of(p, scheme, results, scope)))
              .toList();
      if (!measured.isEmpty()) {
        charts.add(panel(panel, measured));
        all.addAll(measured);
      }
    }
    return drawing(charts, rows(all), all, results, scope);
  }

  abstract Chart panel(ControlledPanel panel, List<Measured> measured);

  abstract Drawing drawing(
      List<Chart> charts,
      List<List<Object>> rows,
      List<Measured> measured,
      Results results,
      Scope scope);

  private static List<List<Object>> rows(List<Measured> all) {
    List<List<Object>> rows = new ArrayList<>();
    for (Measured one : all) {
      for (ControlledCurve.Point p : one.curve().points()) {
        rows.add(
            List.of(
                one.problem().covariance().text(),
                one.problem().m(),
                p.parallelism(),
                p.tuned().mean(),
                p.speedup(),
                p.updateStep(),
                p.tuned().standardDeviation(),
                p.tuned().interior(),
                one.curve().formula().speedup(p.parallelism())));
      }
    }
    return rows;
  }

  /** How many of the tuned steps are not at an end of the grid. */
  static String interior(List<Measured> measured) {
    long points = measured.stream().mapToLong(m -> m.curve().points().size()).sum();
    long interior =
        measured.stream()
            .flatMap(m -> m.curve().points().stream())
            .filter(p -> p.tuned().interior())
            .count();
    return "%d of %d".formatted(interior, points);
  }
}
