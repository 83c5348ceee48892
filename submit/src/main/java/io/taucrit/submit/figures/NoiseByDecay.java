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
import java.util.Locale;
import java.util.stream.Collectors;

/** b̂ along training while the step is divided by ten three times. */
final class NoiseByDecay implements PaperFigure {
  private static final int BATCH = 256;

  /** Shares of the epochs: 80, 120 and 160 of the paper's 200. */
  private static final List<Double> DECAYS = List.of(0.4, 0.6, 0.8);

  /** Of the step of Figure 5, as the paper begins with a longer one here. */
  private static final double RELATIVE_STEP = 2;

  @Override
  public String name() {
    return "fig6";
  }

  @Override
  public String title() {
    return "Local critical batch size along training with step decay";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Figure 6";
  }

  @Override
  public String claim() {
    return "b̂ rises after every division of the step by ten.";
  }

  private static double epochs(Scope scope) {
    return scope.quick() ? 10 : 60;
  }

  private static List<Double> decays(Scope scope) {
    return DECAYS.stream().map(share -> share * epochs(scope)).toList();
  }

  private static MomentumTraining training(Learner learner, List<Double> decays, Scope scope) {
    return new MomentumTraining(
        learner, BATCH, RELATIVE_STEP, Learners.MOMENTUM, epochs(scope), decays, scope.firstSeed());
  }

  @Override
  public List<MomentumTraining> experiments(Scope scope) {
    List<MomentumTraining> experiments = new ArrayList<>();
    for (Learner learner : Learners.all(scope)) {
      experiments.add(training(learner, decays(scope), scope));
      experiments.add(training(learner, List.of(), scope));
    }
    return experiments;
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Chart> charts = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    boolean agrees = true;
    for (Learner learner : Learners.all(scope)) {
      MomentumTrace decayed = results.of(training(learner, decays(scope), scope));
      MomentumTrace constant = results.of(training(learner, List.of(), scope));
      rows.addAll(TracedNoise.rows(learner.text(), "step decay", decayed));
      rows.addAll(TracedNoise.rows(learner.text(), "constant step", constant));
      charts.add(chart(learner, charts.size(), decayed, constant, scope));
      List<Double> rises = rises(decayed, scope);
      List<Double> others = rises(constant, scope);
      List<Comparison> own = comparisons(learner, rises, others);
      comparisons.addAll(own);
      // The paper's claim is of networks; a linear model is beside it.
      agrees &= own.stream().allMatch(Comparison::agrees) || learner instanceof LinearLearner;
      findings.add(
          "%s: %s (constant step: %s)".formatted(learner.text(), text(rises), text(others)));
    }
    String finding =
        "Factors by which the median b̂ rises from one stage to the next, over the second half of"
            + " each."
            + " %s. After every decay, b̂ of the networks %s more than with a constant step (seed %d)."
                .formatted(
                    String.join("; ", findings),
                    agrees ? "rises" : "does not always rise",
                    scope.firstSeed());
    return new Drawing(charts, TracedNoise.COLUMNS, rows, finding, agrees, comparisons);
  }

  /** Whether b̂ rises at a decay, and more than without one. */
  private static List<Comparison> comparisons(
      Learner learner, List<Double> rises, List<Double> others) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int k = 0; k < rises.size(); k++) {
      double least = Math.max(1, others.get(k));
      comparisons.add(
          new Comparison(
              "rise of b̂ at decay %d, %s".formatted(k + 1, learner.text()),
              "constant step, 1 at least",
              least,
              rises.get(k),
              null,
              rises.get(k) > least));
    }
    return comparisons;
  }

  private static String text(List<Double> factors) {
    return factors.stream()
        .map(factor -> String.format(Locale.ROOT, "%.2f", factor))
        .collect(Collectors.joining(", "));
  }

  /** Level of each stage by that of the stage before. */
  private static List<Double> rises(MomentumTrace trace, Scope scope) {
    List<Double> ends = new ArrayList<>(decays(scope));
    ends.add(epochs(scope));
    List<Double> rises = new ArrayList<>();
    double begin = 0;
    double before = Double.NaN;
    for (double end : ends) {
      // An epoch's end falls on the first update at or past it.
      double slack = 0.1;
      double level = TracedNoise.level(trace, (begin + end) / 2 + slack, end + slack);
      if (begin > 0) {
        rises.add(level / before);
      }
      before = level;
      begin = end;
    }
    return rises;
  }

  private Chart chart(
      Learner learner, int number, MomentumTrace decayed, MomentumTrace constant, Scope scope) {
    List<Series> series = new ArrayList<>();
    series.add(new Series("step decay", Kind.LINE, Ink.of(0), TracedNoise.curve(decayed)));
    series.add(new Series("constant step", Kind.DASHED, Ink.of(1), TracedNoise.curve(constant)));
    for (double epoch : decays(scope)) {
      series.add(Series.vertical("step / 10, epoch " + Rounded.text(epoch), Ink.REFERENCE, epoch));
    }
    return new Chart(
        name() + "-" + (number + 1),
        learner.text(),
        "b̂ as in Figure 5, each run with its own ε̂; batch size 256, momentum 0.9. "
            + Learners.NETWORKS,
        Axis.linear("Epoch", ""),
        Axis.log("Local critical batch size b̂", "rows"),
        series);
  }
}
