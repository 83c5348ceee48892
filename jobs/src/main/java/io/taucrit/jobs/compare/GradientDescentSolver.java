package io.taucrit.jobs.compare;

import io.taucrit.jobs.compare.Comparison.Moment;
import io.taucrit.jobs.compare.RecordingUpdater.Iterate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.optimization.Gradient;
import org.apache.spark.mllib.optimization.GradientDescent;
import org.apache.spark.mllib.optimization.SquaredL2Updater;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;

/**
 * spark.mllib's {@code GradientDescent.runMiniBatchSGD}: a Spark job an iteration, steps of
 * step/√t. The step is the best of short trials, of its default 1 and of powers of two times that
 * of the full gradient, 1/L⋆.
 */
final class GradientDescentSolver implements Solver {
  private static final double DEFAULT_STEP = 1;
  private static final int TRIAL = 30;

  /** Exponents of two by which the step that suits the full gradient is multiplied in trials. */
  private static final int LEAST_EXPONENT = -4;

  private static final int MOST_EXPONENT = 5;

  /** Share of the time after which it is looked whether it is there already. */
  private static final double FIRST_LOOK = 0.125;

  /** Runs of the whole time at most, after the trials of steps. */
  static final double MOST_RUNS = FIRST_LOOK + 1;

  private final RDD<Tuple2<Object, Vector>> rows;
  private final Gradient gradient;
  private final CommonObjective objective;
  private final int dimension;
  private final double lambda;
  private final double fraction;
  private final String batch;
  private final double fullStep;
  private final double maxSeconds;

  /**
   * @param fraction of the rows in an iteration, in (0, 1]
   * @param batch the fraction in words
   * @param fullStep 1/L⋆
   */
  GradientDescentSolver(
      RDD<Tuple2<Object, Vector>> rows,
      Gradient gradient,
      CommonObjective objective,
      int dimension,
      double lambda,
      double fraction,
      String batch,
      double fullStep,
      double maxSeconds) {
    this.rows = rows;
    this.gradient = gradient;
    this.objective = objective;
    this.dimension = dimension;
    this.lambda = lambda;
    this.fraction = fraction;
    this.batch = batch;
    this.fullStep = fullStep;
    this.maxSeconds = maxSeconds;
  }

  @Override
  public String system() {
    return "spark.mllib GradientDescent, " + batch;
  }

  /** Steps that were tried, with where they led and what an iteration took. */
  private record Trial(double step, double value, double[] weights, double secondsPerIteration) {}

  @Override
  public Solution solve() {
    long started = System.nanoTime();
    Trial best = trial(DEFAULT_STEP);
    for (int j = LEAST_EXPONENT; j <= MOST_EXPONENT; j++) {
      Trial other = trial(Math.scalb(fullStep, j));
      best = other.value() < best.value() ? other : best;
    }
    double preparation = (System.nanoTime() - started) / 1e9;
    requireSameObjective(best.weights());
    double all = Math.max(TRIAL, maxSeconds / best.secondsPerIteration());
    List<Iterate> iterates = run(best.step(), (int) Math.ceil(FIRST_LOOK * all));
    Solution first = solution(best.step(), preparation, iterates);
    return first.toLevel().containsKey(Level.tightest())
        ? first
        : solution(best.step(), preparation, run(best.step(), (int) Math.ceil(all)));
  }

  private Trial trial(double step) {
    List<Iterate> iterates = run(step, TRIAL);
    Iterate last = iterates.get(iterates.size() - 1);
    double value = objective.at(last.weights());
    return new Trial(
        step,
        Double.isNaN(value) ? Double.POSITIVE_INFINITY : value,
        last.weights(),
        last.trainSeconds() / TRIAL);
  }

  private List<Iterate> run(double step, int iterations) {
    RecordingUpdater updater = new RecordingUpdater(iterations);
    GradientDescent.runMiniBatchSGD(
        rows,
        gradient,
        updater,
        step,
        iterations,
        lambda,
        fraction,
        Vectors.dense(new double[dimension]),
        0);
    return updater.iterates();
  }

  /** Its loss at a point is that of an iteration over all rows that begins there. */
  private void requireSameObjective(double[] x) {
    double[] history =
        GradientDescent.runMiniBatchSGD(
                rows, gradient, new SquaredL2Updater(), 0, 1, lambda, 1, Vectors.dense(x), 0)
            ._2();
    objective.requireSame(system(), history[0], x);
  }

  /** Up to the first iterate at the tightest level. */
  private Solution solution(double step, double preparation, List<Iterate> iterates) {
    List<Moment> trajectory = new ArrayList<>(List.of(new Moment(0, 1)));
    Map<Double, Seconds> toLevel = new LinkedHashMap<>();
    Iterate last = null;
    for (Iterate iterate : iterates) {
      double relative = objective.relative(iterate.weights());
      Seconds seconds = new Seconds(iterate.trainSeconds(), iterate.totalSeconds());
      trajectory.add(new Moment(iterate.trainSeconds(), relative));
      Level.ALL.stream()
          .filter(level -> relative <= level)
          .forEach(level -> toLevel.putIfAbsent(level, seconds));
      last = iterate;
      if (relative <= Level.tightest()) {
        break;
      }
    }
    return new Solution(
        "step %.4g/sqrt(t), regParam %.4g, miniBatchFraction %.4g"
            .formatted(step, lambda, fraction),
        preparation,
        last.iteration(),
        new Seconds(last.trainSeconds(), last.totalSeconds()),
        toLevel,
        trajectory,
        last.weights());
  }
}
