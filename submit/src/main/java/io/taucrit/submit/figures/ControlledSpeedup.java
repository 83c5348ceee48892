package io.taucrit.submit.figures;

import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Speedup over parallelism: Figures 3, 4, 9, 11 and 13. */
class ControlledSpeedup extends ControlledFigure {
  /** The right order of magnitude. */
  private static final double WITHIN = 5;

  private static final String BY = "formula, true M";

  private final boolean deviations;

  /**
   * @param deviations whether the deviation over seeds is drawn too
   */
  ControlledSpeedup(int number, Scheme scheme, List<ControlledPanel> panels, boolean deviations) {
    super(number, scheme, panels);
    this.deviations = deviations;
  }

  @Override
  public String title() {
    return "Parallel speedup of %s%s"
        .formatted(scheme().text(), deviations ? ", with deviations over seeds" : "");
  }

  @Override
  public String claim() {
    return "Speedup is linear while the parallelism is below M, and saturates within an order of"
        + " magnitude above.";
  }

  @Override
  Chart panel(ControlledPanel panel, List<Measured> measured) {
    List<Series> series = new ArrayList<>();
    double largest = measured.get(0).curve().last().parallelism();
    series.add(
        new Series("Linear", Kind.DOTTED, Ink.REFERENCE, Series.function(1.0, largest, q -> q)));
    for (int i = 0; i < measured.size(); i++) {
      addCurve(measured.get(i), Ink.of(i), series);
    }
    series.add(
        new Series(
            "%s_crit = %sM + 1, formula".formatted(symbol(), factor(panel.covariance())),
            Kind.DIAMOND,
            Ink.REFERENCE,
            critical(measured)));
    String symbol = symbol();
    return new Chart(
        name() + panel.suffix(),
        "Speedup of %s, %s".formatted(scheme().text(), panel.noise()),
        "T(1)/(T(%s)/%s) with the best steps; dashed is the formula with the M of Property 3, %s."
            .formatted(symbol, symbol, trueM(panel.covariance())),
        Axis.log(ControlledPanel.axis(scheme()), ""),
        Axis.log("Speedup", ""),
        series);
  }

  private void addCurve(Measured one, Ink ink, List<Series> series) {
    List<ControlledCurve.Point> points = one.curve().points();
    series.add(
        new Series(
            one.name(),
            deviations ? Kind.LINE : Kind.MARKED,
            ink,
            points.stream().map(p -> Point.of(p.parallelism(), p.speedup())).toList()));
    if (deviations) {
      series.add(
          new Series(
              one.name() + ", mean ± SD",
              Kind.ERROR_BARS,
              ink,
              points.stream()
                  .map(p -> Point.of(p.parallelism(), p.speedup(), p.speedup(-1), p.speedup(1)))
                  .toList()));
    }
    double largest = one.curve().last().parallelism();
    series.add(
        new Series(
            one.name() + ", formula",
            Kind.DASHED,
            ink,
            Series.function(1.0, largest, one.curve().formula()::speedup)));
  }

  private static List<Point> critical(List<Measured> measured) {
    return measured.stream()
        .map(Measured::curve)
        .filter(c -> c.formula().value() <= c.last().parallelism())
        .map(c -> Point.of(c.formula().value(), c.formula().speedup(c.formula().value())))
        .toList();
  }

  @Override
  Drawing drawing(
      List<Chart> charts,
      List<List<Object>> rows,
      List<Measured> measured,
      Results results,
      Scope scope) {
    List<Comparison> comparisons = new ArrayList<>();
    measured.forEach(one -> compare(one, comparisons));
    boolean agrees = measured.stream().allMatch(this::asThePaperSays);
    return new Drawing(charts, COLUMNS, rows, finding(measured), agrees, comparisons);
  }

  /** Half of linear or more up to M, and never far from the formula. */
  private boolean asThePaperSays(Measured one) {
    return furthest(one).agrees() && (!bounded(one) || linear(one).agrees());
  }

  /**
   * Whether more than half of linear is to be expected up to M: where the true M is larger, not
   * where it is M itself and half is what the formula says there.
   */
  private static boolean bounded(Measured one) {
    return one.problem().m() > 1 && one.problem().trueM() > one.problem().m();
  }

  private void compare(Measured one, List<Comparison> comparisons) {
    ControlledCurve curve = one.curve();
    double half = curve.formula().halfEfficiency();
    if (half <= curve.last().parallelism()) {
      comparisons.add(
          Comparison.of(
              "%s of half efficiency, %s".formatted(symbol(), where(one)),
              BY,
              half,
              curve.halfEfficiency(),
              WITHIN));
    }
    comparisons.add(speedup(one, curve.last(), ""));
    int furthest = curve.furthest().parallelism();
    if (furthest > 1 && furthest < curve.last().parallelism()) {
      comparisons.add(furthest(one));
    }
    if (bounded(one)) {
      comparisons.add(linear(one));
    }
  }

  private Comparison furthest(Measured one) {
    return speedup(one, one.curve().furthest(), ", the furthest off");
  }

  private Comparison speedup(Measured one, ControlledCurve.Point at, String remark) {
    return Comparison.of(
        "speedup at %s = %d, %s%s".formatted(symbol(), at.parallelism(), where(one), remark),
        BY,
        one.curve().formula().speedup(at.parallelism()),
        at.speedup(),
        WITHIN);
  }

  /** The largest parallelism up to M. */
  private Comparison linear(Measured one) {
    ControlledCurve.Point at = one.curve().upTo(one.problem().m());
    double least = at.parallelism() / 2.0;
    return new Comparison(
        "speedup at %s = %d <= M, %s".formatted(symbol(), at.parallelism(), where(one)),
        "paper, half of linear at least",
        least,
        at.speedup(),
        null,
        at.speedup() >= least);
  }

  private String symbol() {
    return ControlledPanel.symbol(scheme());
  }

  private static String where(Measured one) {
    return "%s (%s)".formatted(one.name(), one.problem().covariance().text());
  }

  /** By what the M in the legend has to be multiplied to be that of Property 3. */
  private static String factor(Covariance covariance) {
    return covariance == Covariance.PAPER ? "20 " : "";
  }

  /** M of Property 3 in terms of the one that names the instances. */
  private static String trueM(Covariance covariance) {
    return covariance == Covariance.PAPER ? "20 times that in the legend" : "that in the legend";
  }

  /** What both covariances came to, in numbers. */
  private String finding(List<Measured> measured) {
    StringBuilder text = new StringBuilder();
    for (Covariance covariance : Covariance.values()) {
      List<Measured> own =
          measured.stream().filter(m -> m.problem().covariance() == covariance).toList();
      if (!own.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(finding(covariance, own));
      }
    }
    return text.toString();
  }

  private String finding(Covariance covariance, List<Measured> own) {
    int largest = own.get(0).curve().last().parallelism();
    String speedups =
        own.stream()
            .map(
                m ->
                    "%s (%s) for %s"
                        .formatted(
                            Numbers.of(m.curve().last().speedup()),
                            Numbers.of(m.curve().formula().speedup(largest)),
                            m.name()))
            .collect(Collectors.joining(", "));
    double least =
        own.stream().mapToDouble(m -> m.curve().upTo(m.problem().m()).efficiency()).min().orElse(1);
    return ("%s: at %s = %d the speedup, and in brackets the formula's with the true M, is %s; up to"
            + " M it is at least %.0f %% of linear; %s tuned steps are inside the grid.")
        .formatted(
            covariance == Covariance.PAPER
                ? "Covariance as written, true M = 20 M"
                : "Unit covariance, true M = M",
            symbol(),
            largest,
            speedups,
            100 * least,
            interior(own));
  }
}
