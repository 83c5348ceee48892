package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * One worker of parallel SGD as a state machine: given a reply it computes the next request. It
 * pulls only the coordinates its rows touch, all at one version, and pushes there: the sum of its
 * rows' gradients, or what its local steps made of x.
 *
 * <p>Not thread-safe: one thread drives a worker. Memory: two vectors of length d and the examples;
 * with local steps one vector more, and two for each further thread; a {@link Workspace} may be
 * shared.
 */
public final class Worker implements AutoCloseable {
  private final int index;
  private final long attempt;
  private final Objective objective;
  private final Examples training;
  private final Examples heldOut;
  private final List<Slice> evaluated;
  private final RowSampler sampler;

  private final Lane lane;
  private final LocalSteps localSteps;
  private final CoordinateSet touched;
  private ClockBatch batch;
  private ClockBatch ahead;
  private long aheadClock = -1;

  /**
   * A worker that owns the rows it draws from, and evaluates on them.
   *
   * @param index w in [0, P)
   * @param attempt number of this attempt; a later attempt of the same worker has a higher one
   * @param heldOut rows to evaluate on but not to train on; may be empty
   * @param localSteps H
   * @param threads that share the H steps
   * @param travels whether messages leave the JVM; changes which coordinates they hold only
   */
  public Worker(
      int index,
      long attempt,
      Objective objective,
      Examples training,
      Examples heldOut,
      BatchSampler sampler,
      int localSteps,
      int threads,
      boolean travels) {
    this(
        index,
        attempt,
        objective,
        training,
        heldOut,
        training.slices(),
        sampler.ofPlaces(training.first(), training.end()),
        localSteps,
        threads,
        new Workspace(objective),
        travels);
  }

  /**
   * @param training rows it draws from
   * @param evaluated rows it evaluates on
   * @param space may be shared by workers that one thread drives
   */
  Worker(
      int index,
      long attempt,
      Objective objective,
      Examples training,
      Examples heldOut,
      List<Slice> evaluated,
      RowSampler sampler,
      int localSteps,
      int threads,
      Workspace space,
      boolean travels) {
    this.index = index;
    this.attempt = attempt;
    this.objective = objective;
    this.training = training;
    this.heldOut = heldOut;
    this.evaluated = evaluated;
    this.sampler = sampler;
    lane = space.lane;
    this.localSteps =
        localSteps == 1 ? null : new LocalSteps(objective, training, localSteps, threads, space);
    touched = space.touched;
    boolean collects = this.localSteps != null && this.localSteps.readsTouched();
    batch = new ClockBatch(localSteps, collects, travels);
    ahead = new ClockBatch(localSteps, collects, travels);
  }

  /** w. */
  public int index() {
    return index;
  }

  /** The first request of an attempt. */
  public Request first() {
    return new Request.Register(index, attempt);
  }

  /**
   * The request that follows a reply, or null when the worker is done.
   *
   * @throws IllegalStateException if this attempt was refused
   */
  public Request next(Reply reply) {
    if (reply instanceof Reply.Work work) {
      double[] push = localSteps == null ? gradientAt(work) : localSteps.push(work, batch);
      long rows = batch.rows();
      prepare(work.clock() + 1);
      return step(work.clock() + 1, push, rows);
    }
    if (reply instanceof Reply.Registered registered) {
      prepare(registered.clock());
      return step(registered.clock(), null, 0);
    }
    if (reply instanceof Reply.Evaluate evaluate) {
      return evaluate(evaluate);
    }
    if (reply instanceof Reply.Refused refused) {
      throw new IllegalStateException(refused.reason());
    }
    return null;
  }

  /** Draws the batch after the one just asked for; worth calling while a reply is under way. */
  public void lookAhead(Request sent) {
    if (sent instanceof Request.Step step && aheadClock != step.clock() + 1) {
      aheadClock = step.clock() + 1;
      ahead.draw(sampler, aheadClock, training, objective, touched);
    }
  }

  private void prepare(long clock) {
    if (aheadClock == clock) {
      ClockBatch drawn = ahead;
      ahead = batch;
      batch = drawn;
      aheadClock = -1;
    } else {
      batch.draw(sampler, clock, training, objective, touched);
    }
  }

  private Request.Step step(long clock, double[] push, long rows) {
    return new Request.Step(index, attempt, clock, push, rows, batch.coordinates());
  }

  private double[] gradientAt(Reply.Work work) {
    int[] coordinates = batch.coordinates();
    double[] values = work.values();
    Batch rows = batch.step(0);
    if (coordinates == null) {
      double[] push = new double[values.length];
      rows.addGradients(objective, training, values, push);
      return push;
    }
    for (int k = 0; k < coordinates.length; k++) {
      lane.x[coordinates[k]] = values[k];
    }
    rows.addGradients(objective, training, lane.x, lane.gradient);
    double[] push = new double[coordinates.length];
    for (int k = 0; k < coordinates.length; k++) {
      push[k] = lane.gradient[coordinates[k]];
      lane.gradient[coordinates[k]] = 0;
    }
    return push;
  }

  private Request.Evaluated evaluate(Reply.Evaluate evaluate) {
    GradientSums sums =
        evaluated.isEmpty()
            ? GradientSums.none()
            : PartialPass.sums(objective, evaluate.x(), evaluated);
    GradientSums held =
        heldOut.first() == heldOut.end()
            ? null
            : PartialPass.sums(objective.dataPart(), evaluate.x(), heldOut.slices());
    return new Request.Evaluated(
        index,
        attempt,
        evaluate.version(),
        sums,
        held == null ? 0 : held.rows(),
        held == null ? 0 : held.loss());
  }

  @Override
  public void close() {
    if (localSteps != null) {
      localSteps.close();
    }
  }
}
