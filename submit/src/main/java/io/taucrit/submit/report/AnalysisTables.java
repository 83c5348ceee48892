package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** All of analysis.json as tables. */
final class AnalysisTables {
  private final JsonNode analysis;

  AnalysisTables(JsonNode analysis) {
    this.analysis = analysis;
  }

  List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    tables.add(targets());
    if (!analysis.path("epsilonTargets").isEmpty()) {
      tables.add(profile("Targets in ‖∇f‖²", analysis.path("epsilonTargets")));
    }
    if (analysis.path("sampling").isObject()) {
      tables.add(sampled(analysis.path("sampling")));
    }
    for (JsonNode target : analysis.path("targets")) {
      tables.add(batches(target));
    }
    for (JsonNode target : analysis.path("targets")) {
      Table delays = delays(target);
      if (!delays.rows().isEmpty()) {
        tables.add(delays);
      }
    }
    tables.add(problem());
    tables.add(profile("Noise profile", analysis.path("profile")));
    tables.add(visited());
    return tables;
  }

  private Table targets() {
    Table table =
        Table.open(
            "Targets",
            "Target r",
            "f − f⋆",
            "ε = L⋆(f\u00a0−\u00a0f⋆)",
            "σ⋆²(ε)",
            "M(ε)",
            "Critical batch",
            "b½, path",
            "b½, formula");
    for (JsonNode target : analysis.path("targets")) {
      table.row(
          Numbers.value(target.path("relativeSuboptimality")),
          Numbers.value(target.path("suboptimality")),
          Numbers.value(target.path("epsilon")),
          Numbers.estimate(target.path("sigmaSquared"), Numbers::value),
          Numbers.estimate(target.path("m"), Numbers::value),
          Numbers.estimate(target.path("criticalBatch"), Numbers::count),
          Numbers.estimate(target.path("halfEfficiencyBatch"), Numbers::count),
          Numbers.estimate(target.path("formulaHalfEfficiencyBatch"), Numbers::count));
    }
    return table;
  }

  private static Table batches(JsonNode target) {
    Table table =
        Table.open(
            "Batches at target " + Numbers.value(target.path("relativeSuboptimality")),
            "Batch b",
            "Updates T(b)",
            "Speedup T(1)/T(b)",
            "Efficiency",
            "Speedup, formula",
            "Step γ",
            "Step from");
    return curve(table, target, "speedup", "batch");
  }

  /** A row for every point of T(b) or of T(τ). */
  private static Table curve(Table table, JsonNode target, String points, String inFlight) {
    for (JsonNode at : target.path(points)) {
      JsonNode x = at.path(inFlight);
      JsonNode step = step(target, inFlight, x.asLong());
      JsonNode estimate = at.path("estimate");
      table.row(
          Numbers.count(x),
          Numbers.count(at.path("updates")),
          Numbers.estimate(at, Numbers::value),
          Numbers.present(estimate)
              ? Numbers.percent(estimate.doubleValue() / x.doubleValue())
              : Numbers.NONE,
          Numbers.value(at.path("formula")),
          Numbers.value(step.path("step")),
          Numbers.text(step.path("source")));
    }
    return table;
  }

  /** Of the step sizes the one whose batch or delay is x, and the other 1. */
  private static JsonNode step(JsonNode target, String inFlight, long x) {
    String other = inFlight.equals("batch") ? "delay" : "batch";
    return StreamSupport.stream(target.path("stepSizes").spliterator(), false)
        .filter(s -> s.path(inFlight).asLong() == x && s.path(other).asLong() == 1)
        .findFirst()
        .orElse(target.path("no such step"));
  }

  private static Table delays(JsonNode target) {
    Table table =
        Table.folded(
            "Delays at target " + Numbers.value(target.path("relativeSuboptimality")),
            "Delay τ",
            "Updates T(τ)",
            "Speedup τ T(1)/T(τ)",
            "Efficiency",
            "Speedup, formula",
            "Step γ",
            "Step from");
    return curve(table, target, "delays", "delay");
  }

  private Table problem() {
    JsonNode optimum = analysis.path("optimum");
    JsonNode initial = analysis.path("initial");
    JsonNode sample = analysis.path("pathSample");
    return Table.folded("Problem", "Quantity", "Value")
        .row("Rows n", Numbers.count(analysis.path("n")))
        .row("Features d", Numbers.count(analysis.path("d")))
        .row("Nonzeros", Numbers.count(analysis.path("nnz")))
        .row("Loss", Numbers.text(analysis.path("loss")))
        .row("Regularisation λ", Numbers.value(analysis.path("lambda")))
        .row("L1 term λ₁", Numbers.value(analysis.path("l1")))
        .row("Intercept", Numbers.yesOrNo(analysis.path("preprocessing").path("intercept")))
        .row("Unit variance", Numbers.yesOrNo(analysis.path("preprocessing").path("unitVariance")))
        .row("Class weights", Numbers.text(analysis.path("preprocessing").path("classWeights")))
        .row("Relative sparsity Δ", Numbers.value(analysis.path("delta")))
        .row(
            "Features in every row, left out of Δ",
            Numbers.count(analysis.path("constantFeatures")))
        .row("Smoothness L", Numbers.value(analysis.path("smoothness")))
        .row("Smoothness at the optimum L⋆", Numbers.value(analysis.path("smoothnessAtOptimum")))
        .row("Optimal objective f⋆", Numbers.precise(optimum.path("value")))
        .row("‖∇f‖² there", Numbers.value(optimum.path("gradientNormSquared")))
        .row("Certified distance from f⋆", Numbers.value(optimum.path("suboptimalityBound")))
        .row("Passes to the optimum", Numbers.count(optimum.path("passes")))
        .row(
            "Noise at the optimum V(x⋆)",
            Numbers.estimate(analysis.path("sigmaStarSquared"), Numbers::value))
        .row("f at the start", Numbers.precise(initial.path("value")))
        .row("‖∇f‖² at the start", Numbers.value(initial.path("gradientNormSquared")))
        .row("Noise V at the start", Numbers.value(initial.path("noise")))
        .row("Rows behind the path of descent", Numbers.count(sample.path("rows")))
        .row("All rows of the data", Numbers.yesOrNo(sample.path("whole")))
        .row("Passes over them", Numbers.count(sample.path("passes")))
        .row("Rows read in all", Numbers.count(analysis.path("rowsRead")));
  }

  /** The visited iterates of a sample with their intervals, and what was read for them. */
  private static Table sampled(JsonNode sampling) {
    Table table =
        Table.open(
            "Sample of %s rows, %s read in all; intervals of confidence %s"
                .formatted(
                    Numbers.count(sampling.path("rows")),
                    Numbers.count(sampling.path("rowsRead")),
                    Numbers.value(sampling.path("confidence"))),
            "Visited iterate",
            "‖∇f(x)‖²",
            "V(x)",
            "V/‖∇f‖²",
            "b̂(x), ε = " + Numbers.value(sampling.path("epsilon")));
    for (JsonNode at : sampling.path("iterates")) {
      table.row(
          Numbers.text(at.path("origin")),
          Numbers.estimate(at.path("gradientNormSquared"), Numbers::value),
          Numbers.estimate(at.path("noise"), Numbers::value),
          Numbers.estimate(at.path("ratio"), Numbers::value),
          Numbers.estimate(at.path("localCriticalBatch"), Numbers::count));
    }
    return table;
  }

  private static Table profile(String title, JsonNode entries) {
    Table table = Table.folded(title, "ε", "σ⋆²(ε)", "M(ε)", "Critical batch b_crit(ε)");
    for (JsonNode entry : entries) {
      table.row(
          Numbers.value(entry.path("epsilon")),
          Numbers.estimate(entry.path("sigmaSquared"), Numbers::value),
          Numbers.estimate(entry.path("m"), Numbers::value),
          Numbers.estimate(entry.path("criticalBatch"), Numbers::value));
    }
    return table;
  }

  private Table visited() {
    Table table = Table.folded("Visited iterates", "‖∇f(x)‖²", "V(x)", "b̂(x)", "B_S(x)");
    for (JsonNode at : analysis.path("visited")) {
      table.row(
          Numbers.value(at.path("gradientNormSquared")),
          Numbers.value(at.path("noise")),
          Numbers.value(at.path("localCriticalBatch")),
          Numbers.value(at.path("diversityBound")));
    }
    return table;
  }
}
