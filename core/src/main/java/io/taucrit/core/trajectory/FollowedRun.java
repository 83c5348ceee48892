package io.taucrit.core.trajectory;

import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.engine.VirtualClock;
import io.taucrit.core.engine.Workspace;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.SplitRows;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the engine from x_0 = 0, simulated in the calling thread and followed: its virtual
 * workers draw from all training rows, as in {@link io.taucrit.core.sweep.Cohort}. What is observed
 * is a function of the arguments alone. Not thread-safe.
 */
public final class FollowedRun {
  private final SplitRows rows;
  private final Course course;
  private final Observer observer;
  private final VirtualClock clock = new VirtualClock();
  private final Sequencer sequencer;

  /** Told every evaluation, in order. */
  public interface Observer {
    /**
     * @param x the iterate evaluated, a copy
     * @param meanStaleness θ̄ of the pushes so far
     */
    void evaluated(TracePoint at, double[] x, double meanStaleness);
  }

  private FollowedRun(SplitRows rows, Course course, Observer observer) {
    this.rows = rows;
    this.course = course;
    this.observer = observer;
    RunPlan plan =
        new RunPlan(
            course.setting().dials(),
            course.steps(),
            course.averaging(),
            StoppingRule.updates(course.updates()),
            course.evaluations());
    Objective objective = rows.objective();
    double[] start = new double[objective.dimension()];
    sequencer = new Sequencer(start, plan, objective.penalty(), clock, listener());
  }

  /** Told before anything else is applied: the sequencer's parameters are those evaluated. */
  private RunListener listener() {
    return new RunListener() {
      @Override
      public void evaluated(TracePoint at) {
        observer.evaluated(at, sequencer.parameters(), sequencer.staleness().mean());
      }
    };
  }

  /**
   * Follows a run to its end.
   *
   * @throws IllegalArgumentException if the step is too long for λ
   */
  public static Trajectory follow(SplitRows rows, Course course, long seed) {
    List<Trajectory.Point> points = new ArrayList<>();
    boolean[] diverged = new boolean[1];
    observe(
        rows,
        course,
        seed,
        (at, x, meanStaleness) -> {
          if (Double.isFinite(at.objective())) {
            points.add(point(rows, at, x, meanStaleness));
          } else {
            diverged[0] = true;
          }
        });
    return new Trajectory(points, diverged[0]);
  }

  /**
   * Runs to the end and tells the observer.
   *
   * @throws IllegalArgumentException if the step is too long for λ
   */
  public static void observe(SplitRows rows, Course course, long seed, Observer observer) {
    new FollowedRun(rows, course, observer).run(seed);
  }

  private void run(long seed) {
    Examples examples = new Examples(0, rows.training());
    BatchSampler sampler = new BatchSampler(examples.end(), course.setting().dials().batch(), seed);
    InThreadRun.run(
        sequencer,
        InThreadRun.virtualWorkers(
            rows.objective(),
            examples,
            course.setting().dials(),
            sampler,
            new Workspace(rows.objective())),
        DelayModel.parse(course.setting().delay(), seed),
        clock);
  }

  private static Trajectory.Point point(
      SplitRows rows, TracePoint at, double[] x, double meanStaleness) {
    Objective objective = rows.objective();
    double norm = 0;
    for (double coordinate : x) {
      norm += coordinate * coordinate;
    }
    return new Trajectory.Point(
        at.updates(),
        at.samples(),
        at.objective(),
        at.gradientNormSquared(),
        at.noise(),
        at.objective() - objective.regularisation() / 2 * norm,
        finite(rows.heldOutLoss(x)),
        finite(rows.trainingError(x)),
        finite(rows.heldOutError(x)),
        meanStaleness);
  }

  /** Null for what there is not. */
  private static Double finite(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
