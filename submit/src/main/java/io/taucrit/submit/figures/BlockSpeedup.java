package io.taucrit.submit.figures;

import io.taucrit.core.controlled.BlockSeparable;
import io.taucrit.core.controlled.Quadratic;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.jobs.reproduce.Experiment;
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
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The worst case of section 6: how large a delay the sparsity Δ = 1/B of B blocks allows. */
final class BlockSpeedup implements PaperFigure {
  private static final List<Integer> BLOCKS = List.of(1, 4, 16, 64, 256);
  private static final List<Integer> QUICK = List.of(1, 16);
  private static final double WITHIN = 5;

  /** Between 1 and the 1/2 of the earlier condition. */
  private static final double EXPONENT_WITHIN = 1.3;

  /** A problem of so many blocks. */
  private record Measured(int blocks, ControlledCurve curve) {
    String name() {
      return blocks == 1 ? "Δ = 1" : "Δ = 1/" + blocks;
    }
  }

  @Override
  public String name() {
    return "blocks";
  }

  @Override
  public String title() {
    return "Delays that sparsity allows: the block-separable worst case";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), section 6.1";
  }

  @Override
  public String claim() {
    return "Speedup is linear up to τ = O(1/Δ), beyond the 1/√Δ known before, and 1/Δ cannot be"
        + " improved.";
  }

  private static List<BlockSeparable> problems(Scope scope) {
    return (scope.quick() ? QUICK : BLOCKS)
        .stream().map(blocks -> new BlockSeparable(Quadratic.PAPER, blocks)).toList();
  }

  @Override
  public List<Experiment<?>> experiments(Scope scope) {
    List<Experiment<?>> all = new ArrayList<>();
    for (BlockSeparable problem : problems(scope)) {
      ControlledCurve.experiments(problem.task(), Scheme.CONSTANT_DELAY, scope).forEach(all::add);
    }
    return all;
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Measured> measured =
        problems(scope).stream()
            .map(
                p ->
                    new Measured(
                        p.blocks(),
                        ControlledCurve.of(p.task(), Scheme.CONSTANT_DELAY, results, scope)))
            .toList();
    List<Comparison> comparisons = new ArrayList<>();
    measured.forEach(m -> compare(m, comparisons));
    double exponent = exponent(measured);
    comparisons.add(
        Comparison.of("growth of τ½: exponent of 1/Δ", "paper", 1, exponent, EXPONENT_WITHIN));
    return new Drawing(
        List.of(chart(measured)),
        List.of(
            "delta",
            "parallelism",
            "updates",
            "speedup",
            "step",
            "sd",
            "interior",
            "predictedSpeedup"),
        rows(measured),
        finding(measured, exponent),
        comparisons.stream().allMatch(Comparison::agrees),
        comparisons);
  }

  private Chart chart(List<Measured> measured) {
    List<Series> series = new ArrayList<>();
    double largest = measured.get(0).curve().last().parallelism();
    series.add(
        new Series("Linear", Kind.DOTTED, Ink.REFERENCE, Series.function(1.0, largest, q -> q)));
    for (int i = 0; i < measured.size(); i++) {
      series.add(
          new Series(
              measured.get(i).name(),
              Kind.MARKED,
              Ink.of(i),
              measured.get(i).curve().points().stream()
                  .map(p -> Point.of(p.parallelism(), p.speedup()))
                  .toList()));
    }
    series.add(threshold("τ = 1/Δ", Kind.DIAMOND, measured, Measured::blocks));
    series.add(threshold("τ = 1/√Δ", Kind.RINGS, measured, m -> Math.sqrt(m.blocks())));
    return new Chart(
        name(),
        title(),
        "SGD with constant delay and its best step on f(x) = Σ F over 1/Δ blocks; each gradient is"
            + " that of one block.",
        Axis.log("Delay τ", ""),
        Axis.log("Speedup", ""),
        series);
  }

  private static Series threshold(
      String name, Kind kind, List<Measured> measured, ToDoubleFunction<Measured> at) {
    return new Series(
        name,
        kind,
        Ink.REFERENCE,
        measured.stream()
            .map(m -> m.curve().upTo(at.applyAsDouble(m)))
            .map(p -> Point.of(p.parallelism(), p.speedup()))
            .toList());
  }

  private static List<List<Object>> rows(List<Measured> measured) {
    List<List<Object>> rows = new ArrayList<>();
    for (Measured m : measured) {
      for (ControlledCurve.Point p : m.curve().points()) {
        rows.add(
            List.of(
                1.0 / m.blocks(),
                p.parallelism(),
                p.tuned().mean(),
                p.speedup(),
                p.updateStep(),
                p.tuned().standardDeviation(),
                p.tuned().interior(),
                m.curve().formula().speedup(p.parallelism())));
      }
    }
    return rows;
  }

  private static void compare(Measured m, List<Comparison> comparisons) {
    ControlledCurve curve = m.curve();
    comparisons.add(
        Comparison.of(
            "τ of half efficiency, " + m.name(),
            "formula, M = (1 − Δ)/Δ",
            curve.formula().halfEfficiency(),
            curve.halfEfficiency(),
            WITHIN));
    comparisons.add(
        Comparison.of(
            "speedup at τ = %d, %s".formatted(curve.last().parallelism(), m.name()),
            "formula, M = (1 − Δ)/Δ",
            curve.formula().speedup(curve.last().parallelism()),
            curve.last().speedup(),
            WITHIN));
  }

  /** Of τ½ ∝ (1/Δ)^e between the smallest and the largest Δ; NaN without a τ½. */
  private static double exponent(List<Measured> measured) {
    Measured dense = measured.get(0);
    Measured sparse = measured.get(measured.size() - 1);
    Double from = dense.curve().halfEfficiency();
    Double to = sparse.curve().halfEfficiency();
    return from == null || to == null
        ? Double.NaN
        : Math.log(to / from) / Math.log((double) sparse.blocks() / dense.blocks());
  }

  private static String finding(List<Measured> measured, double exponent) {
    String halves =
        measured.stream()
            .map(m -> "%s for %s".formatted(Numbers.of(m.curve().halfEfficiency()), m.name()))
            .collect(Collectors.joining(", "));
    double least =
        measured.stream()
            .mapToDouble(m -> m.curve().upTo(Math.sqrt(m.blocks())).efficiency())
            .min()
            .orElse(1);
    return ("Efficiency falls to one half at τ = %s; at τ = 1/√Δ it is still at least %.0f %%. It"
            + " grows as (1/Δ)^%s; the paper's condition has the exponent 1, the earlier one 1/2.")
        .formatted(halves, 100 * least, Numbers.of(exponent));
  }
}
