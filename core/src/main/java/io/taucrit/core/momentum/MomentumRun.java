package io.taucrit.core.momentum;

import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.RowSampler;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.SplitRows;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Mini-batch SGD with heavy-ball momentum β (Polyak, 1964) and weight decay λ, that of the
 * objective:
 *
 * <pre>
 *   v_{t+1} = β v_t + (1/b) Σ_{i ∈ B_t} ∇f_i(x_t) + λ x_t,   x_{t+1} = x_t − γ_t v_{t+1},   v_0 = 0
 * </pre>
 *
 * <p>B_t are the rows that {@link BatchSampler} draws for clock t: with β = 0 the iterates are
 * those of the engine with one worker, up to rounding. Memory: three vectors of length d. An update
 * costs O(d) besides its rows. Not thread-safe.
 */
public final class MomentumRun {
  private final Objective objective;
  private final Examples rows;
  private final MomentumPlan plan;
  private final RowSampler sampler;
  private final double[] x;
  private final double[] velocity;
  private final double[] gradient;
  private long updates;

  /**
   * @param start x_0, copied
   */
  public MomentumRun(SplitRows data, double[] start, MomentumPlan plan) {
    this.objective = data.objective();
    this.rows = new Examples(0, data.training());
    this.plan = plan;
    sampler = new BatchSampler(rows.end(), plan.batch(), plan.seed()).ofPlaces(0, rows.end());
    x = start.clone();
    velocity = new double[x.length];
    gradient = new double[x.length];
  }

  /**
   * Trains until so many updates have been made.
   *
   * @throws CancellationException if the thread is interrupted
   */
  public void advanceTo(long target) {
    while (updates < target) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("Interrupted while training");
      }
      update();
    }
  }

  private void update() {
    Arrays.fill(gradient, 0);
    sampler.draw(updates, this::addGradient);
    Penalty penalty = objective.penalty();
    int penalised = penalty.end(x.length);
    double step = plan.schedule().at(plan.step(), samples());
    double share = 1.0 / plan.batch();
    double beta = plan.momentum();
    for (int v = 0; v < x.length; v++) {
      velocity[v] =
          beta * velocity[v] + share * gradient[v] + (v < penalised ? penalty.l2() : 0) * x[v];
      x[v] -= step * velocity[v];
    }
    updates++;
  }

  private void addGradient(long place) {
    int slice = rows.sliceOf(place);
    objective.addGradient(x, rows.slices().get(slice).block(), rows.rowOf(place, slice), gradient);
  }

  /** x_t, the array itself. */
  public double[] x() {
    return x;
  }

  /** t. */
  public long updates() {
    return updates;
  }

  /** Rows whose gradients were applied, bt. */
  public long samples() {
    return updates * plan.batch();
  }

  /** Whether all parameters are finite numbers: a run that is not has diverged. */
  public boolean finite() {
    double sum = 0;
    for (double value : x) {
      sum += Math.abs(value);
    }
    return Double.isFinite(sum);
  }
}
