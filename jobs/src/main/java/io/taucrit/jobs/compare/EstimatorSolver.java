package io.taucrit.jobs.compare;

import io.taucrit.jobs.compare.Comparison.Moment;
import io.taucrit.jobs.compare.Estimator.Fit;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How long a spark.ml estimator takes to each level. What it does within a fit has no clock, but a
 * fit of k iterations ends where a longer one passes by: fits of 1, 2, 4, … iterations tell from
 * which k on a level is reached, and a fit of exactly that k is timed, as if its user had known k,
 * and again: the fastest counts. The training clock of a fit is its time less that of a fit of no
 * iterations, which reads and arranges the rows.
 */
final class EstimatorSolver implements Solver {
  /** Runs of the whole time at most: three longer and longer ones, two a level. */
  static final double MOST_RUNS = 3 + 2 * Level.ALL.size();

  private static final int WARM_UP = 3;
  private static final int SET_UPS = 3;

  /** The next fit is worth its time if it has so many times the iterations. */
  private static final double WORTHWHILE = 1.1;

  private final Estimator estimator;
  private final CommonObjective objective;
  private final double maxSeconds;
  private final NavigableMap<Integer, Timed> fits = new TreeMap<>();
  private double setUp;

  EstimatorSolver(Estimator estimator, CommonObjective objective, double maxSeconds) {
    this.estimator = estimator;
    this.objective = objective;
    this.maxSeconds = maxSeconds;
  }

  private record Timed(Fit fit, double relative) {}

  @Override
  public String system() {
    return estimator.system();
  }

  @Override
  public Solution solve() {
    estimator.fit(WARM_UP);
    if (!estimator.closedForm()) {
      setUp = fastestSetUp();
    }
    lengthen();
    if (!estimator.closedForm()) {
      // The fits have warmed the machine up further, and theirs is the set-up to subtract.
      setUp = Math.min(setUp, fastestSetUp());
    }
    Map<Double, Seconds> toLevel = new LinkedHashMap<>();
    for (double level : Level.ALL) {
      Integer iterations = firstBelow(level);
      if (iterations != null) {
        timed(iterations);
        toLevel.put(level, seconds(again(iterations).fit()));
      }
    }
    Map.Entry<Integer, Timed> last =
        toLevel.containsKey(Level.tightest())
            ? fits.floorEntry(firstBelow(Level.tightest()))
            : fits.lastEntry();
    return new Solution(
        estimator.setting(),
        null,
        last.getKey(),
        seconds(last.getValue().fit()),
        toLevel,
        trajectory(last.getKey()),
        last.getValue().fit().coefficients());
  }

  /**
   * A fit of k iterations ends before a longer one: where it took longer, by whatever came in
   * between, the time of the longer one is an upper bound, and a closer one.
   */
  private List<Moment> trajectory(int iterations) {
    LinkedList<Moment> trajectory = new LinkedList<>();
    double bound = Double.POSITIVE_INFINITY;
    for (Timed timed : fits.headMap(iterations, true).descendingMap().values()) {
      bound = Math.min(bound, seconds(timed.fit()).train());
      trajectory.addFirst(new Moment(bound, timed.relative()));
    }
    trajectory.addFirst(new Moment(0, 1));
    return trajectory;
  }

  /** Fits of more and more iterations, until one is at the tightest level or takes all the time. */
  private void lengthen() {
    int iterations = 1;
    while (true) {
      Timed timed = timed(iterations);
      int possible = (int) (iterations * maxSeconds / timed.fit().seconds());
      boolean iterates = timed.fit().history().length > 0;
      int next = Math.min(iterates ? 2 * iterations : iterations + 1, possible);
      boolean ended = iterates && timed.fit().history().length <= iterations;
      if (timed.relative() <= Level.tightest()
          || ended
          || estimator.closedForm()
          || next < (iterates ? WORTHWHILE * iterations : iterations + 1)) {
        return;
      }
      iterations = next;
    }
  }

  private Timed timed(int iterations) {
    return fits.computeIfAbsent(
        iterations,
        k -> {
          Fit fit = estimator.fit(k);
          objective.requireSame(system(), fit.objective(), fit.coefficients());
          return new Timed(fit, objective.relative(fit.coefficients()));
        });
  }

  /** Times it once more and keeps the faster one. */
  private Timed again(int iterations) {
    Timed first = fits.remove(iterations);
    Timed second = timed(iterations);
    if (first.fit().seconds() < second.fit().seconds()) {
      fits.put(iterations, first);
    }
    return fits.get(iterations);
  }

  /** The first iteration at the level, by the longest fit's history or by the fits themselves. */
  private Integer firstBelow(double level) {
    double[] history = fits.lastEntry().getValue().fit().history();
    for (int k = 1; k < history.length; k++) {
      if (objective.relative(history[k]) <= level) {
        return k;
      }
    }
    return fits.entrySet().stream()
        .filter(e -> e.getValue().relative() <= level)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private double fastestSetUp() {
    return IntStream.range(0, SET_UPS)
        .mapToDouble(i -> estimator.fit(0).seconds())
        .min()
        .orElseThrow();
  }

  private Seconds seconds(Fit fit) {
    return new Seconds(Math.max(0, fit.seconds() - setUp), fit.seconds());
  }
}
