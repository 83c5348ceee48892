package io.taucrit.core.engine;

import io.taucrit.core.objective.LinearModel;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * H local steps of SGD on a worker's own copy of x, by one thread or by several on one shared
 * vector (Hogwild!). Step h with m_h rows and averaged step γ is
 *
 * <pre>  y ← (1 − γλ) y − (γ/m_h) Σ ∇f_i(y)</pre>
 *
 * <p>y is kept as (1 − γλ)^h · z, so that the decay touches no coordinate; free ones are kept as
 * they are. With λ₁ a proximal step follows each step, of which a coordinate catches up when its
 * rows come; pushed are the steps on gradients alone, as the sequencer shrinks too: a minimiser of
 * f is a fixed point of both. Threads take the next step number, read z at the coordinates of their
 * rows while others write, and write only by addition: Algorithm 1 of Stich et al. (2021). With
 * several threads the additions are atomic, so that no update is lost; with one they are plain.
 * Rows are drawn before the read, since only their coordinates are read; the theory asks for the
 * other order.
 *
 * <p>Used by one thread; it starts others itself. Memory: a vector of length d, and two for each
 * further thread.
 */
final class LocalSteps implements AutoCloseable {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(double[].class);

  private final Objective objective;
  private final Examples examples;

  /**
   * The objective where a step works on z alone: one thread, a linear model and no λ₁; else null.
   */
  private final LinearModel linear;

  private final int localSteps;

  /** (1 − γλ)^h for h ≤ H, of the step γ = {@link #scaledStep}. */
  private final double[] scales;

  private double scaledStep = Double.NaN;
  private final Penalty penalty;

  /** Coordinates before this one are penalised. */
  private final int penalised;

  private final double[] z;

  /** With λ₁: what gradients changed z by, and the thresholds that each z_v has caught up with. */
  private final double[] moved;

  private final double[] caughtUp;
  private final List<Lane> lanes = new ArrayList<>();
  private final ExecutorService threads;

  LocalSteps(Objective objective, Examples examples, int localSteps, int threads, Workspace space) {
    this.objective = objective;
    this.examples = examples;
    this.localSteps = localSteps;
    scales = new double[localSteps + 1];
    penalty = objective.penalty();
    penalised = penalty.end(objective.dimension());
    boolean shrinks = penalty.l1() > 0;
    moved = shrinks ? new double[objective.dimension()] : null;
    caughtUp = shrinks ? new double[objective.dimension()] : null;
    linear = threads == 1 && !shrinks && objective instanceof LinearModel model ? model : null;
    z = space.localCopy();
    lanes.add(space.lane);
    for (int t = 1; t < threads; t++) {
      lanes.add(new Lane(objective));
    }
    this.threads =
        threads == 1
            ? null
            : Executors.newFixedThreadPool(
                threads - 1,
                task -> {
                  Thread thread = new Thread(task, "taucrit-hogwild");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  /** Whether steps have to know the coordinates that they touch. */
  boolean readsTouched() {
    return linear == null;
  }

  /** The push of a clock; see {@link Request.Step}. */
  double[] push(Reply.Work work, ClockBatch batch) {
    int[] coordinates = batch.coordinates();
    double[] values = work.values();
    if (coordinates == null) {
      System.arraycopy(values, 0, z, 0, values.length);
    } else {
      for (int k = 0; k < values.length; k++) {
        z[coordinates[k]] = values[k];
      }
    }
    double step = work.step();
    scale(step);
    if (linear == null) {
      byThreads(batch, step);
    } else {
      for (int h = 0; h < localSteps; h++) {
        Batch rows = batch.step(h);
        double free = -step / rows.rows();
        rows.step(linear, examples, z, scales[h], free / scales[h + 1], free, penalised);
      }
    }
    double share = batch.rows() / (step * localSteps);
    double scale = scales[localSteps] * share;
    if (moved == null && coordinates == null) {
      return difference(values, scale, share);
    }
    double[] push = new double[values.length];
    for (int k = 0; k < push.length; k++) {
      int v = coordinates == null ? k : coordinates[k];
      push[k] = (moved == null ? values[k] - z[v] : -moved[v]) * (v < penalised ? scale : share);
      if (moved != null) {
        moved[v] = 0;
        caughtUp[v] = 0;
      }
    }
    return push;
  }

  /** Loops without a choice in them, for the compiler to vectorise. */
  private double[] difference(double[] values, double scale, double free) {
    double[] push = new double[values.length];
    for (int v = 0; v < penalised; v++) {
      push[v] = (values[v] - z[v]) * scale;
    }
    for (int v = penalised; v < push.length; v++) {
      push[v] = (values[v] - z[v]) * free;
    }
    return push;
  }

  private void scale(double step) {
    if (step != scaledStep) {
      scaledStep = step;
      scales[0] = 1;
      for (int h = 0; h < localSteps; h++) {
        scales[h + 1] = scales[h] * (1 - step * penalty.l2());
      }
    }
  }

  private void byThreads(ClockBatch batch, double step) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int t = 1; t < lanes.size(); t++) {
      Lane lane = lanes.get(t);
      others.add(threads.submit(() -> steps(lane, next, batch, step)));
    }
    steps(lanes.get(0), next, batch, step);
    others.forEach(LocalSteps::join);
  }

  /** Does steps as long as there are any. */
  private void steps(Lane lane, AtomicInteger next, ClockBatch batch, double step) {
    boolean shared = lanes.size() > 1;
    double thresholds = 0;
    for (int h = next.getAndIncrement(); h < localSteps; h = next.getAndIncrement()) {
      Batch rows = batch.step(h);
      int[] touched = rows.touched();
      double before = scales[h];
      if (moved != null) {
        catchUp(touched, thresholds);
      }
      for (int v : touched) {
        double own = shared ? (double) CELL.getOpaque(z, v) : z[v];
        lane.x[v] = v < penalised ? before * own : own;
      }
      rows.addGradients(objective, examples, lane.x, lane.gradient);
      double after = scales[h + 1];
      double free = -step / rows.rows();
      double multiplier = -step / (rows.rows() * after);
      thresholds += penalty.l1() * step / after;
      for (int v : touched) {
        double change = (v < penalised ? multiplier : free) * lane.gradient[v];
        lane.gradient[v] = 0;
        if (moved != null) {
          moved[v] += change;
        }
        if (shared) {
          CELL.getAndAdd(z, v, change);
        } else {
          z[v] += change;
        }
      }
    }
  }

  private void catchUp(int[] coordinates, double thresholds) {
    for (int v : coordinates) {
      if (v < penalised) {
        z[v] = Penalty.threshold(z[v], thresholds - caughtUp[v]);
        caughtUp[v] = thresholds;
      }
    }
  }

  private static void join(Future<?> other) {
    try {
      other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted during local steps", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A Hogwild! thread failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdownNow();
    }
  }
}
