package io.taucrit.submit.figures;

import io.taucrit.core.predict.HalfEfficiency;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.SparsitySpeedup;
import io.taucrit.jobs.reproduce.SparsitySpeedup.Best;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How much delay sparse gradients bear. All features of the generated rows are in a share Δ of
 * them, so that the bound M ≥ (1 − Δ)/Δ is tight up to a factor; rows have ten nonzeros whatever Δ,
 * which makes d = 10/Δ.
 */
final class DelayBySparsity implements PaperFigure {
  private static final int NONZEROS = 10;
  private static final double TARGET = 0.01;

  /** Delay and batch are alike within it, the formula says nothing closer. */
  private static final double FACTOR = 2;

  /** Between the exponents 1/2 and 1 of the two conditions. */
  private static final double BETWEEN = 0.75;

  @Override
  public String name() {
    return "delta";
  }

  @Override
  public String title() {
    return "Speedup under delay by the sparsity of gradients";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), Section 6 and Table 1";
  }

  @Override
  public String claim() {
    return "Where every coordinate is nonzero in at most a share Δ of the gradients, the speedup is"
        + " linear up to delays of the order 1/Δ, not only 1/√Δ as earlier work has it.";
  }

  private static double[] deltas(Scope scope) {
    return scope.quick() ? new double[] {0.5, 0.1} : new double[] {0.5, 0.1, 0.02};
  }

  private static int[] delays(Scope scope, double delta) {
    int most = (int) ((scope.quick() ? 16 : 40) / delta);
    return IntStream.iterate(1, tau -> tau <= most, tau -> 2 * tau).toArray();
  }

  private static SparsitySpeedup experiment(Scope scope, double delta, int delay) {
    int features = (int) Math.round(NONZEROS / delta);
    SparseGlmProblem.Options options =
        new SparseGlmProblem.Options(
            "squared", 4000, features, features * delta, delta, 0, 1, scope.firstSeed());
    int least = Math.max(4, scope.seeds());
    Seeds seeds = new Seeds(least, scope.quick() ? least : 8 * least, 0.05, scope.firstSeed());
    return new SparsitySpeedup(options, delay, TARGET, seeds);
  }

  @Override
  public List<SparsitySpeedup> experiments(Scope scope) {
    return Arrays.stream(deltas(scope))
        .boxed()
        .flatMap(
            delta ->
                Arrays.stream(delays(scope, delta))
                    .mapToObj(delay -> experiment(scope, delta, delay)))
        .toList();
  }

  /** What was measured at one Δ. */
  private record Line(double delta, int[] delays, List<Best> best) {
    private Double speedup(int i) {
      Double first = best.get(0).updates();
      Double at = best.get(i).updates();
      return first == null || at == null ? null : (Double) (first / at);
    }

    private Double half() {
      double[] parallel = Arrays.stream(delays).asDoubleStream().toArray();
      double[] efficiency = new double[delays.length];
      for (int i = 0; i < delays.length; i++) {
        Double speedup = speedup(i);
        efficiency[i] = speedup == null ? 0 : speedup / delays[i];
      }
      return HalfEfficiency.at(parallel, efficiency);
    }

    private Double m() {
      return best.get(0).m();
    }

    private double bound() {
      return (1 - delta) / delta;
    }

    private List<Point> points() {
      List<Point> points = new ArrayList<>();
      Double first = best.get(0).updates();
      for (int i = 0; i < delays.length; i++) {
        Best at = best.get(i);
        Double lower = at.upper() == null || first == null ? null : (Double) (first / at.upper());
        Double upper = at.lower() == null || first == null ? null : (Double) (first / at.lower());
        points.add(Point.of(delays[i], speedup(i), lower, upper));
      }
      return points;
    }
  }

  private static Line line(Results results, Scope scope, double delta) {
    int[] delays = delays(scope, delta);
    return new Line(
        delta,
        delays,
        Arrays.stream(delays)
            .mapToObj(delay -> results.of(experiment(scope, delta, delay)))
            .toList());
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Line> lines =
        DoubleStream.of(deltas(scope)).mapToObj(delta -> line(results, scope, delta)).toList();
    Double exponent = exponent(lines);
    List<Comparison> comparisons = new ArrayList<>();
    for (Line line : lines) {
      String at = " at Δ = %s".formatted(line.delta());
      comparisons.add(
          Comparison.of("τ½" + at, "formula M + 2", formula(line.m()), line.half(), FACTOR));
      comparisons.add(atLeast("τ½" + at, "bound (1 − Δ)/Δ", line.bound(), line.half()));
      comparisons.add(atLeast("M" + at, "bound (1 − Δ)/Δ", line.bound(), line.m()));
    }
    comparisons.add(Comparison.of("growth of τ½: exponent of 1/Δ", "paper", 1, exponent, 1.3));
    boolean agrees =
        comparisons.stream().allMatch(c -> c.within() != null || c.agrees())
            && exponent != null
            && exponent > BETWEEN;
    return new Drawing(
        List.of(speedups(lines), halves(lines)),
        List.of(
            "delta", "tau", "updates", "lower", "upper", "speedup", "efficiency", "step", "m", "L"),
        rows(lines),
        finding(lines, exponent),
        agrees,
        comparisons);
  }

  /** κ + 2 of {@link io.taucrit.core.predict.CriticalBatch} with σ⋆² = 0. */
  private static double formula(Double m) {
    return m == null ? Double.NaN : m + 2;
  }

  private static Comparison atLeast(String quantity, String by, double bound, Double measured) {
    return new Comparison(
        quantity, by, bound, measured, null, measured != null && measured >= bound);
  }

  /** The slope of log τ½ against log 1/Δ by least squares; null where a τ½ is missing. */
  private static Double exponent(List<Line> lines) {
    if (lines.stream().map(Line::half).anyMatch(Objects::isNull)) {
      return null;
    }
    double[] x = lines.stream().mapToDouble(line -> -Math.log(line.delta())).toArray();
    double[] y = lines.stream().mapToDouble(line -> Math.log(line.half())).toArray();
    double meanX = Arrays.stream(x).average().orElseThrow();
    double meanY = Arrays.stream(y).average().orElseThrow();
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
    }
    return xy / xx;
  }

  private static String finding(List<Line> lines, Double exponent) {
    String halves =
        lines.stream()
            .map(
                line ->
                    "%s at Δ = %s, where (1 − Δ)/Δ = %s and M = %s"
                        .formatted(
                            Numbers.of(line.half()),
                            line.delta(),
                            Numbers.of(line.bound()),
                            Numbers.of(line.m())))
            .collect(Collectors.joining("; "));
    return "Half of the work is wasted from the delay τ½ on: %s. τ½ grows as (1/Δ)^%s; the paper's condition has the exponent 1, the earlier one 1/2."
        .formatted(halves, Numbers.of(exponent));
  }

  private static Chart speedups(List<Line> lines) {
    List<Series> series = new ArrayList<>();
    int most = lines.stream().mapToInt(l -> l.delays()[l.delays().length - 1]).max().orElse(1);
    series.add(
        new Series(
            "Linear speedup",
            Kind.DOTTED,
            Ink.REFERENCE,
            Series.function(1.0, (double) most, tau -> tau)));
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      String delta = "Δ = %s".formatted(line.delta());
      series.add(new Series(delta, Kind.LINE, Ink.of(i), line.points()));
      series.add(new Series(delta + ", 95 %", Kind.ERROR_BARS, Ink.of(i), line.points()));
      series.add(Series.vertical("1/Δ, " + delta, Ink.of(i), 1 / line.delta()));
      series.add(Series.vertical("1/√Δ, " + delta, Ink.of(i), 1 / Math.sqrt(line.delta())));
    }
    return new Chart(
        "delta-speedup",
        "Speedup under constant delay",
        "τT(1)/T(τ) in updates of one row, each with its best step; lines across are the conditions"
            + " 1/√Δ and 1/Δ of Table 1.",
        Axis.log("Delay τ", "rows"),
        Axis.log("Speedup τT(1)/T(τ)", ""),
        series);
  }

  private static Chart halves(List<Line> lines) {
    double least = lines.stream().mapToDouble(line -> 1 / line.delta()).min().orElse(1);
    double most = lines.stream().mapToDouble(line -> 1 / line.delta()).max().orElse(1);
    return new Chart(
        "delta-half",
        "Delay at which half of the work is wasted",
        "τ½ and the largest V/‖∇f‖² on the way to the target, beside the bound and the two conditions.",
        Axis.log("1/Δ", ""),
        Axis.log("τ½ and M", ""),
        List.of(
            new Series(
                "τ½ measured",
                Kind.MARKED,
                Ink.of(0),
                lines.stream().map(l -> Point.of(1 / l.delta(), l.half())).toList()),
            new Series(
                "M measured",
                Kind.DIAMOND,
                Ink.of(1),
                lines.stream().map(l -> Point.of(1 / l.delta(), l.m())).toList()),
            new Series(
                "(1 − Δ)/Δ",
                Kind.LINE,
                Ink.of(2),
                Series.function(least, most, inverse -> inverse - 1)),
            new Series(
                "1/Δ",
                Kind.DASHED,
                Ink.REFERENCE,
                Series.function(least, most, inverse -> inverse)),
            new Series(
                "1/√Δ", Kind.DOTTED, Ink.REFERENCE, Series.function(least, most, Math::sqrt))));
  }

  private static List<List<Object>> rows(List<Line> lines) {
    List<List<Object>> rows = new ArrayList<>();
    for (Line line : lines) {
      for (int i = 0; i < line.delays().length; i++) {
        Best best = line.best().get(i);
        Double speedup = line.speedup(i);
        rows.add(
            Arrays.asList(
                line.delta(),
                line.delays()[i],
                best.updates(),
                best.lower(),
                best.upper(),
                speedup,
                speedup == null ? null : (Double) (speedup / line.delays()[i]),
                best.step(),
                best.m(),
                best.curvature()));
      }
    }
    return rows;
  }
}
