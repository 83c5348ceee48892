package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The key figures of analysis.json and what they say, for the first target. */
final class AnalysisSummary {
  private final JsonNode analysis;
  private final JsonNode target;
  private final List<TrainingRun> runs;

  /**
   * @param runs which may have been made with other workers than the advice is for
   */
  AnalysisSummary(JsonNode analysis, List<TrainingRun> runs) {
    this.analysis = analysis;
    this.runs = runs;
    this.target = analysis.path("targets").path(0);
  }

  String problem() {
    return "%s rows, %s features, %s nonzeros · %s loss · λ = %s"
        .formatted(
            Numbers.count(analysis.path("n")),
            Numbers.count(analysis.path("d")),
            Numbers.count(analysis.path("nnz")),
            Numbers.text(analysis.path("loss")),
            Numbers.value(analysis.path("lambda")));
  }

  List<String> findings() {
    List<String> sentences = new ArrayList<>();
    JsonNode sampling = analysis.path("sampling");
    if (sampling.isObject()) {
      sentences.add(
          ("From samples: %s of %s rows were read. Noise and critical batch have intervals of confidence"
                  + " %s; what needs an optimum is that of a pilot of %s rows.")
              .formatted(
                  Numbers.count(sampling.path("rowsRead")),
                  Numbers.count(analysis.path("n")),
                  Numbers.value(sampling.path("confidence")),
                  Numbers.count(sampling.path("pilotRows"))));
    }
    JsonNode half = target.path("halfEfficiencyBatch").path("estimate");
    String reach =
        "To bring f − f⋆ down to %s of its initial value"
            .formatted(Numbers.percent(target.path("relativeSuboptimality").asDouble(Double.NaN)));
    if (Numbers.present(half)) {
      sentences.add(
          ("%s, batches of up to about %s rows are worth their cost:"
                  + " beyond that, more than half of the work is wasted.")
              .formatted(reach, Numbers.count(half)));
    } else {
      sentences.add(
          "%s, no batch size is predicted at which half of the work is wasted.".formatted(reach));
    }
    sentences.add(
        ("The paper's formula, which needs only the noise and the curvature, puts the critical batch"
                + " size at %s.")
            .formatted(Numbers.estimate(target.path("criticalBatch"), Numbers::count)));
    JsonNode sample = analysis.path("pathSample");
    if (sample.path("errorInIntervals").isBoolean()
        && !sample.path("errorInIntervals").asBoolean()) {
      sentences.add(
          "T(b) and speedup are predicted from %s of the rows: their intervals hold what the model is off, not what this sample is off."
              .formatted(Numbers.count(sample.path("rows"))));
    }
    if (analysis.findParents("upper").stream().anyMatch(Numbers::openAbove)) {
      sentences.add(
          "≥ marks a number that has no upper end: "
              + (sampling.isObject()
                  ? "the sample does not bound it from above."
                  : "a maximum over the visited iterates, which one not visited may exceed."));
    }
    JsonNode fastest = analysis.path("fastest");
    if (fastest.isObject()) {
      sentences.add(
          "By what updates cost on this cluster, the fastest setting is %s, with %s s of training. %s"
              .formatted(
                  advice(fastest),
                  Numbers.estimate(fastest.path("predictedSeconds"), Numbers::value),
                  Numbers.text(fastest.path("reason"))));
    }
    return sentences;
  }

  /** What to run, null without an advice. */
  ReportPage.Recommendation recommendation() {
    JsonNode advice = analysis.path("advice");
    if (!advice.isObject()) {
      return null;
    }
    String reason = advice.path("reason").asText("");
    return new ReportPage.Recommendation(
        advice(advice), String.join(" ", reason, otherWorkers()).strip());
  }

  /** A sentence where runs had other workers than the advice, empty otherwise. */
  private String otherWorkers() {
    JsonNode advised = analysis.path("advice").path("workers");
    List<TrainingRun> others =
        runs.stream()
            .filter(r -> Numbers.present(r.record().path("workers")))
            .filter(r -> r.record().path("workers").asLong() != advised.asLong())
            .toList();
    if (others.isEmpty() || !Numbers.present(advised)) {
      return "";
    }
    return "This is for the %s here; %s."
        .formatted(
            Numbers.of(advised.asLong(), "task slot"),
            others.stream()
                .map(
                    r ->
                        "run %d %s %s"
                            .formatted(
                                r.number(),
                                r.record().path("simulated").asBoolean() ? "simulated" : "had",
                                Numbers.of(r.record().path("workers"), "worker")))
                .collect(Collectors.joining(", ")));
  }

  private static String advice(JsonNode advice) {
    String more =
        advice.path("slack").asLong() > 0 ? ", slack " + Numbers.count(advice.path("slack")) : "";
    if (advice.path("localSteps").asLong() > 1) {
      more += ", %s local steps".formatted(Numbers.count(advice.path("localSteps")));
    }
    return "%s, %s, batch %s%s, step %s"
        .formatted(
            Numbers.text(advice.path("mode")),
            Numbers.of(advice.path("workers"), "worker"),
            Numbers.count(advice.path("batch")),
            more,
            Numbers.value(advice.path("stepSize")));
  }

  /** Whether the curves of the target are those of trials. */
  private boolean tried() {
    return StreamSupport.stream(target.path("stepSizes").spliterator(), false)
        .anyMatch(s -> s.path("source").asText().equals("trial"));
  }

  List<Tile> tiles() {
    JsonNode advice = analysis.path("advice");
    String r = "at target " + Numbers.value(target.path("relativeSuboptimality"));
    return List.of(
        new Tile(
            "Critical batch size",
            "b_crit",
            Numbers.count(target.path("criticalBatch").path("estimate")),
            withInterval(r + ", by the formula", target.path("criticalBatch"))),
        new Tile(
            "Half-efficiency batch",
            "b½",
            Numbers.count(target.path("halfEfficiencyBatch").path("estimate")),
            withInterval(
                r + (tried() ? ", by trials on the sample" : ", by the path of descent"),
                target.path("halfEfficiencyBatch"))),
        new Tile(
            "Recommended batch",
            "b",
            Numbers.count(advice.path("batch")),
            (tried() ? "updates in a trial: " : "predicted updates: ")
                + Numbers.count(advice.path("predictedUpdates"))),
        new Tile(
            "Recommended step",
            "γ",
            Numbers.value(advice.path("stepSize")),
            "times the mean gradient of the batch"),
        new Tile(
            "Recommended workers",
            "P",
            Numbers.count(advice.path("workers")),
            "%s, slack %s, local steps %s"
                    .formatted(
                        Numbers.text(advice.path("mode")),
                        Numbers.count(advice.path("slack")),
                        Numbers.count(advice.path("localSteps")))
                + (otherWorkers().isEmpty() ? "" : "; not those of the runs")),
        new Tile(
            "Noise at the optimum",
            "V(x⋆)",
            Numbers.value(analysis.path("sigmaStarSquared").path("estimate")),
            withInterval(
                "at x⋆ alone; σ⋆²(ε) is the largest near it", analysis.path("sigmaStarSquared"))),
        new Tile(
            "Relative sparsity",
            "Δ",
            Numbers.value(analysis.path("delta")),
            "largest share of rows that have one feature"),
        new Tile(
            "Smoothness", "L", Numbers.value(analysis.path("smoothness")), "over the whole domain"),
        new Tile(
            "Smoothness at the optimum",
            "L⋆",
            Numbers.value(analysis.path("smoothnessAtOptimum")),
            "largest curvature at x⋆"),
        new Tile(
            "Optimal objective",
            "f⋆",
            Numbers.precise(analysis.path("optimum").path("value")),
            "certified to " + Numbers.value(analysis.path("optimum").path("suboptimalityBound"))));
  }

  private static String withInterval(String note, JsonNode estimate) {
    String interval = Numbers.interval(estimate, Numbers::value);
    return interval.isEmpty() ? note : note + "; " + interval;
  }
}
