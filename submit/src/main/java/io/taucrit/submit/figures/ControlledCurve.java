package io.taucrit.submit.figures;

import io.taucrit.core.controlled.ControlledProblem;
import io.taucrit.core.controlled.Scheme;
import io.taucrit.core.controlled.Task;
import io.taucrit.core.controlled.TunedStep;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.HalfEfficiency;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.reproduce.TunedSgd;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * SGD with tuned steps on one task at all parallelisms, beside the formula: S(q) = T(1)/(T(q)/q)
 * from means over the seeds, and S(q) = q (M + 1)/(M + q) by {@link CriticalBatch} with the task's
 * true M.
 *
 * @param points by ascending parallelism, the first at 1
 */
record ControlledCurve(Task task, List<Point> points) {
  private static final int LARGEST_EXPONENT = 14;

  /** Enough to see linear speedup and saturation. */
  private static final List<Integer> QUICK = List.of(1, 16, 256, 4096);

  /** What was measured at one parallelism. */
  record Point(int parallelism, TunedStep tuned, double speedup) {
    double efficiency() {
      return speedup / parallelism;
    }

    /** The step as the paper names it, of a whole update: γ_mb, γ_HW or γ_d. */
    double updateStep() {
      return parallelism * tuned.step();
    }

    /** S at the mean updates of the seeds with their standard deviation more or less. */
    double speedup(double deviations) {
      double mean = tuned.mean();
      return speedup * mean / (mean - deviations * tuned.standardDeviation());
    }
  }

  /** 2⁰ … 2¹⁴. */
  static List<Integer> parallelisms(Scope scope) {
    return scope.quick()
        ? QUICK
        : IntStream.rangeClosed(0, LARGEST_EXPONENT).mapToObj(e -> 1 << e).toList();
  }

  static Stream<TunedSgd> experiments(Task task, Scheme scheme, Scope scope) {
    return parallelisms(scope).stream().map(q -> new TunedSgd(task, scheme, q, scope.allSeeds()));
  }

  static ControlledCurve of(Task task, Scheme scheme, Results results, Scope scope) {
    List<TunedStep> tuned =
        experiments(task, scheme, scope).map(experiment -> results.of(experiment)).toList();
    List<Integer> parallelisms = parallelisms(scope);
    double single = tuned.get(0).mean();
    return new ControlledCurve(
        task,
        IntStream.range(0, tuned.size())
            .mapToObj(
                i -> new Point(parallelisms.get(i), tuned.get(i), single / tuned.get(i).mean()))
            .toList());
  }

  static ControlledCurve of(
      ControlledProblem problem, Scheme scheme, Results results, Scope scope) {
    return of(problem.task(), scheme, results, scope);
  }

  CriticalBatch formula() {
    return new CriticalBatch(task.m());
  }

  Point last() {
    return points.get(points.size() - 1);
  }

  /** The parallelism at which efficiency falls to one half; null if it does not. */
  Double halfEfficiency() {
    return HalfEfficiency.at(array(Point::parallelism), array(Point::efficiency));
  }

  /** The point whose speedup is furthest from the formula's, in ratio. */
  Point furthest() {
    return points.stream()
        .max(Comparator.comparingDouble(p -> Math.abs(Math.log(ratio(p)))))
        .orElseThrow();
  }

  private double ratio(Point point) {
    return point.speedup() / formula().speedup(point.parallelism());
  }

  /** The point of the largest parallelism up to a bound, at least the first. */
  Point upTo(double bound) {
    return points.stream()
        .filter(p -> p.parallelism() <= bound)
        .reduce((a, b) -> b)
        .orElse(points.get(0));
  }

  private double[] array(ToDoubleFunction<Point> value) {
    return points.stream().mapToDouble(value).toArray();
  }
}
