package io.taucrit.core.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * A whole training run inside the calling thread: P virtual workers and the sequencer exchange
 * messages in simulated time, in which only the work of a clock takes time, as the delay model
 * says. The same state machines as on a cluster, hence the same iterates to the bit for the same
 * order of pushes, at kernel speed.
 */
public final class InThreadRun {
  private final Sequencer sequencer;
  private final VirtualClock clock;
  private final DelayModel delays;
  private final Queue<Delivery> deliveries =
      new PriorityQueue<>(
          Comparator.comparingLong(Delivery::doneNanos).thenComparingLong(Delivery::number));
  private long sent;

  private InThreadRun(Sequencer sequencer, VirtualClock clock, DelayModel delays) {
    this.sequencer = sequencer;
    this.clock = clock;
    this.delays = delays;
  }

  /** A reply and the time at which the worker has done what it asks for. */
  private record Delivery(long doneNanos, long number, Worker worker, Reply reply) {}

  /** Runs until the sequencer has an outcome; all workers are equally fast. */
  public static void run(Sequencer sequencer, List<Worker> workers) {
    run(sequencer, workers, new NoDelay(), new VirtualClock());
  }

  /**
   * Runs until the sequencer has an outcome.
   *
   * @param delays seconds that workers take over their clocks
   * @param clock the sequencer's clock
   */
  public static void run(
      Sequencer sequencer, List<Worker> workers, DelayModel delays, VirtualClock clock) {
    started(sequencer, workers, delays, clock).inOrderOfTime(Integer.MAX_VALUE);
  }

  /**
   * A run that has begun and waits to be advanced.
   *
   * @param delays seconds that workers take over their clocks
   * @param clock the sequencer's clock
   */
  public static InThreadRun started(
      Sequencer sequencer, List<Worker> workers, DelayModel delays, VirtualClock clock) {
    InThreadRun run = new InThreadRun(sequencer, clock, delays);
    for (Worker worker : workers) {
      sequencer.handle(worker.first(), run.to(worker));
    }
    return run;
  }

  /** Goes on until the next evaluation is complete, or the run has an outcome. */
  public void advance() {
    inOrderOfTime(sequencer.evaluations() + 1);
  }

  /**
   * Repeats a recorded run: pushes arrive in the recorded order, and after its end in order of
   * arrival. Exact if no worker of the recorded run was replaced.
   *
   * @param order worker of each push, in order of application
   */
  public static void replay(Sequencer sequencer, List<Worker> workers, int[] order) {
    new InThreadRun(sequencer, new VirtualClock(), new NoDelay()).inRecordedOrder(workers, order);
  }

  private void inOrderOfTime(int evaluations) {
    while (!deliveries.isEmpty()
        && (sequencer.outcome() != null || sequencer.evaluations() < evaluations)) {
      Delivery d = deliveries.remove();
      clock.advanceTo(d.doneNanos());
      answer(d, to(d.worker()));
    }
  }

  private void inRecordedOrder(List<Worker> workers, int[] order) {
    List<Delivery> waiting = new ArrayList<>();
    for (Worker worker : workers) {
      sequencer.handle(worker.first(), to(worker, waiting));
    }
    int pushes = 0;
    while (!waiting.isEmpty()) {
      int next = indexOf(waiting, pushes < order.length ? order[pushes] : -1);
      Delivery d = waiting.remove(next);
      if (d.reply() instanceof Reply.Work) {
        pushes++;
      }
      answer(d, to(d.worker(), waiting));
    }
  }

  /** What is no push comes first; then the push of the worker whose turn it is. */
  private static int indexOf(List<Delivery> deliveries, int worker) {
    int turn = 0;
    for (int i = 0; i < deliveries.size(); i++) {
      Delivery d = deliveries.get(i);
      if (!(d.reply() instanceof Reply.Work)) {
        return i;
      }
      turn = d.worker().index() == worker ? i : turn;
    }
    return turn;
  }

  private void answer(Delivery d, Consumer<Reply> next) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Interrupted in a simulated run");
    }
    Request request = d.worker().next(d.reply());
    if (request != null) {
      sequencer.handle(request, next);
    } else {
      d.worker().close();
    }
  }

  private Consumer<Reply> to(Worker worker, List<Delivery> waiting) {
    return reply -> waiting.add(new Delivery(0, sent++, worker, reply));
  }

  private Consumer<Reply> to(Worker worker) {
    return reply -> {
      long done = clock.getAsLong();
      if (reply instanceof Reply.Work work) {
        done += Math.round(delays.seconds(worker.index(), work.clock()) * 1e9);
      }
      deliveries.add(new Delivery(done, sent++, worker, reply));
    };
  }

  /** P workers over all rows of the slices, each owning an equal contiguous share. */
  public static List<Worker> workers(
      Objective objective, List<Slice> slices, Dials dials, BatchSampler sampler) {
    long rows = slices.stream().mapToLong(Slice::rows).sum();
    int workers = dials.workers();
    List<Worker> team = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      long first = Examples.firstPlace(rows, w, workers);
      long end = Examples.firstPlace(rows, w + 1, workers);
      Examples own = new Examples(first, Slice.range(slices, first, end));
      Examples none = new Examples(0, List.of());
      team.add(
          new Worker(
              w, 0, objective, own, none, sampler, dials.localSteps(), dials.threads(), false));
    }
    return team;
  }

  /**
   * P virtual workers that all draw from all rows, as the theory has it; see {@link
   * BatchSampler#ofShare}. The first one evaluates.
   *
   * @param space shared with whatever else this thread drives
   */
  public static List<Worker> virtualWorkers(
      Objective objective, Examples rows, Dials dials, BatchSampler sampler, Workspace space) {
    Examples none = new Examples(0, List.of());
    List<Worker> team = new ArrayList<>();
    for (int w = 0; w < dials.workers(); w++) {
      team.add(
          new Worker(
              w,
              0,
              objective,
              rows,
              none,
              w == 0 ? rows.slices() : List.of(),
              sampler.ofShare(w, dials.workers()),
              dials.localSteps(),
              dials.threads(),
              space,
              false));
    }
    return team;
  }
}
