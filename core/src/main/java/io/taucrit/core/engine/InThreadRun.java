package io.taucrit.core.engine;

import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A whole training run inside the calling thread: P virtual workers and the sequencer pass messages
 * through a queue. The same state machines as on a cluster, hence the same iterates to the bit, at
 * kernel speed.
 */
public final class InThreadRun {
  private InThreadRun() {}

  private record Delivery(Worker worker, Reply reply) {}

  /** Runs until the sequencer has an outcome. */
  public static void run(Sequencer sequencer, List<Worker> workers) {
    Queue<Delivery> deliveries = new ArrayDeque<>();
    for (Worker worker : workers) {
      sequencer.handle(worker.first(), to(worker, deliveries));
    }
    for (Delivery d = deliveries.poll(); d != null; d = deliveries.poll()) {
      Request request = d.worker().next(d.reply());
      if (request != null) {
        sequencer.handle(request, to(d.worker(), deliveries));
      }
    }
  }

  private static Consumer<Reply> to(Worker worker, Queue<Delivery> deliveries) {
    return reply -> deliveries.add(new Delivery(worker, reply));
  }

  /** P workers over all rows of the slices, each owning an equal contiguous share. */
  public static List<Worker> workers(
      Objective objective, List<Slice> slices, int workers, BatchSampler sampler) {
    long rows = slices.stream().mapToLong(Slice::rows).sum();
    List<Worker> team = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      long first = Examples.firstPlace(rows, w, workers);
      long end = Examples.firstPlace(rows, w + 1, workers);
      Examples own = new Examples(first, Slice.range(slices, first, end));
      Examples none = new Examples(0, List.of());
      team.add(new Worker(w, 0, objective, own, none, sampler));
    }
    return team;
  }
}
