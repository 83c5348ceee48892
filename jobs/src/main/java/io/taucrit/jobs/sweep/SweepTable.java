package io.taucrit.jobs.sweep;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.HalfEfficiency;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.StepSearch;
import io.taucrit.jobs.sweep.SweepRecord.CurvePoint;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import io.taucrit.jobs.sweep.SweepRecord.StepTried;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Turns what was measured into the record of a sweep: speedups, efficiencies, predictions. */
final class SweepTable {
  private final SweepPlan plan;
  private final List<SweepPoint> points;

  private SweepTable(SweepPlan plan, List<SweepPoint> points) {
    this.plan = plan;
    this.points = points;
  }

  static SweepRecord record(
      SweepPlan plan,
      String identity,
      String planText,
      List<SweepProblem> problems,
      List<SweepPoint> points,
      Map<String, String> versions,
      double totalSeconds) {
    SweepTable table = new SweepTable(plan, points);
    List<PointRecord> rows = points.stream().map(table::row).toList();
    List<String> warnings = new ArrayList<>();
    for (SweepProblem problem : problems) {
      if (problem.analysis() != null) {
        problem.analysis().warnings().forEach(w -> warnings.add(problem.text() + ": " + w));
      }
    }
    return new SweepRecord(
        plan.name(),
        identity,
        planText,
        plan.measure().name().toLowerCase(Locale.ROOT),
        problems.stream()
            .map(
                p ->
                    new ProblemRecord(
                        p.dataset(),
                        p.loss(),
                        p.lambda().text(),
                        p.paths(),
                        p.checksum(),
                        p.analysis(),
                        p.reason()))
            .toList(),
        rows,
        table.halves(problems, rows),
        versions,
        warnings,
        totalSeconds);
  }

  private PointRecord row(SweepPoint point) {
    Curve best = point.best();
    SweepPlan.Setting setting = point.plan();
    double rowsPerRound = setting.dials().rowsPerRound();
    boolean predicted = point.problem().analysis() != null;
    Estimate updates = predicted ? point.predictedUpdates() : null;
    double[] speedup = speedup(point);
    NoiseTrack track = predicted && best != null ? track(point) : null;
    List<Double> seconds =
        point.timed().stream()
            .filter(SweepPoint.Timed::reached)
            .map(SweepPoint.Timed::seconds)
            .toList();
    List<Long> timedUpdates =
        point.timed().stream()
            .filter(SweepPoint.Timed::reached)
            .map(SweepPoint.Timed::updates)
            .toList();
    return new PointRecord(
        point.problem().dataset(),
        point.problem().loss(),
        point.problem().lambda().text(),
        setting.dials().workers(),
        setting.dials().batch(),
        setting.dials().slack(),
        setting.dials().localSteps(),
        setting.delay(),
        setting.tau(),
        point.samplesInFlight(),
        point.target(),
        status(point),
        reason(point),
        point.bestStep(),
        setting.step() == null ? "search" : setting.step().toString(),
        best == null ? null : best.updates(),
        best == null ? null : best.lower(),
        best == null ? null : best.upper(),
        best == null ? null : (Double) (best.updates() * rowsPerRound),
        best == null ? null : best.standardError(),
        best == null ? null : (Integer) best.seeds(),
        speedup == null ? null : (Double) speedup[0],
        speedup == null ? null : finite(speedup[1]),
        speedup == null ? null : finite(speedup[2]),
        speedup == null ? null : (Double) (speedup[0] / setting.dials().batch()),
        updates == null ? null : updates.estimate(),
        updates == null ? null : updates.lower(),
        updates == null ? null : updates.upper(),
        predicted ? (Double) point.predictedStep() : null,
        updates == null ? null : point.predictedSpeedup(),
        predicted ? (Double) formulaSpeedup(point) : null,
        best == null ? null : (Double) best.meanStaleness(),
        best == null ? null : (Long) best.largestStaleness(),
        seconds.isEmpty() ? null : (Double) median(seconds),
        seconds,
        timedUpdates,
        point.timed().isEmpty() ? null : (Integer) seconds.size(),
        track == null ? null : (Double) track.epsilonHat(),
        track == null ? null : track.largestLocalCriticalBatch(),
        tried(point),
        best == null
            ? List.of()
            : best.points().stream()
                .map(
                    p ->
                        new CurvePoint(
                            p.updates(),
                            p.mean(),
                            p.standardError(),
                            p.gradientNormSquared(),
                            p.noise()))
                .toList(),
        point.workSeconds());
  }

  /** b̂ along the best curve, to the first evaluation past its crossing; null where not kept. */
  private static NoiseTrack track(SweepPoint point) {
    Curve best = point.best();
    double rowsPerRound = point.plan().dials().rowsPerRound();
    List<NoiseTrack.Visited> visited = new ArrayList<>();
    for (Curve.Point p : best.points()) {
      if (p.gradientNormSquared() == null || p.noise() == null) {
        return null;
      }
      visited.add(
          new NoiseTrack.Visited(
              p.updates(),
              Math.round(p.updates() * rowsPerRound),
              p.gradientNormSquared(),
              p.noise(),
              null));
      if (p.updates() >= best.updates()) {
        break;
      }
    }
    return NoiseTrack.of(visited, point.problem().analysis().n());
  }

  private static String status(SweepPoint point) {
    if (point.failure() != null) {
      return "failed";
    }
    return point.best() == null ? "not-reached" : "reached";
  }

  private static String reason(SweepPoint point) {
    if (point.failure() != null) {
      return point.failure();
    }
    if (point.best() != null) {
      return point.timingFailure();
    }
    List<StepSearch.Trial> trials = point.trials();
    double shortest = trials.stream().mapToDouble(StepSearch.Trial::step).min().orElse(0);
    double longest = trials.stream().mapToDouble(StepSearch.Trial::step).max().orElse(0);
    long most = trials.stream().mapToLong(StepSearch.Trial::mostUpdates).max().orElse(0);
    return "no step from %.4g to %.4g reached the target within %d updates"
        .formatted(shortest, longest, most);
  }

  private static List<StepTried> tried(SweepPoint point) {
    List<StepTried> tried = new ArrayList<>();
    for (StepSearch.Trial trial : point.trials()) {
      Curve curve = point.search().curve(trial.index());
      boolean raced = trial.mostUpdates() < point.trials().get(0).mostUpdates();
      String outcome =
          switch (curve.outcome()) {
            case REACHED -> "reached";
            case DIVERGED -> "diverged";
            case NOT_REACHED -> raced ? "stopped" : "not-reached";
          };
      tried.add(
          new StepTried(trial.step(), curve.updates(), outcome, curve.until(), curve.seeds()));
    }
    return tried;
  }

  /** Speedup and its ends over one row at a time; null where that was not measured. */
  private double[] speedup(SweepPoint point) {
    Curve one =
        points.stream()
            .filter(p -> p.problem() == point.problem() && p.target() == point.target())
            .filter(p -> p.plan().dials().rowsPerRound() == 1 && p.plan().step() == null)
            .map(SweepPoint::best)
            .filter(c -> c != null)
            .findFirst()
            .orElse(null);
    Curve here = point.best();
    if (one == null || here == null) {
      return null;
    }
    double ratio = one.updates() / (here.updates() * point.plan().dials().localSteps());
    if (here.equals(one)) {
      return new double[] {1, 1, 1};
    }
    // Both are uncertain, independently: half-widths of logarithms add as squares.
    double fall = Math.hypot(lowerSpread(one), upperSpread(here));
    double rise = Math.hypot(upperSpread(one), lowerSpread(here));
    return new double[] {ratio, ratio * Math.exp(-fall), ratio * Math.exp(rise)};
  }

  private static double lowerSpread(Curve curve) {
    return curve.lower() == null
        ? Double.POSITIVE_INFINITY
        : Math.log(curve.updates() / curve.lower());
  }

  private static double upperSpread(Curve curve) {
    return curve.upper() == null
        ? Double.POSITIVE_INFINITY
        : Math.log(curve.upper() / curve.updates());
  }

  private static Double finite(double value) {
    return Double.isInfinite(value) || value == 0 ? null : (Double) value;
  }

  private static double formulaSpeedup(SweepPoint point) {
    Double critical = point.prediction().criticalBatch().estimate();
    double kappa = critical == null ? Double.NaN : critical - 1;
    double q = Math.max(1, point.samplesInFlight());
    // S(q) is by rounds of q rows.
    return new CriticalBatch(kappa).speedup(q) * point.plan().dials().batch() / q;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  private List<Half> halves(List<SweepProblem> problems, List<PointRecord> rows) {
    List<Half> halves = new ArrayList<>();
    for (SweepProblem problem : problems) {
      if (problem.analysis() == null || plan.measure() != Measure.SUBOPTIMALITY) {
        continue;
      }
      for (Analysis.Target target : problem.analysis().targets()) {
        half(problem, target, rows, "batch", SweepTable::plainBatch).ifPresent(halves::add);
        half(problem, target, rows, "delay", r -> r.tau() != null).ifPresent(halves::add);
      }
    }
    return halves;
  }

  private static boolean plainBatch(PointRecord row) {
    return row.tau() == null
        && row.slack() == 0
        && row.localSteps() == 1
        && row.workers() == 1
        && row.delay().equals("none");
  }

  private static Optional<Half> half(
      SweepProblem problem,
      Analysis.Target target,
      List<PointRecord> rows,
      String along,
      Predicate<PointRecord> onCurve) {
    List<PointRecord> curve =
        rows.stream()
            .filter(
                r ->
                    r.dataset().equals(problem.dataset())
                        && r.loss().equals(problem.loss())
                        && r.lambda().equals(problem.lambda().text())
                        && r.target() == target.relativeSuboptimality()
                        && r.stepFrom().equals("search")
                        && r.efficiency() != null)
            .filter(onCurve)
            .sorted(Comparator.comparingInt(PointRecord::batch))
            .toList();
    if (curve.size() < 2) {
      return Optional.empty();
    }
    Double measured =
        HalfEfficiency.at(
            curve.stream().mapToDouble(PointRecord::batch).toArray(),
            curve.stream().mapToDouble(PointRecord::efficiency).toArray());
    Estimate predicted =
        along.equals("batch") ? target.halfEfficiencyBatch() : target.halfEfficiencyDelay();
    return Optional.of(
        new Half(
            problem.dataset(),
            problem.loss(),
            problem.lambda().text(),
            target.relativeSuboptimality(),
            along,
            measured,
            predicted == null ? null : predicted.estimate(),
            target.formulaHalfEfficiencyBatch().estimate()));
  }
}
