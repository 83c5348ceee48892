package io.taucrit.submit.report;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.sweep.SweepRecord.CurvePoint;
import io.taucrit.jobs.sweep.SweepRecord.Half;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * A problem of a sweep brought to one target, with its points by what they are about.
 *
 * @param target relative to the start
 * @param analysed the analysis of this target, null where there is none
 * @param halves along batch and delay
 */
record SweepCase(
    SweepProblem problem,
    double target,
    Analysis.Target analysed,
    List<PointRecord> points,
    List<Half> halves) {

  /** The target's part of an id: 0.03. */
  String id() {
    return SweepProblem.plain(target);
  }

  /** Synchronous points without local steps or delays, one a batch, in order of the batch. */
  List<PointRecord> alongBatch() {
    return one(points.stream().filter(SweepCase::ofBatch).toList(), PointRecord::batch);
  }

  /** Points of constant delay, one a delay, in order of the delay. */
  List<PointRecord> alongDelay() {
    return one(points.stream().filter(p -> p.tau() != null).toList(), PointRecord::tau);
  }

  /** All other points: other members of the family, and other steps for the same setting. */
  List<PointRecord> family() {
    List<PointRecord> rest = new ArrayList<>(points);
    rest.removeAll(alongBatch());
    rest.removeAll(alongDelay());
    return rest;
  }

  private static boolean ofBatch(PointRecord point) {
    return point.tau() == null
        && point.slack() == 0
        && point.localSteps() == 1
        && (point.delay() == null || point.delay().equals("none"));
  }

  /**
   * One point for each value, one with a searched step before others; none where there is a single
   * value, for one point is no line.
   */
  private static List<PointRecord> one(
      List<PointRecord> points, Function<PointRecord, Integer> value) {
    Map<Integer, PointRecord> best = new LinkedHashMap<>();
    points.stream()
        .sorted(Comparator.comparing(value))
        .forEach(p -> best.merge(value.apply(p), p, (a, b) -> searched(b) && !searched(a) ? b : a));
    return best.size() < 2 ? List.of() : List.copyOf(best.values());
  }

  static boolean searched(PointRecord point) {
    return "search".equals(point.stepFrom());
  }

  static boolean reached(PointRecord point) {
    return "reached".equals(point.status()) && point.updates() != null;
  }

  static boolean failed(PointRecord point) {
    return "failed".equals(point.status());
  }

  /** Measured over predicted updates, null where one is missing. */
  static Double ratio(PointRecord point) {
    Double predicted = Point.of(null, point.predictedUpdates()).y();
    Double updates = Point.of(null, point.updates()).y();
    return predicted == null || updates == null || predicted <= 0 ? null : updates / predicted;
  }

  /**
   * The first of these points, that of the least batch or delay, whose best curve has b̂: those of
   * large batches descend without noise and have a small ε̂.
   */
  static Optional<PointRecord> tracked(List<PointRecord> points) {
    return points.stream().filter(p -> p.largestLocalCriticalBatch() != null).findFirst();
  }

  /** The curve to the first evaluation past its crossing; all where it has none. */
  static List<CurvePoint> toTarget(PointRecord point) {
    List<CurvePoint> curve = point.curve();
    for (int k = 0; k < curve.size(); k++) {
      if (point.updates() != null && curve.get(k).updates() >= point.updates()) {
        return curve.subList(0, k + 1);
      }
    }
    return curve;
  }

  /** b̂ at an evaluation of a point's best curve; null where it was not kept. */
  static Double local(CurvePoint at, PointRecord point) {
    return at.noise() == null || at.gradientNormSquared() == null
        ? null
        : Double.valueOf(1 + at.noise() / (at.gradientNormSquared() + point.epsilonHat()));
  }

  Optional<Half> half(String along) {
    return halves.stream().filter(h -> along.equals(h.along())).findFirst();
  }

  /** Largest predicted speedup, where more parallelism stops to help; null where not known. */
  Double saturation(String along) {
    DoubleStream speedups =
        predicted(along).stream().filter(p -> p.y() != null).mapToDouble(Point::y);
    double largest = speedups.max().orElse(Double.NaN);
    return Double.isFinite(largest) ? largest : null;
  }

  /** Predicted speedup by batch or by delay: of the analysis, or else of the points along it. */
  List<Point> predicted(String along) {
    return analysed == null
        ? along(along).stream().map(p -> predicted(p, p.batch())).toList()
        : curve(along).stream()
            .map(s -> Point.of(s.rowsInFlight(), s.estimate(), s.lower(), s.upper()))
            .toList();
  }

  private List<PointRecord> along(String along) {
    return along.equals("batch") ? alongBatch() : alongDelay();
  }

  private List<Analysis.Speedup> curve(String along) {
    return along.equals("batch") ? analysed.speedup() : analysed.delays();
  }

  static Point predicted(PointRecord point, double x) {
    return point.predictedSpeedup() == null
        ? Point.of(x, null)
        : Point.of(
            x,
            point.predictedSpeedup().estimate(),
            point.predictedSpeedup().lower(),
            point.predictedSpeedup().upper());
  }

  /** The paper's speedup by batch or by delay. */
  List<Point> formula(String along) {
    return analysed == null
        ? along(along).stream().map(p -> Point.of(p.batch(), p.formulaSpeedup())).toList()
        : curve(along).stream().map(s -> Point.of(s.rowsInFlight(), s.formula())).toList();
  }
}
