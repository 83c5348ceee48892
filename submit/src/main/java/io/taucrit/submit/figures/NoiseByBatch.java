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
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
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

  /** Median b̂ over the last ten epochs: with the smallest batch, and the range of the others. */
  private record Levels(double smallest, double least, double most) {
    static Levels of(List<MomentumTrace> traces) {
      double[] levels = traces.stream().mapToDouble(Levels::level).toArray();
      DoubleSummaryStatistics others = Arrays.stream(levels).skip(1).summaryStatistics();
      return new Levels(levels[0], others.getMin(), others.getMax());
    }

    private static double level(MomentumTrace trace) {
      double last = trace.noise().epochs();
      return TracedNoise.level(trace, Math.max(last / 2, last - 10), last);
    }

    boolean alike() {
      return most <= SPREAD * least;
    }

    @Override
    public String toString() {
      return "%s to %s, with the smallest batch %s"
          .formatted(Rounded.text(least), Rounded.text(most), Rounded.text(smallest));
    }
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    boolean agrees = true;
    for (Learner learner : Learners.all(scope)) {
      List<MomentumTrace> traces = new ArrayList<>();
      List<Series> series = new ArrayList<>();
      for (int batch : batches(scope)) {
        MomentumTrace trace = results.of(training(learner, batch, scope));
        String run = "b = " + batch;
        Ink ink = Ink.shade(traces.size(), batches(scope).size());
        series.add(new Series(run, Kind.LINE, ink, TracedNoise.curve(trace)));
        rows.addAll(TracedNoise.rows(learner.text(), run, trace));
        comparisons.add(TracedNoise.footnote(learner.text() + ", " + run, trace));
        traces.add(trace);
      }
      Levels levels = Levels.of(traces);
      charts.add(chart(learner, charts.size(), series));
      findings.add(learner.text() + ": " + levels);
      // The paper's claim is of networks; a linear model is beside it.
      agrees &= levels.alike() || learner instanceof LinearLearner;
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
        "b̂(x) = 1 + V/(‖∇f‖² + ε̂), with V and ∇f over all n = %d training rows and ε̂ the mean ‖∇f‖² of the last ten epochs; momentum 0.9, one constant step. %s"
            .formatted(learner.rows(), Learners.NETWORKS),
        Axis.linear("Epoch", ""),
        Axis.log("Local critical batch size b̂", "rows"),
        series);
  }
}
