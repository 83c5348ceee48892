package io.taucrit.core.engine;

import io.taucrit.core.objective.Objective;
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
 * <p>y is kept as (1 − γλ)^h · z, so that the decay touches no coordinate. Threads take the next
 * step number, read z at the coordinates of their rows while others write, and write only by
 * addition: Algorithm 1 of Stich et al. (2021). With several threads the additions are atomic, so
 * that no update is lost; with one they are plain. Rows are drawn before the read, since only their
 * coordinates are read; the theory asks for the other order.
 *
 * <p>Used by one thread; it starts others itself. Memory: a vector of length d, and two for each
 * further thread.
 */
final class LocalSteps implements AutoCloseable {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(double[].class);

  private final Objective objective;
  private final Examples examples;
  private final int localSteps;
  private final double[] z;
  private final List<Lane> lanes = new ArrayList<>();
  private final ExecutorService threads;

  LocalSteps(Objective objective, Examples examples, int localSteps, int threads, Workspace space) {
    this.objective = objective;
    this.examples = examples;
    this.localSteps = localSteps;
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

  /** The push of a clock; see {@link Request.Step}. */
  double[] push(Reply.Work work, ClockBatch batch) {
    int[] coordinates = batch.coordinates();
    double[] values = work.values();
    for (int k = 0; k < values.length; k++) {
      z[coordinates == null ? k : coordinates[k]] = values[k];
    }
    double step = work.step();
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int t = 1; t < lanes.size(); t++) {
      Lane lane = lanes.get(t);
      others.add(threads.submit(() -> steps(lane, next, batch, step)));
    }
    steps(lanes.get(0), next, batch, step);
    others.forEach(LocalSteps::join);
    double scale = scale(step, localSteps) * batch.rows() / (step * localSteps);
    double[] push = new double[values.length];
    for (int k = 0; k < push.length; k++) {
      push[k] = (values[k] - z[coordinates == null ? k : coordinates[k]]) * scale;
    }
    return push;
  }

  /** Does steps as long as there are any. */
  private void steps(Lane lane, AtomicInteger next, ClockBatch batch, double step) {
    boolean shared = lanes.size() > 1;
    for (int h = next.getAndIncrement(); h < localSteps; h = next.getAndIncrement()) {
      Batch rows = batch.step(h);
      int[] touched = rows.touched();
      double before = scale(step, h);
      for (int v : touched) {
        lane.x[v] = before * (shared ? (double) CELL.getOpaque(z, v) : z[v]);
      }
      rows.addGradients(objective, examples, lane.x, lane.gradient);
      double multiplier = -step / (rows.rows() * scale(step, h + 1));
      for (int v : touched) {
        double change = multiplier * lane.gradient[v];
        lane.gradient[v] = 0;
        if (shared) {
          CELL.getAndAdd(z, v, change);
        } else {
          z[v] += change;
        }
      }
    }
  }

  private double scale(double step, int h) {
    return Math.pow(1 - step * objective.lambda(), h);
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
