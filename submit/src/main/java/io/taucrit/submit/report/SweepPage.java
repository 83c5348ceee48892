package io.taucrit.submit.report;

import io.taucrit.jobs.sweep.SweepRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The page of a sweep: a section for each problem, in which the target is chosen. */
final class SweepPage {
  /** So many findings are told at the top; where there are more, the sections tell them. */
  private static final int FINDINGS = 6;

  /** So many failed points are named at the top; a table names all. */
  private static final int FAILURES = 8;

  private final SweepRecord sweep;
  private final boolean gradient;
  private final Map<SweepProblem, List<SweepCase>> problems = new LinkedHashMap<>();

  SweepPage(SweepRecord sweep) {
    this.sweep = sweep;
    this.gradient = "gradient".equalsIgnoreCase(sweep.measure());
    SweepProblem.of(sweep).forEach(p -> problems.put(p, p.cases(sweep)));
  }

  ReportPage page(String title, String command) {
    List<SweepCase> cases = problems.values().stream().flatMap(List::stream).toList();
    SweepTables tables = new SweepTables(sweep, cases);
    return new ReportPage(
        title,
        command,
        size(cases),
        warnings(cases),
        findings(cases),
        null,
        cases.isEmpty() ? null : tables.outcomes(),
        List.of(),
        sections(),
        tables.tables(),
        sweep.plan() == null ? "" : sweep.plan(),
        tables.repeat());
  }

  private String size(List<SweepCase> cases) {
    long reached = sweep.points().stream().filter(SweepCase::reached).count();
    return "%s · %s · %s reached the target"
        .formatted(
            Numbers.of(problems.size(), "problem"),
            Numbers.of(cases.stream().map(SweepCase::target).distinct().count(), "target"),
            "%s of %s".formatted(reached, Numbers.of(sweep.points().size(), "point")));
  }

  private String finding(SweepCase at) {
    return new SweepFindings(at, gradient ? "squared gradient norm" : "suboptimality").text();
  }

  private List<String> findings(List<SweepCase> cases) {
    if (cases.isEmpty()) {
      return List.of("The sweep has no points.");
    }
    return many()
        ? List.of("What came out for each problem and target stands above its charts.")
        : cases.stream().map(this::finding).toList();
  }

  private boolean many() {
    return problems.values().stream().mapToInt(List::size).sum() > FINDINGS;
  }

  private List<String> warnings(List<SweepCase> cases) {
    Set<String> all = new LinkedHashSet<>();
    problems.keySet().stream()
        .filter(p -> p.record().analysis() == null)
        .forEach(
            p ->
                all.add(
                    "%s: there is no analysis: %s"
                        .formatted(p.name(), reason(p.record().reason()))));
    List<String> failures =
        cases.stream()
            .flatMap(
                c ->
                    c.points().stream()
                        .filter(SweepCase::failed)
                        .map(
                            p ->
                                "%s to %s, %s failed: %s"
                                    .formatted(
                                        c.problem().name(),
                                        Numbers.percent(c.target()),
                                        Setting.of(p),
                                        reason(p.reason()))))
            .toList();
    failures.stream().limit(FAILURES).forEach(all::add);
    if (failures.size() > FAILURES) {
      all.add(
          "%s more failed; see the table of points without a result."
              .formatted(Numbers.of(failures.size() - FAILURES, "point")));
    }
    all.addAll(sweep.warnings());
    return List.copyOf(all);
  }

  private static String reason(String reason) {
    return reason == null ? Numbers.NONE : reason;
  }

  private List<FigureSection> sections() {
    List<FigureSection> sections = new ArrayList<>();
    problems.forEach((problem, cases) -> sections.add(section(problem, cases)));
    return sections.stream().filter(s -> many() || !s.figures().isEmpty()).toList();
  }

  private FigureSection section(SweepProblem problem, List<SweepCase> cases) {
    Map<String, List<Chart>> figures = new LinkedHashMap<>();
    String measure = gradient ? "‖∇f‖² / ‖∇f(x₀)‖²" : "(f − f⋆) / (f(x₀) − f⋆)";
    for (SweepCase at : cases) {
      new SweepCharts(at, measure)
          .byFigure()
          .forEach((f, c) -> figures.computeIfAbsent(f, k -> new ArrayList<>()).addAll(c));
    }
    // A figure with values for some targets only stays: it says that there are none for the others.
    figures.values().removeIf(charts -> charts.stream().allMatch(Chart::empty));
    List<Choice> choices = new ArrayList<>();
    if (cases.size() > 1) {
      Map<String, String> targets = new LinkedHashMap<>();
      cases.forEach(c -> targets.put(c.id(), Numbers.percent(c.target())));
      choices.add(new Choice("target", "Target", targets));
    }
    if (figures.keySet().stream().anyMatch(f -> f.startsWith("convergence"))) {
      Map<String, String> along = new LinkedHashMap<>();
      along.put("updates", "Updates");
      along.put("samples", "Samples");
      choices.add(new Choice("along", "Convergence by", along));
    }
    return new FigureSection(
        problem.id(),
        problem.name(),
        Stream.concat(
                Stream.of(problem.sizes()), cases.stream().filter(c -> many()).map(this::finding))
            .toList(),
        choices,
        figures.entrySet().stream()
            .map(f -> new Figure(f.getKey() + "-" + problem.id(), f.getValue()))
            .toList());
  }
}
