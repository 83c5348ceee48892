package io.taucrit.submit.figures;

import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.jobs.reproduce.Experiment;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;

/**
 * What the formula alone says, as Figures 1 and 2 show it: relative iterations (b + M)/(b + bM), or
 * speedup b (M + 1)/(M + b) and best step b/(M + b). Nothing is measured.
 */
final class PredictedSpeedup implements PaperFigure {
  private static final List<Double> MS = List.of(1.0, 10.0, 100.0, 1000.0);
  private static final double LARGEST = 1 << 14;

  private final int number;
  private final String title;
  private final String claim;
  private final List<Panel> panels;

  private PredictedSpeedup(int number, String title, String claim, List<Panel> panels) {
    this.number = number;
    this.title = title;
    this.claim = claim;
    this.panels = panels;
  }

  /**
   * A panel.
   *
   * @param perfect what it would be if M were infinite; null if that is not drawn
   */
  private record Panel(
      String suffix,
      String reading,
      String y,
      DoubleUnaryOperator perfect,
      ToDoubleBiFunction<CriticalBatch, Double> value) {}

  /** Figure 1. */
  static PredictedSpeedup iterations() {
    return new PredictedSpeedup(
        1,
        "Predicted relative number of iterations",
        "Iterations fall as 1/b up to a critical batch size near M, and then no more.",
        List.of(
            new Panel(
                "",
                "(b + M)/(b + bM): with batch size b against b = 1, to the same accuracy.",
                "Relative iterations",
                b -> 1 / b,
                (formula, b) -> 1 / formula.speedup(b))));
  }

  /** Figure 2. */
  static PredictedSpeedup lowAccuracy() {
    return new PredictedSpeedup(
        2,
        "Predicted speedup and best step at low accuracy",
        "Speedup and best step grow linearly up to the critical batch size and saturate there.",
        List.of(
            new Panel("-speedup", "b (M + 1)/(M + b).", "Speedup", b -> b, CriticalBatch::speedup),
            new Panel(
                "-step",
                "γ_mb/γ∞ = b/(M + b), in units of the best step of the full gradient.",
                "γ_mb/γ∞",
                null,
                (formula, b) -> formula.averagedStep(1, b))));
  }

  @Override
  public String name() {
    return "fig" + number;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String claim() {
    return claim;
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Figure " + number;
  }

  @Override
  public List<Experiment<?>> experiments(Scope scope) {
    return List.of();
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<List<Object>> rows = new ArrayList<>();
    for (double m : MS) {
      CriticalBatch formula = new CriticalBatch(m);
      for (int e = 0; 1 << e <= LARGEST; e++) {
        double b = 1 << e;
        double speedup = formula.speedup(b);
        rows.add(List.of(m, b, speedup, 1 / speedup, formula.averagedStep(1, b)));
      }
    }
    CriticalBatch hundred = new CriticalBatch(100);
    String finding =
        ("The formula alone, nothing is measured: with M = 100 half of all work is wasted at b = %.0f,"
                + " and no batch size gives a speedup above %.0f.")
            .formatted(hundred.halfEfficiency(), hundred.value());
    boolean agrees = MS.stream().allMatch(PredictedSpeedup::saturates);
    return new Drawing(
        panels.stream().map(this::chart).toList(),
        List.of("m", "parallelism", "speedup", "relativeIterations", "relativeStep"),
        rows,
        finding,
        agrees,
        List.of());
  }

  /** Linear within 10 % at a tenth of b_crit, and half as efficient at M + 2. */
  private static boolean saturates(double m) {
    CriticalBatch formula = new CriticalBatch(m);
    double small = Math.max(1, formula.value() / 10);
    double half = formula.halfEfficiency();
    return formula.speedup(small) > 0.9 * small
        && Math.abs(formula.speedup(half) / half - 0.5) < 1e-12;
  }

  private Chart chart(Panel panel) {
    List<Series> series = new ArrayList<>();
    if (panel.perfect != null) {
      series.add(
          new Series(
              "Without saturation",
              Kind.DOTTED,
              Ink.REFERENCE,
              Series.function(1.0, LARGEST, panel.perfect)));
    }
    for (int i = 0; i < MS.size(); i++) {
      CriticalBatch formula = new CriticalBatch(MS.get(i));
      series.add(
          new Series(
              ControlledPanel.name(MS.get(i)),
              Kind.LINE,
              Ink.of(i),
              Series.function(1.0, LARGEST, b -> panel.value.applyAsDouble(formula, b))));
    }
    series.add(
        new Series(
            "b_crit = M + 1",
            Kind.DIAMOND,
            Ink.REFERENCE,
            MS.stream()
                .map(CriticalBatch::new)
                .map(c -> Point.of(c.value(), panel.value.applyAsDouble(c, c.value())))
                .toList()));
    return new Chart(
        name() + panel.suffix,
        title,
        panel.reading,
        Axis.log("Batch size b", ""),
        Axis.log(panel.y, ""),
        series);
  }
}
