package io.taucrit.submit.figures;

import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Covariance;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.jobs.reproduce.EstimatedM;
import io.taucrit.jobs.reproduce.Experiment;
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
import java.util.stream.Stream;

/** Figure 3, and what the estimators of the analysis say of M of the same instances. */
final class AnalyzedSpeedup extends ControlledSpeedup {
  private static final double PRECISION = 0.2;
  private static final long MOST_ROWS = 1 << 18;
  private static final List<Double> MS = List.of(1.0, 10.0, 100.0, 1000.0, 10000.0);
  private static final List<Double> QUICK = List.of(1.0, 10.0);

  AnalyzedSpeedup() {
    super(
        3,
        Scheme.MINI_BATCH,
        Stream.of(Covariance.values()).flatMap(c -> ControlledPanel.both(c).stream()).toList(),
        false);
  }

  private static List<EstimatedM> estimates(Covariance covariance, Scope scope) {
    return (scope.quick() ? QUICK : MS)
        .stream()
            .map(m -> new ControlledProblem(m, covariance))
            .map(p -> new EstimatedM(p, PRECISION, MOST_ROWS, scope.firstSeed()))
            .toList();
  }

  @Override
  public List<Experiment<?>> experiments(Scope scope) {
    List<Experiment<?>> all = new ArrayList<>(super.experiments(scope));
    for (Covariance covariance : Covariance.values()) {
      all.addAll(estimates(covariance, scope));
    }
    return all;
  }

  @Override
  Drawing drawing(
      List<Chart> charts,
      List<List<Object>> rows,
      List<Measured> measured,
      Results results,
      Scope scope) {
    Drawing speedups = super.drawing(charts, rows, measured, results, scope);
    List<Comparison> comparisons = new ArrayList<>(speedups.comparisons());
    List<Series> series = new ArrayList<>();
    int holding = 0;
    int all = 0;
    for (Covariance covariance : Covariance.values()) {
      List<Point> points = new ArrayList<>();
      List<Point> truth = new ArrayList<>();
      for (EstimatedM experiment : estimates(covariance, scope)) {
        Estimate estimate = results.of(experiment);
        ControlledProblem problem = experiment.problem();
        boolean holds = holds(estimate, problem.trueM());
        holding += holds ? 1 : 0;
        all++;
        points.add(Point.of(problem.m(), estimate.estimate(), estimate.lower(), estimate.upper()));
        truth.add(Point.of(problem.m(), problem.trueM()));
        comparisons.add(
            new Comparison(
                "M by the analysis, %s (%s)"
                    .formatted(ControlledPanel.name(problem.m()), covariance.text()),
                "true M, 95 % interval",
                problem.trueM(),
                estimate.estimate(),
                null,
                holds));
      }
      Ink ink = Ink.of(covariance.ordinal());
      series.add(new Series("Estimate, " + covariance.text(), Kind.ERROR_BARS, ink, points));
      series.add(new Series("True, " + covariance.text(), Kind.DASHED, ink, truth));
    }
    List<Chart> panels = new ArrayList<>(speedups.charts());
    panels.add(
        new Chart(
            name() + "-estimated",
            "M of Property 3: what the analysis estimates",
            "Estimates from samples of stochastic gradients with 95 % intervals; dashed is the"
                + " truth, 20 M with the covariance as written and M with the unit one.",
            Axis.log("M in the definition of the noise", ""),
            Axis.log("sup V/‖∇f‖²", ""),
            series));
    String finding =
        "%s The analysis, which sees stochastic gradients only, has the true M in %d of %d intervals."
            .formatted(speedups.finding(), holding, all);
    boolean agrees = speedups.agrees() && holding == all;
    return new Drawing(panels, speedups.columns(), speedups.rows(), finding, agrees, comparisons);
  }

  private static boolean holds(Estimate estimate, double truth) {
    return estimate.lower() <= truth && (estimate.upper() == null || truth <= estimate.upper());
  }
}
