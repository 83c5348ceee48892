package io.taucrit.submit.sweep;

import static io.taucrit.submit.output.Numbers.of;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import io.taucrit.jobs.sweep.SweepRecord.ProblemRecord;
import io.taucrit.submit.output.SweepSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What changed between two sweeps, over the points that both have: same data set, loss, λ, measure,
 * target, setting and way to the step.
 *
 * <p>A point has drifted if it reached its target before and does not any more, or if the two
 * intervals of its updates are disjoint and the updates differ by more than {@value #TOLERANCE} of
 * the earlier ones: deterministic points have intervals of no width. An end that is not known is
 * infinite where the other end is known, else it is the value itself.
 *
 * @param points one line for each drifted point
 * @param notes one line for each other change worth knowing: f⋆ or n of a problem, targets reached
 *     that were not before, points that only one of the sweeps has
 */
public record Drift(List<String> points, List<String> notes) {
  /** Largest relative change of the updates that is never drift. */
  public static final double TOLERANCE = 0.05;

  // Sums in another order change the last digits of f*.
  private static final double OPTIMUM_TOLERANCE = 1e-6;

  public Drift {
    points = List.copyOf(points);
    notes = List.copyOf(notes);
  }

  /** Compares a sweep with an earlier one. */
  public static Drift between(SweepRecord earlier, SweepRecord now) {
    if (!earlier.measure().equals(now.measure())) {
      return new Drift(
          List.of(),
          List.of(
              "nothing to compare: targets are of %s, earlier of %s"
                  .formatted(now.measure(), earlier.measure())));
    }
    List<String> points = new ArrayList<>();
    List<String> notes = new ArrayList<>(problems(earlier, now));
    Map<PointKey, PointRecord> before = byKey(earlier.points(), PointKey::of);
    Map<PointKey, PointRecord> after = byKey(now.points(), PointKey::of);
    after.forEach(
        (key, point) -> {
          PointRecord old = before.get(key);
          if (old != null) {
            compare(old, point, points, notes);
          }
        });
    count(notes, "points are new", after, before);
    count(notes, "points of the earlier sweep are gone", before, after);
    return new Drift(points, notes);
  }

  private static <K> void count(List<String> notes, String what, Map<K, ?> all, Map<K, ?> other) {
    long alone = all.keySet().stream().filter(key -> !other.containsKey(key)).count();
    if (alone > 0) {
      notes.add(of(alone) + " " + what);
    }
  }

  private static <K, V> Map<K, V> byKey(List<V> values, Function<V, K> key) {
    Map<K, V> map = new LinkedHashMap<>();
    values.forEach(value -> map.put(key.apply(value), value));
    return map;
  }

  private static void compare(
      PointRecord old, PointRecord now, List<String> points, List<String> notes) {
    boolean wasReached = old.status().equals(SweepSummary.REACHED);
    boolean isReached = now.status().equals(SweepSummary.REACHED);
    if (wasReached && isReached) {
      double ratio = now.updates() / old.updates();
      boolean disjoint = lower(now) > upper(old) || upper(now) < lower(old);
      if (disjoint && Math.abs(ratio - 1) > TOLERANCE) {
        points.add(
            "%s: %s updates%s, earlier %s%s (ratio %s)"
                .formatted(
                    SweepSummary.point(now),
                    of(now.updates()),
                    interval(now),
                    of(old.updates()),
                    interval(old),
                    of(ratio)));
      }
    } else if (wasReached) {
      points.add(
          "%s: %s, earlier reached after %s updates%s"
              .formatted(SweepSummary.point(now), now.status(), of(old.updates()), interval(old)));
    } else if (isReached) {
      notes.add(
          "%s: reached after %s updates%s, earlier %s"
              .formatted(SweepSummary.point(now), of(now.updates()), interval(now), old.status()));
    }
  }

  private static String interval(PointRecord p) {
    String interval = SweepSummary.interval(p.updatesLower(), p.updatesUpper());
    return interval.isEmpty() ? "" : " " + interval;
  }

  private static double lower(PointRecord p) {
    return end(p.updatesLower(), p.updatesUpper(), p.updates(), Double.NEGATIVE_INFINITY);
  }

  private static double upper(PointRecord p) {
    return end(p.updatesUpper(), p.updatesLower(), p.updates(), Double.POSITIVE_INFINITY);
  }

  private static double end(Double end, Double otherEnd, double value, double open) {
    return end != null ? end : otherEnd != null ? open : value;
  }

  private static List<String> problems(SweepRecord earlier, SweepRecord now) {
    Map<List<String>, ProblemRecord> before =
        byKey(earlier.problems(), p -> List.of(p.dataset(), p.loss(), p.lambda()));
    List<String> notes = new ArrayList<>();
    for (ProblemRecord problem : now.problems()) {
      ProblemRecord old = before.get(List.of(problem.dataset(), problem.loss(), problem.lambda()));
      if (old == null || old.analysis() == null || problem.analysis() == null) {
        continue;
      }
      Analysis a = problem.analysis();
      Analysis b = old.analysis();
      String name =
          "%s, %s, lambda %s".formatted(problem.dataset(), problem.loss(), problem.lambda());
      if (a.n() != b.n()) {
        notes.add("%s: %s rows, earlier %s".formatted(name, of(a.n()), of(b.n())));
      }
      if (a.optimum() == null || b.optimum() == null) {
        continue;
      }
      double optimum = a.optimum().value();
      double oldOptimum = b.optimum().value();
      if (!(Math.abs(optimum - oldOptimum) <= OPTIMUM_TOLERANCE * Math.abs(oldOptimum))) {
        notes.add(
            String.format(Locale.ROOT, "%s: f* = %.9g, earlier %.9g", name, optimum, oldOptimum));
      }
    }
    return notes;
  }

  /** What makes two points the same. */
  private record PointKey(
      String dataset,
      String loss,
      String lambda,
      int workers,
      int batch,
      int slack,
      int localSteps,
      String delay,
      Integer tau,
      String stepFrom,
      double target) {
    static PointKey of(PointRecord p) {
      return new PointKey(
          p.dataset(),
          p.loss(),
          p.lambda(),
          p.workers(),
          p.batch(),
          p.slack(),
          p.localSteps(),
          p.delay(),
          p.tau(),
          p.stepFrom(),
          p.target());
    }
  }
}
