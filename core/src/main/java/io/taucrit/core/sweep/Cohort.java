package io.taucrit.core.sweep;

import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.engine.VirtualClock;
import io.taucrit.core.engine.Workspace;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Curve.Outcome;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that differ in their seed alone, simulated in the calling thread and advanced together from
 * evaluation to evaluation, until their mean crosses the target. A few seeds reward steps whose
 * noise floor lies above the target and dips below it by luck; hence a crossing counts only once
 * the standard error of the mean there is small, or the seeds allowed are used up.
 *
 * <p>Memory: a vector of length d for each seed and a few for all. Not thread-safe.
 */
public final class Cohort {
  /** A mean so many times its start does not come back. */
  private static final double DIVERGED = 1e4;

  /** How much further than the crossing runs go, at most, for the bootstrap's sake. */
  private static final double BEYOND = 1.25;

  private final Objective objective;
  private final Examples rows;
  private final Setting setting;
  private final StepSizes steps;
  private final Goal goal;
  private final Workspace space;
  private final List<Run> runs = new ArrayList<>();
  private final MeanCurve curve;

  /**
   * What a curve is to reach.
   *
   * @param optimum f⋆ of these rows; null with {@link Measure#GRADIENT}
   * @param target relative to the start
   * @param mostUpdates after which the curve is given up
   */
  public record Goal(Measure measure, Double optimum, double target, long mostUpdates, Seeds seeds)
      implements Serializable {}

  private Cohort(
      Objective objective, List<Slice> slices, Setting setting, StepSizes steps, Goal goal) {
    this.objective = objective;
    this.rows = new Examples(0, slices);
    this.setting = setting;
    this.steps = steps;
    this.goal = goal;
    space = new Workspace(objective);
    curve = new MeanCurve(goal.target());
  }

  /** One run and how far it has been followed. */
  private record Run(Sequencer sequencer, InThreadRun thread) {}

  /**
   * The mean curve of one step.
   *
   * @param slices all rows, in order of place
   * @throws IllegalArgumentException if the step is too long for λ
   */
  public static Curve follow(
      Objective objective, List<Slice> slices, Setting setting, StepSizes steps, Goal goal) {
    return new Cohort(objective, slices, setting, steps, goal).follow();
  }

  private Curve follow() {
    Seeds seeds = goal.seeds();
    grow(seeds.least());
    while (true) {
      int crossing = curve.crossing();
      if (crossing < 0) {
        if (!Double.isFinite(curve.lastMean()) || curve.lastMean() > DIVERGED) {
          return result(Outcome.DIVERGED, -1);
        }
        if (curve.lastUpdates() >= goal.mostUpdates()) {
          return result(Outcome.NOT_REACHED, -1);
        }
        advance();
      } else if (runs.size() < seeds.most() && tooFew(crossing)) {
        grow(seedsNeeded(crossing));
      } else if (curve.undecided()
          && curve.lastUpdates() < BEYOND * curve.updates(crossing)
          && Double.isFinite(curve.lastMean())) {
        advance();
      } else {
        return result(Outcome.REACHED, crossing);
      }
    }
  }

  private boolean tooFew(int crossing) {
    return curve.standardError(crossing) > goal.seeds().precision() * goal.target();
  }

  /** Standard errors fall as the root of the number of runs; a tenth more for luck. */
  private int seedsNeeded(int crossing) {
    double ratio = curve.standardError(crossing) / (goal.seeds().precision() * goal.target());
    double needed = Math.ceil(1.1 * runs.size() * ratio * ratio);
    return (int) Math.min(goal.seeds().most(), Math.max(needed, runs.size() + 4));
  }

  /** Adds runs and brings them as far as the others are. */
  private void grow(int size) {
    int length = Math.max(1, curve.length());
    while (runs.size() < size) {
      Run run = start(goal.seeds().first() + runs.size());
      runs.add(run);
      for (int k = 0; k < length; k++) {
        next(runs.size() - 1, k);
      }
    }
    curve.update();
  }

  private void advance() {
    int k = curve.length();
    for (int r = 0; r < runs.size(); r++) {
      next(r, k);
    }
    curve.update();
  }

  private void next(int run, int k) {
    runs.get(run).thread.advance();
    TracePoint point = runs.get(run).sequencer.lastEvaluation();
    curve.set(run, k, point.updates(), goal.measure().at(point));
    curve.addNoise(k, point.gradientNormSquared(), point.noise());
  }

  private Run start(long seed) {
    RunPlan plan =
        new RunPlan(
            setting.dials(),
            steps,
            Averaging.NONE,
            new StoppingRule(goal.optimum(), null, Long.MAX_VALUE, Double.POSITIVE_INFINITY),
            EvaluationSchedule.standard());
    VirtualClock clock = new VirtualClock();
    Sequencer sequencer =
        new Sequencer(
            new double[objective.dimension()],
            plan,
            objective.penalty(),
            clock,
            RunListener.none());
    BatchSampler sampler = new BatchSampler(rows.end(), setting.dials().batch(), seed);
    return new Run(
        sequencer,
        InThreadRun.started(
            sequencer,
            InThreadRun.virtualWorkers(objective, rows, setting.dials(), sampler, space),
            DelayModel.parse(setting.delay(), seed),
            clock));
  }

  private Curve result(Outcome outcome, int crossing) {
    double staleness = 0;
    long largest = 0;
    for (Run run : runs) {
      Staleness of = Staleness.of(run.sequencer.staleness());
      staleness += of.mean() / runs.size();
      largest = Math.max(largest, of.max());
    }
    boolean reached = crossing >= 0;
    double[] interval = reached ? curve.bootstrap(goal.seeds().first()) : null;
    return new Curve(
        outcome,
        reached ? (Double) curve.crossingUpdates() : null,
        reached ? finite(interval[0]) : null,
        reached ? finite(interval[1]) : null,
        reached ? (Double) (curve.standardError(crossing) / goal.target()) : null,
        curve.lastUpdates(),
        runs.size(),
        staleness,
        largest,
        curve.points());
  }

  private static Double finite(double value) {
    return Double.isInfinite(value) ? null : (Double) value;
  }
}
