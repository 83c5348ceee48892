package io.taucrit.core.sweep;

import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.momentum.MomentumPlan;
import io.taucrit.core.momentum.MomentumRun;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.sweep.Curve.Outcome;
import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Runs with momentum from one x_0 that differ in their batches alone, advanced together until the
 * mean of what they are judged by crosses the target. Not thread-safe.
 */
public final class MomentumCohort {
  /** A mean so many times its start does not come back. */
  private static final double DIVERGED = 1e4;

  /** Epochs before which nothing is looked at: little is learnt there, and looking costs a pass. */
  private static final double UNSEEN = 1.0 / 32;

  private final SplitRows data;
  private final Goal goal;
  private final MomentumPlan plan;
  private final List<MomentumRun> runs;
  private final MeanCurve curve;

  /** What runs are judged by. */
  public enum Yardstick {
    /** Share of held-out rows classified wrongly. */
    HELD_OUT_ERROR,
    /** f − f⋆ on the training rows, by its value at x_0. */
    SUBOPTIMALITY
  }

  /**
   * What the mean is to reach.
   *
   * @param target of the yardstick itself
   * @param optimum f⋆; not used with {@link Yardstick#HELD_OUT_ERROR}
   * @param mostUpdates after which the mean is given up
   * @param seeds of the runs' batches
   */
  public record Goal(
      Yardstick yardstick, double target, double optimum, long mostUpdates, List<Long> seeds)
      implements Serializable {
    public Goal {
      seeds = List.copyOf(seeds);
    }

    public Goal withMostUpdates(long updates) {
      return new Goal(yardstick, target, optimum, updates, seeds);
    }

    private double at(SplitRows data, double[] x) {
      return yardstick == Yardstick.HELD_OUT_ERROR
          ? data.heldOutError(x)
          : data.at(x).value() - optimum;
    }
  }

  private MomentumCohort(SplitRows data, double[] start, MomentumPlan plan, Goal goal) {
    this.data = data;
    this.goal = goal;
    this.plan = plan;
    runs =
        goal.seeds().stream()
            .map(seed -> new MomentumRun(data, start, plan.withSeed(seed)))
            .toList();
    double initial = goal.yardstick() == Yardstick.HELD_OUT_ERROR ? goal.at(data, start) : 1;
    curve = new MeanCurve(goal.target() / initial);
  }

  /** Seeds {@code first}, first + 1, …. */
  public static List<Long> seeds(long first, int count) {
    return LongStream.range(first, first + count).boxed().toList();
  }

  /**
   * The mean curve of one step.
   *
   * @param start x_0 of all runs
   * @param plan whose seed is not used
   */
  public static Curve follow(SplitRows data, double[] start, MomentumPlan plan, Goal goal) {
    return new MomentumCohort(data, start, plan, goal).follow();
  }

  private Curve follow() {
    EvaluationSchedule schedule = EvaluationSchedule.standard();
    long first = (long) (UNSEEN * data.trainingRows() / plan.batch());
    long updates = 0;
    while (true) {
      evaluate(updates);
      if (curve.crossing() >= 0) {
        return result(Outcome.REACHED, curve.crossingUpdates());
      }
      boolean finite = runs.stream().allMatch(MomentumRun::finite);
      if (!finite || !(curve.lastMean() < DIVERGED)) {
        return result(Outcome.DIVERGED, null);
      }
      if (updates >= goal.mostUpdates()) {
        return result(Outcome.NOT_REACHED, null);
      }
      updates = Math.max(first, schedule.after(updates));
    }
  }

  private void evaluate(long updates) {
    int k = curve.length();
    for (int r = 0; r < runs.size(); r++) {
      MomentumRun run = runs.get(r);
      run.advanceTo(updates);
      curve.set(r, k, updates, goal.at(data, run.x()));
    }
    curve.update();
  }

  private Curve result(Outcome outcome, Double updates) {
    List<Curve.Point> points =
        curve.points().stream()
            .map(p -> new Curve.Point(p.updates(), p.mean(), p.standardError(), null, null))
            .toList();
    return new Curve(
        outcome, updates, null, null, null, curve.lastUpdates(), runs.size(), 0, 0, points);
  }
}
