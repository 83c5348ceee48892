package io.taucrit.submit.figures;

import io.taucrit.core.controlled.Quadratic;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * The best step over parallelism: Figures 10, 12 and 14. Predicted is γ_∞ q/(M + q) with γ_∞ = 2/(L
 * + μ), the best step of the full gradient.
 */
final class ControlledSteps extends ControlledFigure {
  /** Steps are looked for on a grid of factors 2. */
  private static final double WITHIN = 4;

  private final String symbol;

  /**
   * @param symbol of the step: γ_mb
   */
  ControlledSteps(int number, Scheme scheme, String symbol, List<ControlledPanel> panels) {
    super(number, scheme, panels);
    this.symbol = symbol;
  }

  @Override
  public String title() {
    return "Best step size of " + scheme().text();
  }

  @Override
  public String claim() {
    return "The best step %s grows linearly with the parallelism up to the critical one and not beyond."
        .formatted(symbol);
  }

  private static double predicted(ControlledCurve curve, double parallelism) {
    Quadratic f = curve.task().f();
    return curve.formula().averagedStep(2 / (f.smoothness() + f.strongConvexity()), parallelism);
  }

  @Override
  Chart panel(ControlledPanel panel, List<Measured> measured) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      Measured one = measured.get(i);
      ControlledCurve curve = one.curve();
      series.add(
          new Series(
              one.name(),
              Kind.MARKED,
              Ink.of(i),
              curve.points().stream()
                  .map(p -> Point.of(p.parallelism(), p.updateStep()))
                  .toList()));
      double largest = curve.last().parallelism();
      series.add(
          new Series(
              one.name() + ", formula",
              Kind.DASHED,
              Ink.of(i),
              Series.function(1.0, largest, q -> predicted(curve, q))));
    }
    return new Chart(
        name() + panel.suffix(),
        "Best step %s of %s, %s".formatted(symbol, scheme().text(), panel.noise()),
        "Best of a grid of factors 2; dashed is γ∞ q/(M + q) with the true M and γ∞ = 2/(L + μ).",
        Axis.log(ControlledPanel.axis(scheme()), ""),
        Axis.log(symbol, ""),
        series);
  }

  @Override
  Drawing drawing(
      List<Chart> charts,
      List<List<Object>> rows,
      List<Measured> measured,
      Results results,
      Scope scope) {
    List<Comparison> comparisons = new ArrayList<>();
    double furthest = 1;
    for (Measured one : measured) {
      ControlledCurve curve = one.curve();
      for (ControlledCurve.Point p : List.of(curve.points().get(0), curve.last())) {
        Comparison comparison =
            Comparison.of(
                "%s at %s = %d, %s (%s)"
                    .formatted(
                        symbol,
                        ControlledPanel.symbol(scheme()),
                        p.parallelism(),
                        one.name(),
                        one.problem().covariance().text()),
                "formula, true M",
                predicted(curve, p.parallelism()),
                p.updateStep(),
                WITHIN);
        comparisons.add(comparison);
        double ratio = comparison.measured() / comparison.predicted();
        furthest = Math.max(furthest, Math.max(ratio, 1 / ratio));
      }
    }
    boolean agrees = comparisons.stream().allMatch(Comparison::agrees);
    String finding =
        ("At both ends of the range the best step is within a factor %.1f of γ∞ %s/(M + %s) with the"
                + " true M; %s tuned steps are inside the grid.")
            .formatted(
                furthest,
                ControlledPanel.symbol(scheme()),
                ControlledPanel.symbol(scheme()),
                interior(measured));
    return new Drawing(charts, COLUMNS, rows, finding, agrees, comparisons);
  }
}
