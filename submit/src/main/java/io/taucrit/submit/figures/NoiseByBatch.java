package io.taucrit.submit.figures;

import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.jobs.reproduce.Learner;
import io.taucrit.jobs.reproduce.LinearLearner;
import io.taucrit.jobs.reproduce.MomentumTraining;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.List;

/** b̂ along training with a constant step, for several batch sizes. */
final class NoiseByBatch implements PaperFigure {
  /** Batches large enough to converge agree on a level up to this factor. */
  private static final double SPREAD = 4;

  @Override
  public String name() {
    return "fig5";
  }

  @Override
  public String title() {
    return "Local critical batch size along training, by batch size";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Figure 5";
  }

  @Override
  public String claim() {
    return "With a constant step, b̂ settles at about one level whatever the batch size, but for"
               + " the smallest, with which training does not come as far.";
  }

  private static List<Integer> batches(Scope scope) {
    return scope.quick() ? List.of(16, 256) : List.of(16, 64, 256, 1024);
  }

  private static MomentumTraining training(Learner learner, int batch, Scope scope) {
    return new MomentumTraining(
        learner, batch, 1, Learners.MOMENTUM, scope.quick() ? 4 : 60, List.of(), scope.firstSeed());
  }

  @Override
  public List<MomentumTraining> experiments(Scope scope) {
    return Learners.all(scope).stream()
        .flatMap(l -> batches(scope).stream().map(b -> training(l, b, scope)))
        .toList();
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    boolean agrees = true;
    for (Learner learner : Learners.all(scope)) {
      List<Series> series = new ArrayList<>();
      List<Integer> batches = batches(scope);
      List<Double> levels = new ArrayList<>();
      for (int k = 0; k < batches.size(); k++) {
        String run = "b = " + batches.get(k);
        MomentumTrace trace = results.of(training(learner, batches.get(k), scope));
        series.add(
            new Series(run, Kind.LINE, Ink.shade(k, batches.size()), TracedNoise.curve(trace)));
        rows.addAll(TracedNoise.rows(learner.text(), run, trace));
        double last = trace.noise().epochs();
        levels.add(TracedNoise.level(trace, Math.max(last / 2, last - 10), last));
        comparisons.add(TracedNoise.footnote(learner.text() + ", " + run, trace));
      }
      charts.add(chart(learner, charts.size(), series));
      List<Double> larger = levels.subList(1, levels.size());
      double most = larger.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
      double least = larger.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      // The paper's claim is of networks; a linear model is beside it.
      boolean alike = most <= SPREAD * least;
      agrees &= alike || learner instanceof LinearLearner;
      findings.add(
          "%s: %s to %s, with b = %d %s"
              .formatted(
                  learner.text(),
                  Rounded.text(least),
                  Rounded.text(most),
                  batches.get(0),
                  Rounded.text(levels.get(0))));
    }
    String finding =
        "Median b̂ over the last ten epochs, by batch size. %s. Those of the networks %s within a factor %s of each other."
            .formatted(
                String.join("; ", findings),
                agrees ? "lie" : "do not all lie",
                Rounded.text(SPREAD));
    return new Drawing(charts, TracedNoise.COLUMNS, rows, finding, agrees, comparisons);
  }

  private Chart chart(Learner learner, int number, List<Series> series) {
    return new Chart(
        name() + "-" + (number + 1),
        learner.text(),
        "b̂(x) = 1 + V/(‖∇f‖² + ε̂), with V and ∇f over all n = %,d training rows and ε̂ the mean ‖∇f‖² of the last ten epochs; momentum 0.9, one constant step. %s"
            .formatted(learner.rows(), Learners.NETWORKS),
        Axis.linear("Epoch", ""),
        Axis.log("Local critical batch size b̂", "rows"),
        series);
  }
}
