package io.taucrit.jobs.compare;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.jobs.compare.Comparison.Moment;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The engine, by advice: a run to each level, with the advice for that level, and again: the faster
 * one counts. Its total time has all that {@code train --advice} does, reading rows from their
 * blocks and evaluations too.
 */
final class EngineSolver implements Solver {
  /** Runs of the whole time at most: one that warms up, two a level. */
  static final double MOST_RUNS = 1 + 2 * Level.ALL.size();

  private final String system;
  private final JavaSparkContext spark;
  private final Problem problem;
  private final CommonObjective objective;
  private final Goal goal;
  private final long seed;
  private final Map<Double, Analysis> advice;
  private final Function<Analysis, Method> method;
  private final double preparationSeconds;

  /**
   * @param goal optimum and bound on the seconds of a run
   * @param advice by level
   * @param method what to take from an advice
   * @param preparationSeconds what the advice took
   */
  EngineSolver(
      String system,
      JavaSparkContext spark,
      Problem problem,
      CommonObjective objective,
      Goal goal,
      long seed,
      Map<Double, Analysis> advice,
      Function<Analysis, Method> method,
      double preparationSeconds) {
    this.system = system;
    this.spark = spark;
    this.problem = problem;
    this.objective = objective;
    this.goal = goal;
    this.seed = seed;
    this.advice = advice;
    this.method = method;
    this.preparationSeconds = preparationSeconds;
  }

  @Override
  public String system() {
    return system;
  }

  @Override
  public Solution solve() {
    run(Level.loosest());
    Map<Double, Seconds> toLevel = new LinkedHashMap<>();
    TrainJob.Result result = null;
    for (double level : Level.ALL) {
      result = faster(run(level), run(level));
      RunRecord record = result.record();
      if (Boolean.TRUE.equals(record.reached())) {
        toLevel.put(level, seconds(record));
      }
    }
    RunRecord last = result.record();
    objective.requireSame(system, last.objective(), result.parameters());
    return new Solution(
        "%s, workers %d, batch %d, slack %d, local steps %d, step %.4g"
            .formatted(
                last.mode(),
                last.workers(),
                last.batch(),
                last.slack(),
                last.localSteps(),
                last.stepSize()),
        preparationSeconds,
        last.updates(),
        seconds(last),
        toLevel,
        result.trace().stream().map(EngineSolver::moment).toList(),
        result.parameters());
  }

  private TrainJob.Result run(double level) {
    Analysis advised = advice.get(level);
    TrainOptions options =
        TrainOptions.of(List.of(), new Goal(level, goal.optimum(), null, goal.maxSeconds()), seed)
            .withMethod(method.apply(advised))
            .withAdvice(advised);
    return TrainJob.run(spark, problem, options, Progress.NONE, RunListener.none());
  }

  /** The one that was over first; one that got to its level before one that did not. */
  private static TrainJob.Result faster(TrainJob.Result one, TrainJob.Result other) {
    boolean reached = Boolean.TRUE.equals(one.record().reached());
    if (reached != Boolean.TRUE.equals(other.record().reached())) {
      return reached ? one : other;
    }
    return one.record().totalSeconds() <= other.record().totalSeconds() ? one : other;
  }

  private static Seconds seconds(RunRecord record) {
    return new Seconds(record.trainSeconds(), record.totalSeconds());
  }

  private static Moment moment(TracePoint point) {
    return new Moment(point.trainSeconds(), point.relativeSuboptimality());
  }
}
