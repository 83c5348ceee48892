package io.taucrit.submit.report;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** All of sweep.json but the curves as tables. */
final class SweepTables {
  private final SweepRecord sweep;
  private final List<SweepCase> cases;

  SweepTables(SweepRecord sweep, List<SweepCase> cases) {
    this.sweep = sweep;
    this.cases = cases;
  }

  /** A row for each problem and target: where half of the work is wasted, and the worst ratio. */
  Table outcomes() {
    Table table =
        Table.open(
            "Measured and predicted half efficiency",
            "Problem, target",
            "b½ measured",
            "b½ predicted",
            "b½ formula",
            "τ½ measured",
            "τ½ predicted",
            "Worst T, measured / predicted",
            "Points reached");
    for (SweepCase at : cases) {
      Half batch = at.half("batch").orElse(null);
      Half delay = at.half("delay").orElse(null);
      table.row(
          name(at),
          half(batch, Half::measured),
          half(batch, Half::predicted),
          half(batch, Half::formula),
          half(delay, Half::measured),
          half(delay, Half::predicted),
          new SweepFindings(at, "")
              .worstPredicted()
              .map(p -> Numbers.factor(SweepCase.ratio(p)))
              .orElse(Numbers.NONE),
          "%s of %s"
              .formatted(
                  Numbers.count(at.points().stream().filter(SweepCase::reached).count()),
                  Numbers.count(at.points().size())));
    }
    return table;
  }

  private static String half(Half half, Function<Half, Double> value) {
    return half == null ? Numbers.NONE : Numbers.count(value.apply(half));
  }

  private static String name(SweepCase at) {
    return at.problem().name() + " to\u00a0" + Numbers.percent(at.target()).replace(' ', '\u00a0');
  }

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    Table without = without();
    if (!without.rows().isEmpty()) {
      tables.add(without);
    }
    for (SweepCase at : cases) {
      add(tables, "Points along batch and delay: " + name(at), at, p -> !at.family().contains(p));
      add(tables, "Other settings: " + name(at), at, at.family()::contains);
    }
    tables.add(problems());
    return tables;
  }

  /** Failed points first, then those that did not reach their target. */
  private Table without() {
    Table table =
        Table.open("Points without a result", "Setting", "Problem, target", "Status", "Reason");
    for (Predicate<PointRecord> which :
        List.<Predicate<PointRecord>>of(
            SweepCase::failed, p -> !SweepCase.failed(p) && !SweepCase.reached(p))) {
      for (SweepCase at : cases) {
        at.points().stream()
            .filter(which)
            .forEach(p -> table.row(setting(p), name(at), text(p.status()), text(p.reason())));
      }
    }
    return table;
  }

  private static void add(
      List<Table> tables, String caption, SweepCase at, Predicate<PointRecord> which) {
    List<PointRecord> points = at.points().stream().filter(which).toList();
    if (points.isEmpty()) {
      return;
    }
    Map<String, Function<PointRecord, String>> columns = columns();
    Table table = Table.folded(caption, columns.keySet().toArray(String[]::new));
    for (PointRecord point : points) {
      table.row(columns.values().stream().map(c -> c.apply(point)).toArray(String[]::new));
    }
    tables.add(table);
  }

  private static Map<String, Function<PointRecord, String>> columns() {
    Map<String, Function<PointRecord, String>> columns = new LinkedHashMap<>();
    columns.put("Setting", SweepTables::setting);
    columns.put("Status", p -> text(p.status()));
    columns.put("Updates T", p -> Numbers.value(p.updates()));
    columns.put("95 % interval", p -> interval(p.updatesLower(), p.updatesUpper()));
    columns.put("Predicted T", p -> Numbers.value(p.predictedUpdates()));
    columns.put(
        "Measured / predicted",
        p -> SweepCase.ratio(p) == null ? Numbers.NONE : Numbers.factor(SweepCase.ratio(p)));
    columns.put("Speedup", p -> Numbers.value(p.speedup()));
    columns.put("95 % interval of it", p -> interval(p.speedupLower(), p.speedupUpper()));
    columns.put("Predicted speedup", p -> Numbers.value(SweepCase.predicted(p, 0).y()));
    columns.put(
        "Its interval",
        p -> interval(SweepCase.predicted(p, 0).lower(), SweepCase.predicted(p, 0).upper()));
    columns.put("Formula's speedup", p -> Numbers.value(p.formulaSpeedup()));
    columns.put("Efficiency", p -> Numbers.percent(p.efficiency()));
    columns.put("Step γ", p -> Numbers.value(p.step()));
    columns.put("Step from", p -> text(p.stepFrom()));
    columns.put("Predicted step", p -> Numbers.value(p.predictedStep()));
    columns.put(
        "Steps tried", p -> p.steps() == null ? Numbers.NONE : Numbers.count(p.steps().size()));
    columns.put("Samples", p -> Numbers.count(p.samples()));
    columns.put("Samples in flight q", p -> Numbers.value(p.samplesInFlight()));
    columns.put("Largest b̂", p -> Numbers.count(p.largestLocalCriticalBatch()));
    columns.put("ε̂", p -> Numbers.value(p.epsilonHat()));
    columns.put("Seeds", p -> Numbers.count(p.seeds()));
    columns.put("Standard error / target", p -> Numbers.percent(p.standardError()));
    columns.put("Mean staleness θ", p -> Numbers.value(p.meanStaleness()));
    columns.put("Largest θ", p -> Numbers.count(p.largestStaleness()));
    columns.put("Training time, median", p -> Numbers.seconds(p.seconds()));
    columns.put("of runs", p -> list(p.timedSeconds(), Numbers::seconds));
    columns.put("Their updates", p -> list(p.timedUpdates(), Numbers::count));
    columns.put("Runs that reached", p -> Numbers.count(p.timedReached()));
    columns.put("Compute time", p -> Numbers.seconds(p.workSeconds()));
    columns.put("Reason", p -> text(p.reason()));
    return columns;
  }

  /** It may break after its commas only. */
  private static String setting(PointRecord point) {
    return Setting.of(point).replace(' ', '\u00a0').replace(",\u00a0", ", ");
  }

  private static String interval(Double lower, Double upper) {
    return lower == null && upper == null
        ? Numbers.NONE
        : Numbers.value(lower) + " to " + Numbers.value(upper);
  }

  private static <T> String list(List<T> values, Function<T, String> format) {
    return values == null || values.isEmpty()
        ? Numbers.NONE
        : values.stream().map(format).collect(Collectors.joining(", "));
  }

  private static String text(String text) {
    return text == null || text.isEmpty() ? Numbers.NONE : text;
  }

  private Table problems() {
    Table table =
        Table.folded(
            "Problems",
            "Problem",
            "Loss",
            "λ as asked for",
            "λ",
            "Rows n",
            "Features d",
            "Nonzeros",
            "Δ",
            "L",
            "L⋆",
            "V(x⋆)",
            "f⋆",
            "Without analysis because");
    for (ProblemRecord p : sweep.problems()) {
      Function<Function<Analysis, Number>, String> value =
          f -> p.analysis() == null ? Numbers.NONE : Numbers.value(f.apply(p.analysis()));
      table.row(
          text(p.dataset()),
          text(p.loss()),
          text(p.lambda()),
          value.apply(Analysis::lambda),
          p.analysis() == null ? Numbers.NONE : Numbers.count(p.analysis().n()),
          p.analysis() == null ? Numbers.NONE : Numbers.count(p.analysis().d()),
          p.analysis() == null ? Numbers.NONE : Numbers.count(p.analysis().nnz()),
          value.apply(Analysis::delta),
          value.apply(Analysis::smoothness),
          value.apply(Analysis::smoothnessAtOptimum),
          value.apply(a -> a.sigmaStarSquared().estimate()),
          p.analysis() == null ? Numbers.NONE : Numbers.precise(p.analysis().optimum().value()),
          text(p.reason()));
    }
    return table;
  }

  /** Identity, seeds and versions. */
  Table repeat() {
    Table table = Table.open("Plan, seeds and versions", "Field", "Value");
    table.row("Sweep", text(sweep.name()));
    table.row("Identity of the plan (SHA-256)", text(sweep.identity()));
    table.row("Measure", text(sweep.measure()));
    List<Integer> seeds =
        sweep.points().stream().map(PointRecord::seeds).filter(Objects::nonNull).sorted().toList();
    if (!seeds.isEmpty()) {
      table.row(
          "Seeds of a point",
          Numbers.count(seeds.get(0)) + " to " + Numbers.count(seeds.get(seeds.size() - 1)));
    }
    table.row("Total time", Numbers.seconds(sweep.totalSeconds()));
    sweep.versions().forEach((name, version) -> table.row("Version of " + name, text(version)));
    return table;
  }
}
