package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The charts along training runs: convergence, critical batch and held-out loss. */
final class TrainingCharts {
  private static final int MANY = 60;
  private static final double NARROW = 20;

  private static final Pattern DECAY = Pattern.compile("decay:([^@]+)@(.+)");

  private enum Along {
    UPDATES("updates", "updates", "Updates", Axis.log("Updates", "")),
    SAMPLES("samples", "samples", "Samples", Axis.log("Samples", "rows")),
    EPOCHS("epochs", "samples", "Epochs", Axis.linear("Epochs", "").between(0.0, null)),
    SECONDS("seconds", "trainSeconds", "Training seconds", Axis.log("Training time", "s"));

    final String value;
    final String field;
    final String label;
    final Axis axis;

    Along(String value, String field, String label, Axis axis) {
      this.value = value;
      this.field = field;
      this.label = label;
      this.axis = axis;
    }

    /** Where an evaluation of the run lies; null where it is not known. */
    Double at(TrainingRun run, JsonNode point) {
      Double x = Numbers.finite(point.path(field));
      Double rows = Numbers.finite(run.record().path("n"));
      if (this != EPOCHS || x == null) {
        return x;
      }
      return rows == null ? null : Double.valueOf(x / rows);
    }
  }

  private final JsonNode analysis;
  private final List<TrainingRun> runs;

  /**
   * @param analysis a missing node without one
   */
  TrainingCharts(JsonNode analysis, List<TrainingRun> runs) {
    this.analysis = analysis;
    this.runs = runs;
  }

  /** None where no run was evaluated. */
  List<FigureSection> sections() {
    if (runs.stream().allMatch(r -> r.trace().isEmpty())) {
      return List.of();
    }
    Map<String, String> options = new LinkedHashMap<>();
    for (Along along : Along.values()) {
      options.put(along.value, along.label);
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(figure("convergence", this::convergence));
    figures.add(figure("diversity", this::diversity));
    if (traced("heldOutLoss")) {
      figures.add(figure("heldout", this::heldOut));
    }
    return List.of(
        new FigureSection(
            "training",
            "Training",
            List.of(),
            List.of(new Choice("along", "Horizontal axis", options)),
            figures));
  }

  private interface Drawing {
    Chart along(Along along, String id);
  }

  private static Figure figure(String id, Drawing drawing) {
    return new Figure(
        id, Stream.of(Along.values()).map(a -> drawing.along(a, id + "-by-" + a.value)).toList());
  }

  private boolean traced(String field) {
    return runs.stream()
        .flatMap(r -> r.trace().stream())
        .anyMatch(t -> Numbers.present(t.path(field)));
  }

  private static Chart chart(
      Along along, String id, String title, String reading, Axis y, List<Series> series) {
    return new Chart(id, title, reading, along.axis, y, series, Map.of("along", along.value));
  }

  private List<Series> alongRuns(Along along, String field) {
    List<Series> series = new ArrayList<>();
    for (TrainingRun run : runs) {
      series.add(
          new Series(
              run.label(),
              run.trace().size() > MANY ? Kind.LINE : Kind.MARKED,
              Ink.of(run.number() - 1),
              run.trace().stream()
                  .map(t -> Point.of(along.at(run, t), Numbers.finite(t.path(field))))
                  .toList()));
    }
    return series;
  }

  private Chart convergence(Along along, String id) {
    boolean relative = traced("relativeSuboptimality");
    List<Series> series = alongRuns(along, relative ? "relativeSuboptimality" : "objective");
    double[] targets =
        runs.stream()
            .map(r -> Numbers.finite(r.record().path("target")))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .distinct()
            .toArray();
    String reading = "The objective f; its optimum is not known without a target.";
    if (relative) {
      for (double target : targets) {
        series.add(Series.horizontal("Target r = " + Numbers.value(target), Ink.REFERENCE, target));
      }
      reading =
          "Relative suboptimality: 1 at the start, 0 at the optimum"
              + (targets.length > 0 ? "; the target is dashed." : ".");
    }
    return chart(
        along,
        id,
        "Convergence",
        along.axis.log()
            ? reading + " The start, at zero, lies outside of a logarithmic axis."
            : reading,
        relative ? Axis.log("(f − f⋆) / (f(x₀) − f⋆)", "") : objective(),
        series);
  }

  /** The objective's axis: logarithmic only where it falls far. */
  private Axis objective() {
    double[] all =
        runs.stream()
            .flatMap(r -> r.trace().stream())
            .map(t -> Numbers.finite(t.path("objective")))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray();
    double least = DoubleStream.of(all).min().orElse(0);
    double most = DoubleStream.of(all).max().orElse(0);
    return least > 0 && most > NARROW * least
        ? Axis.log("Objective f", "")
        : Axis.linear("Objective f", "");
  }

  private Chart diversity(Along along, String id) {
    List<Series> series = new ArrayList<>();
    for (TrainingRun run : runs) {
      Ink ink = Ink.of(run.number() - 1);
      String prefix = runs.size() > 1 ? run.number() + ": " : "";
      LocalCriticalBatch local = new LocalCriticalBatch(run);
      series.add(
          new Series(
              prefix + "b̂(x), ε̂ = " + Numbers.value(local.epsilon()),
              run.trace().size() > MANY ? Kind.LINE : Kind.MARKED,
              ink,
              run.trace().stream().map(t -> Point.of(along.at(run, t), local.at(t))).toList()));
      series.add(
          new Series(
              prefix + "B_S(x)",
              Kind.DASHED,
              ink,
              run.trace().stream()
                  .map(t -> Point.of(along.at(run, t), Numbers.finite(t.path("diversityBound"))))
                  .toList()));
    }
    if (runs.size() == 1 && along != Along.SECONDS) {
      series.add(bound(along, runs.get(0)));
    }
    series.addAll(decays(along));
    JsonNode critical = analysis.path("targets").path(0).path("criticalBatch").path("estimate");
    if (Numbers.present(critical)) {
      series.add(
          Series.horizontal(
              "b_crit = " + Numbers.count(critical), Ink.REFERENCE, Numbers.finite(critical)));
    }
    return chart(
        along,
        id,
        "Local critical batch size along training",
        "b̂(x) = 1 + V(x)/(‖∇f(x)‖² + ε̂): the batch that would pay at this point of the run, with ε̂"
            + " the mean ‖∇f‖² over its last 10 epochs, at most its second half. The gradient"
            + " diversity bound B_S(x) = 1 + V(x)/‖∇f(x)‖² has no ε̂ and grows without end."
            + (runs.size() == 1
                ? " Over the points of this run 1 + σ⋆²/max(‖∇f‖², ε̂) + M lies between b̂ and four times"
                    + " the largest b̂."
                : ""),
        Axis.log("Batch that would pay", "rows"),
        series);
  }

  /** The middle of footnote 4. */
  private static Series bound(Along along, TrainingRun run) {
    return new Series(
        "1 + σ⋆²/max(‖∇f‖², ε̂) + M",
        Kind.DASHED,
        Ink.of(2),
        new LocalCriticalBatch(run)
            .points().stream()
                .map(p -> Point.of(along.at(run, p), Numbers.finite(p.path("criticalBatch"))))
                .toList());
  }

  /** Where the step was made shorter, by epochs or samples and if all runs agree on it. */
  private List<Series> decays(Along along) {
    List<String> schedules =
        runs.stream().map(r -> r.record().path("schedule").asText()).distinct().toList();
    Matcher decay = DECAY.matcher(schedules.get(0));
    boolean rows = along == Along.EPOCHS || along == Along.SAMPLES;
    if (!rows || schedules.size() > 1 || !decay.matches()) {
      return List.of();
    }
    double unit = along == Along.EPOCHS ? 1 : runs.get(0).record().path("n").asDouble(Double.NaN);
    return Stream.of(decay.group(2).split(","))
        .map(
            epoch ->
                Series.vertical(
                    "Step × %s after %s epochs"
                        .formatted(decay.group(1), Numbers.value(Double.parseDouble(epoch))),
                    Ink.REFERENCE,
                    unit * Double.parseDouble(epoch)))
        .toList();
  }

  private Chart heldOut(Along along, String id) {
    return chart(
        along,
        id,
        "Held-out loss",
        "The mean loss over rows that were not trained on.",
        Axis.linear("Mean held-out loss", ""),
        alongRuns(along, "heldOutLoss"));
  }
}
