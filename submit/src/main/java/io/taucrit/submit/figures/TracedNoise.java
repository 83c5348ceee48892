package io.taucrit.submit.figures;

import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.submit.figures.Drawing.Comparison;
import io.taucrit.submit.report.Point;
import java.util.Arrays;
import java.util.List;

/** b̂ along a run with momentum, as Figures 5 and 6 draw and judge it. */
final class TracedNoise {
  static final List<String> COLUMNS =
      List.of(
          "model",
          "run",
          "epoch",
          "local_critical_batch",
          "gradient_norm_squared",
          "noise",
          "objective",
          "held_out_error");

  private TracedNoise() {}

  static List<Point> curve(MomentumTrace trace) {
    return trace.points().stream()
        .map(p -> Point.of(p.epochs(), trace.localCriticalBatch(p)))
        .toList();
  }

  static List<List<Object>> rows(String model, String run, MomentumTrace trace) {
    return trace.points().stream()
        .map(
            p ->
                Arrays.<Object>asList(
                    model,
                    run,
                    p.epochs(),
                    finite(trace.localCriticalBatch(p)),
                    finite(p.gradientNormSquared()),
                    finite(p.noise()),
                    finite(p.objective()),
                    finite(p.heldOutError())))
        .toList();
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? (Double) value : null;
  }

  /** The median of b̂ over the evaluations after epoch {@code from} up to {@code to}. */
  static double level(MomentumTrace trace, double from, double to) {
    double[] sorted =
        trace.points().stream()
            .filter(p -> p.epochs() > from && p.epochs() <= to)
            .mapToDouble(trace::localCriticalBatch)
            .sorted()
            .toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** The right half of footnote 4, which holds for any run. */
  static Comparison footnote(String run, MomentumTrace trace) {
    Double largest = trace.noise().largestLocalCriticalBatch();
    Double middle = trace.noise().criticalBatch();
    double bound = largest == null ? Double.NaN : 4 * largest;
    return new Comparison(
        "1 + σ⋆²/ε̂ + M, at most 4 max b̂: " + run,
        "bound",
        bound,
        middle,
        null,
        middle != null && middle <= bound);
  }
}
