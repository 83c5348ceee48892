package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What training runs came to, and the table of all that run.json holds. */
final class RunSummary {
  private final List<TrainingRun> runs;

  RunSummary(List<TrainingRun> runs) {
    this.runs = runs;
  }

  String problem() {
    if (runs.isEmpty()) {
      return "";
    }
    JsonNode first = runs.get(0).record();
    return "%s rows, %s features · %s loss · λ = %s"
        .formatted(
            Numbers.count(first.path("n")),
            Numbers.count(first.path("d")),
            Numbers.text(first.path("loss")),
            Numbers.value(first.path("lambda")));
  }

  /** One sentence on targets met and on measured against predicted updates. */
  String finding() {
    long met = runs.stream().filter(TrainingRun::reachedTarget).count();
    long missed = runs.stream().filter(TrainingRun::missedTarget).count();
    if (met + missed == 0) {
      return Numbers.of(runs.size(), "run") + " without a target.";
    }
    return "%d of %s reached the target%s."
        .formatted(met, Numbers.of(met + missed, "run"), againstPrediction());
  }

  /** A sentence for each run whose pushes were stale. */
  List<String> staleness() {
    return runs.stream().filter(TrainingRun::stale).map(RunSummary::staleness).toList();
  }

  private static String staleness(TrainingRun run) {
    JsonNode allowed = run.record().path("largestStalenessAllowed");
    JsonNode staleness = run.record().path("staleness");
    return "The pushes of run %d were late by %s pushes of other workers on average, by %s at most%s."
        .formatted(
            run.number(),
            Numbers.value(staleness.path("mean")),
            Numbers.count(staleness.path("max")),
            Numbers.present(allowed)
                ? "; a slack of %s allows %s"
                    .formatted(Numbers.count(run.record().path("slack")), Numbers.count(allowed))
                : "");
  }

  /** How the runs that met their target compare with the prediction; empty without one. */
  private String againstPrediction() {
    double[] ratios =
        runs.stream()
            .filter(TrainingRun::reachedTarget)
            .mapToDouble(TrainingRun::ratio)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (ratios.length == 0) {
      return "";
    }
    String least = Numbers.value(ratios[0]);
    String most = Numbers.value(ratios[ratios.length - 1]);
    return ", in %s times the predicted updates"
        .formatted(least.equals(most) ? least : least + " to " + most);
  }

  /**
   * What each run came to, a row for each; columns on targets and predictions only where a run has
   * one.
   */
  Table outcomes() {
    boolean targets = any("target");
    boolean predicted = any("predictedUpdates");
    Map<String, Function<TrainingRun, String>> columns = new LinkedHashMap<>();
    columns.put("Run", TrainingRun::label);
    if (targets) {
      columns.put("Target r", r -> Numbers.value(r.record().path("target")));
    }
    if (predicted) {
      columns.put("Predicted updates", r -> Numbers.count(r.record().path("predictedUpdates")));
    }
    columns.put(predicted ? "Measured updates" : "Updates", RunSummary::measured);
    if (predicted) {
      columns.put("Measured / predicted", RunSummary::measuredByPredicted);
    }
    columns.put("Training time", r -> Numbers.seconds(r.record().path("trainSeconds")));
    if (targets) {
      columns.put("Target reached", r -> Numbers.yesOrNo(r.record().path("reached")));
    } else {
      columns.put("Ended by", r -> Numbers.text(r.record().path("outcome")));
      columns.put("Objective f", r -> Numbers.precise(r.record().path("objective")));
    }
    Table table =
        Table.open(
            predicted ? "Predicted against measured" : "Results",
            columns.keySet().toArray(String[]::new));
    for (TrainingRun run : runs) {
      table.row(columns.values().stream().map(c -> c.apply(run)).toArray(String[]::new));
    }
    return table;
  }

  private boolean any(String field) {
    return runs.stream().anyMatch(r -> Numbers.present(r.record().path(field)));
  }

  private static String measured(TrainingRun run) {
    JsonNode updates = run.record().path("updates");
    return Numbers.present(updates) ? more(run) + Numbers.count(updates) : Numbers.NONE;
  }

  private static String measuredByPredicted(TrainingRun run) {
    return Double.isFinite(run.ratio()) ? more(run) + Numbers.value(run.ratio()) : Numbers.NONE;
  }

  /** A run that missed its target would have needed more than what was measured. */
  private static String more(TrainingRun run) {
    return run.missedTarget() ? "> " : "";
  }

  /** Everything, a column for each run. */
  Table table() {
    Table table = Table.folded("Training runs", columns("Field"));
    add(table, "Mode", "mode", Numbers::text);
    add(table, "Data", "data", RunSummary::list);
    add(table, "Loss", "loss", Numbers::text);
    add(table, "Regularisation λ", "lambda", Numbers::value);
    add(table, "L1 term λ₁", "l1", Numbers::value);
    row(table, "Intercept", r -> Numbers.yesOrNo(r.path("preprocessing").path("intercept")));
    row(table, "Unit variance", r -> Numbers.yesOrNo(r.path("preprocessing").path("unitVariance")));
    row(table, "Class weights", r -> Numbers.text(r.path("preprocessing").path("classWeights")));
    add(table, "Started from", "start", Numbers::text);
    add(table, "Rows n", "n", Numbers::count);
    add(table, "Features d", "d", Numbers::count);
    add(table, "Workers P", "workers", Numbers::count);
    add(table, "Batch b", "batch", Numbers::count);
    add(table, "Slack s", "slack", Numbers::count);
    add(table, "Local steps H", "localSteps", Numbers::count);
    add(table, "Threads", "threads", Numbers::count);
    add(table, "Step γ", "stepSize", Numbers::value);
    add(table, "Step asked for", "step", Numbers::text);
    add(table, "Schedule", "schedule", Numbers::text);
    add(table, "Averaging", "averaging", Numbers::text);
    add(table, "Sampling", "sampling", Numbers::text);
    add(table, "L2", "l2", Numbers::text);
    add(table, "Injected delay", "delay", Numbers::text);
    add(table, "Simulated", "simulated", Numbers::yesOrNo);
    add(table, "Target r", "target", Numbers::value);
    add(table, "Target reached", "reached", Numbers::yesOrNo);
    add(table, "Outcome", "outcome", Numbers::text);
    add(table, "Updates", "updates", Numbers::count);
    add(table, "Predicted updates", "predictedUpdates", Numbers::count);
    add(table, "Samples", "samples", Numbers::count);
    add(table, "Training seconds", "trainSeconds", Numbers::seconds);
    add(table, "Total seconds", "totalSeconds", Numbers::seconds);
    add(table, "Objective f", "objective", Numbers::precise);
    add(table, "Optimum used f⋆", "optimum", Numbers::precise);
    add(table, "f − f⋆", "suboptimality", Numbers::value);
    add(table, "(f − f⋆)/(f(x₀) − f⋆)", "relativeSuboptimality", Numbers::value);
    add(table, "Held-out loss", "heldOutLoss", Numbers::value);
    add(table, "Bytes pushed", "bytesPushed", Numbers::bytes);
    add(table, "Bytes pulled", "bytesPulled", Numbers::bytes);
    add(table, "Bytes of evaluations", "bytesOfEvaluations", Numbers::bytes);
    add(table, "Bytes a push", "bytesPerPush", Numbers::bytes);
    add(table, "Encrypted", "encrypted", Numbers::yesOrNo);
    add(table, "Peak heap, driver", "driverPeakHeapBytes", Numbers::bytes);
    add(table, "Peak heap, workers", "workerPeakHeapBytes", Numbers::bytes);
    add(table, "Checkpoints", "checkpoints", Numbers::count);
    add(table, "Resumed from updates", "resumedFrom", Numbers::count);
    row(table, "ε̂", r -> Numbers.value(r.path("noise").path("epsilonHat")));
    row(table, "Epochs behind ε̂", r -> Numbers.value(r.path("noise").path("epsilonEpochs")));
    row(table, "Largest b̂", r -> Numbers.count(r.path("noise").path("largestLocalCriticalBatch")));
    row(table, "b̂ at the end", r -> Numbers.count(r.path("noise").path("lastLocalCriticalBatch")));
    row(table, "1 + σ⋆²/ε̂ + M", r -> Numbers.count(r.path("noise").path("criticalBatch")));
    row(table, "Largest staleness θ", r -> Numbers.count(r.path("staleness").path("max")));
    row(table, "Mean staleness θ", r -> Numbers.value(r.path("staleness").path("mean")));
    add(table, "Largest staleness allowed", "largestStalenessAllowed", Numbers::count);
    return table;
  }

  /** Data, seed and versions, a column for each run. */
  Table repeat() {
    Table table = Table.open("Data, seed and versions", columns("Field"));
    add(table, "Data", "data", RunSummary::list);
    add(table, "Seed", "seed", Numbers::text);
    runs.stream()
        .flatMap(r -> r.record().path("versions").properties().stream())
        .map(Map.Entry::getKey)
        .distinct()
        .forEach(
            name ->
                row(table, "Version of " + name, r -> Numbers.text(r.path("versions").path(name))));
    return table;
  }

  private String[] columns(String first) {
    List<String> columns = new ArrayList<>(List.of(first));
    runs.forEach(r -> columns.add("Run " + r.number()));
    return columns.toArray(String[]::new);
  }

  private void add(Table table, String name, String field, Function<JsonNode, String> format) {
    row(table, name, r -> format.apply(r.path(field)));
  }

  private void row(Table table, String name, Function<JsonNode, String> cell) {
    List<String> cells = new ArrayList<>(List.of(name));
    runs.forEach(r -> cells.add(cell.apply(r.record())));
    table.row(cells.toArray(String[]::new));
  }

  private static String list(JsonNode names) {
    String all =
        StreamSupport.stream(names.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? Numbers.NONE : all;
  }
}
