package io.taucrit.core.engine;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Penalty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The evaluations of one run: when one is due, what the workers found of the one under way, and the
 * curve of all that are complete. Not thread-safe.
 */
final class Evaluations {
  private final StoppingRule stopping;
  private final EvaluationSchedule schedule;
  private final Penalty penalty;

  /** The parameters under evaluation, null while there are none. */
  private double[] snapshot;

  /** What each worker found at them, null before. */
  private final Request.Evaluated[] found;

  /** Workers that were sent them, as far as is known. */
  private final boolean[] told;

  private int missing;
  private long next;
  private double initialObjective = Double.NaN;
  private final List<TracePoint> trace = new ArrayList<>();

  Evaluations(RunPlan plan, Penalty penalty) {
    stopping = plan.stopping();
    schedule = plan.evaluations();
    this.penalty = penalty;
    found = new Request.Evaluated[plan.dials().workers()];
    told = new boolean[found.length];
  }

  /** Goes on from a copy of a run's state. */
  Evaluations(RunPlan plan, Penalty penalty, SequencerState state) {
    this(plan, penalty);
    next = state.nextEvaluation();
    initialObjective = state.initialObjective();
    trace.addAll(state.trace());
  }

  boolean isDue(long updates, long nanos) {
    return updates >= next
        || updates >= stopping.maxUpdates()
        || nanos / 1e9 >= stopping.maxSeconds();
  }

  boolean isUnderWay() {
    return snapshot != null;
  }

  /**
   * @param x kept, not copied
   */
  void begin(double[] x) {
    snapshot = x;
    missing = found.length;
    Arrays.fill(found, null);
    Arrays.fill(told, false);
  }

  /** The parameters for a worker that was not sent them; null for one that was. */
  double[] parametersFor(int worker) {
    if (told[worker] || found[worker] != null) {
      return null;
    }
    told[worker] = true;
    return snapshot;
  }

  /** Whatever a worker was sent, it may have missed. */
  void forget(int worker) {
    told[worker] = false;
  }

  /** Takes what a worker found, once; returns whether that completes the evaluation. */
  boolean add(Request.Evaluated e) {
    if (found[e.worker()] != null) {
      return false;
    }
    found[e.worker()] = e;
    return --missing == 0;
  }

  /** The point of the complete evaluation, which ends. */
  TracePoint conclude(long updates, long samples, long nanos) {
    GradientSums sums = new GradientSums(snapshot.length);
    long heldOutRows = 0;
    double heldOutLoss = 0;
    for (Request.Evaluated e : found) {
      sums.merge(e.training());
      heldOutRows += e.heldOutRows();
      heldOutLoss += e.heldOutLoss();
    }
    // A vector of length d each, not to be kept until the next evaluation.
    Arrays.fill(found, null);
    GradientStatistics at = sums.statistics(snapshot, penalty);
    snapshot = null;
    if (trace.isEmpty()) {
      initialObjective = stopping.initial() == null ? at.value() : stopping.initial();
    }
    Double gap = stopping.optimum() == null ? null : at.value() - stopping.optimum();
    TracePoint point =
        new TracePoint(
            updates,
            samples,
            nanos / 1e9,
            at.value(),
            gap,
            gap == null ? null : gap / (initialObjective - stopping.optimum()),
            at.gradientNormSquared(),
            at.noise(),
            at.diversityBound(),
            heldOutRows == 0 ? null : heldOutLoss / heldOutRows);
    trace.add(point);
    next = schedule.after(updates);
    return point;
  }

  /** How a run ends with an evaluation, or null if it goes on. */
  Sequencer.Outcome outcomeAt(TracePoint point) {
    if (!Double.isFinite(point.objective())) {
      return Sequencer.Outcome.DIVERGED;
    }
    if (stopping.reached(point)) {
      return Sequencer.Outcome.REACHED;
    }
    if (point.updates() >= stopping.maxUpdates()) {
      return Sequencer.Outcome.MAX_UPDATES;
    }
    return point.trainSeconds() >= stopping.maxSeconds() ? Sequencer.Outcome.MAX_SECONDS : null;
  }

  /** Updates after which the next one is due. */
  long next() {
    return next;
  }

  /** f(x_0), NaN before the first evaluation. */
  double initialObjective() {
    return initialObjective;
  }

  int count() {
    return trace.size();
  }

  /** The last complete one, null before the first. */
  TracePoint last() {
    return trace.isEmpty() ? null : trace.get(trace.size() - 1);
  }

  List<TracePoint> trace() {
    return List.copyOf(trace);
  }
}
