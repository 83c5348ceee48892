package io.taucrit.submit.figures;

import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.core.controlled.Sparsified;
import io.taucrit.core.controlled.Task;
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

/** What masks on gradients that are not sparse by themselves gain under delays: section 6. */
final class Sparsification implements PaperFigure {
  private static final List<Double> ALPHAS = List.of(1.0, 4.0, 16.0, 64.0);
  private static final List<Double> QUICK = List.of(1.0, 16.0);

  /** What counts as no gain: iterations at least so many times those without a mask. */
  private static final double NO_GAIN = 0.9;

  /** SGD with a mask that keeps one coordinate in α. */
  private record Measured(double alpha, ControlledCurve curve) {
    String name() {
      return "α = %.0f".formatted(alpha);
    }
  }

  @Override
  public String name() {
    return "sparsification";
  }

  @Override
  public String title() {
    return "Artificial sparsification under delays";
  }

  @Override
  public String source() {
    return "Stich, Mohtashami and Jaggi (2021), section 6, diversity-inducing mechanisms";
  }

  @Override
  public String claim() {
    return "Random masks allow more parallelism, but cost as many more iterations: nothing is won.";
  }

  private static Task task(double alpha) {
    return Sparsified.of(new ControlledProblem(0, Covariance.PAPER).task(), alpha);
  }

  private static List<Double> alphas(Scope scope) {
    return scope.quick() ? QUICK : ALPHAS;
  }

  @Override
  public List<Experiment<?>> experiments(Scope scope) {
    List<Experiment<?>> all = new ArrayList<>();
    for (double alpha : alphas(scope)) {
      ControlledCurve.experiments(task(alpha), Scheme.CONSTANT_DELAY, scope).forEach(all::add);
    }
    return all;
  }

  @Override
  public Drawing draw(Results results, Scope scope) {
    List<Measured> measured =
        alphas(scope).stream()
            .map(
                alpha ->
                    new Measured(
                        alpha,
                        ControlledCurve.of(task(alpha), Scheme.CONSTANT_DELAY, results, scope)))
            .toList();
    List<Comparison> comparisons = comparisons(measured);
    return new Drawing(
        List.of(
            chart(
                "",
                "Iterations under a constant delay, with masks",
                "T(τ)/τ with the best step; α = 1 is without a mask.",
                "Iterations T(τ)/τ",
                measured,
                p -> p.tuned().mean()),
            chart(
                "-relative",
                "Speedup over each mask's own sequential run",
                "T(1)/(T(τ)/τ) with T(1) of the same mask: it looks like a gain.",
                "Speedup over the same mask",
                measured,
                ControlledCurve.Point::speedup)),
        List.of("alpha", "parallelism", "updates", "speedup", "step", "sd", "interior"),
        rows(measured),
        finding(measured),
        comparisons.stream().allMatch(Comparison::agrees),
        comparisons);
  }

  private Chart chart(
      String suffix,
      String title,
      String reading,
      String y,
      List<Measured> measured,
      ToDoubleFunction<ControlledCurve.Point> value) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      series.add(
          new Series(
              measured.get(i).name(),
              Kind.MARKED,
              Ink.of(i),
              measured.get(i).curve().points().stream()
                  .map(p -> Point.of(p.parallelism(), value.applyAsDouble(p)))
                  .toList()));
    }
    return new Chart(
        name() + suffix, title, reading, Axis.log("Delay τ", ""), Axis.log(y, ""), series);
  }

  private static List<List<Object>> rows(List<Measured> measured) {
    List<List<Object>> rows = new ArrayList<>();
    for (Measured m : measured) {
      for (ControlledCurve.Point p : m.curve().points()) {
        rows.add(
            List.of(
                m.alpha(),
                p.parallelism(),
                p.tuned().mean(),
                p.speedup(),
                p.updateStep(),
                p.tuned().standardDeviation(),
                p.tuned().interior()));
      }
    }
    return rows;
  }

  /** The least iterations of a mask over those without one, over all delays. */
  private static double least(Measured masked, Measured without) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < masked.curve().points().size(); i++) {
      double with = masked.curve().points().get(i).tuned().mean();
      least = Math.min(least, with / without.curve().points().get(i).tuned().mean());
    }
    return least;
  }

  private static List<Comparison> comparisons(List<Measured> measured) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Measured masked : measured.subList(1, measured.size())) {
      double least = least(masked, measured.get(0));
      comparisons.add(
          new Comparison(
              "iterations over those without a mask, least over τ, " + masked.name(),
              "paper: no gain",
              1,
              least,
              null,
              least >= NO_GAIN));
    }
    return comparisons;
  }

  private static String finding(List<Measured> measured) {
    Measured without = measured.get(0);
    String masks =
        measured.stream()
            .skip(1)
            .map(
                m ->
                    "%s for %s (sequential: %s; own speedup up to %s)"
                        .formatted(
                            Numbers.of(least(m, without)),
                            m.name(),
                            Numbers.of(
                                m.curve().points().get(0).tuned().mean()
                                    / without.curve().points().get(0).tuned().mean()),
                            Numbers.of(m.curve().last().speedup())))
            .collect(Collectors.joining(", "));
    return "Iterations with a mask over those without, at the delay where it does best: %s."
        .formatted(masks);
  }
}
