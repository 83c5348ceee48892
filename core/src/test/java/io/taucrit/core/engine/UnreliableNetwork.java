package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * Carries messages between worker copies and a sequencer in random order, and does what networks
 * and clusters do: replies get lost and the request is sent again, requests are repeated although
 * the first still waits, workers are replaced by new attempts while the old ones go on or die with
 * messages still under way. Only the messages of one copy stay in order, as on a connection.
 *
 * <p>It checks every reply against what the sequencer promises.
 */
final class UnreliableNetwork {
  private static final double FAULT_SHARE = 0.25;
  private static final int LARGEST_STEP_COUNT = 200_000;

  private final Sequencer sequencer;
  private final int slack;
  private final BiFunction<Integer, Long, Worker> hire;
  private final SplittableRandom random;
  private final List<Copy> copies = new ArrayList<>();
  private final List<Send> sends = new ArrayList<>();
  private final Copy[] newest;
  private final long[] registered;
  private final List<List<Long>> applied = new ArrayList<>();
  private int faultsLeft;

  /** One copy of a worker. */
  private static final class Copy {
    final int index;
    final long attempt;
    final Worker worker;
    final Deque<Send> outbox = new ArrayDeque<>();
    final List<Send> inbox = new ArrayList<>();
    Send latest;
    boolean alive = true;
    boolean stopped;

    Copy(int index, long attempt, Worker worker) {
      this.index = index;
      this.attempt = attempt;
      this.worker = worker;
    }
  }

  /** One request on its way and the answer to it. */
  private static final class Send {
    final Copy from;
    final Request request;
    Reply reply;
    boolean delivered;

    Send(Copy from, Request request) {
      this.from = from;
      this.request = request;
    }
  }

  /**
   * @param slack of the run
   * @param hire makes the worker of an index and an attempt number
   * @param faults how many faults to inject
   */
  UnreliableNetwork(
      Sequencer sequencer,
      int workers,
      int slack,
      BiFunction<Integer, Long, Worker> hire,
      int faults,
      long seed) {
    this.sequencer = sequencer;
    this.slack = slack;
    this.hire = hire;
    this.random = new SplittableRandom(seed);
    this.faultsLeft = faults;
    newest = new Copy[workers];
    registered = new long[workers];
    for (int w = 0; w < workers; w++) {
      registered[w] = Long.MIN_VALUE;
      applied.add(new ArrayList<>());
      start(w, 0);
    }
  }

  /** Runs until no message is left, then checks that every worker was told to stop. */
  void run() {
    int steps = 0;
    while (step()) {
      assertThat(++steps).as("steps: the run goes round in circles").isLessThan(LARGEST_STEP_COUNT);
    }
    assertThat(sequencer.outcome()).as("outcome: null is a deadlock").isNotNull();
    assertThat(newest).as("every newest attempt is told to stop").allMatch(p -> p.stopped);
    assertThat(sends).as("every request is answered").allMatch(s -> s.reply != null);
  }

  /** The clocks of worker w's pushes that were accepted, in order. */
  List<Long> applied(int worker) {
    return applied.get(worker);
  }

  private boolean step() {
    if (faultsLeft > 0 && sequencer.outcome() == null && random.nextDouble() < FAULT_SHARE) {
      faultsLeft--;
      switch (random.nextInt(3)) {
        case 0 -> loseReply();
        case 1 -> repeatRequest();
        default -> replace(newest[random.nextInt(newest.length)]);
      }
    }
    List<Runnable> enabled = new ArrayList<>();
    for (Copy p : copies) {
      if (!p.outbox.isEmpty()) {
        enabled.add(() -> deliver(p.outbox.remove()));
      }
      if (!p.inbox.isEmpty()) {
        enabled.add(() -> receive(p, p.inbox.remove(random.nextInt(p.inbox.size()))));
      }
    }
    if (enabled.isEmpty()) {
      return false;
    }
    enabled.get(random.nextInt(enabled.size())).run();
    return true;
  }

  private void start(int index, long attempt) {
    Copy p = new Copy(index, attempt, hire.apply(index, attempt));
    copies.add(p);
    newest[index] = p;
    send(p, p.worker.first());
  }

  private void send(Copy p, Request request) {
    p.latest = new Send(p, request);
    sends.add(p.latest);
    p.outbox.add(p.latest);
  }

  private void loseReply() {
    List<Copy> candidates = copies.stream().filter(p -> !p.inbox.isEmpty()).toList();
    if (!candidates.isEmpty()) {
      Copy p = candidates.get(random.nextInt(candidates.size()));
      Send lost = p.inbox.remove(random.nextInt(p.inbox.size()));
      if (p.alive && lost == p.latest) {
        send(p, lost.request);
      }
    }
  }

  private void repeatRequest() {
    List<Copy> candidates = copies.stream().filter(p -> p.alive && !p.stopped).toList();
    if (!candidates.isEmpty()) {
      Copy p = candidates.get(random.nextInt(candidates.size()));
      send(p, p.latest.request);
    }
  }

  private void replace(Copy old) {
    old.alive = random.nextBoolean();
    start(old.index, old.attempt + 1 + random.nextInt(3));
  }

  private void deliver(Send send) {
    int w = send.from.index;
    boolean superseded = send.from.attempt < registered[w];
    send.delivered = true;
    if (!superseded
        && send.request instanceof Request.Step step
        && step.push() != null
        && sequencer.outcome() == null
        && (applied.get(w).isEmpty()
            || step.clock() != applied.get(w).get(applied.get(w).size() - 1))) {
      applied.get(w).add(step.clock());
    }
    sequencer.handle(send.request, reply -> answered(send, reply));
    if (superseded) {
      assertThat(send.reply).as("a superseded attempt").isInstanceOf(Reply.Refused.class);
      assertThat(((Reply.Refused) send.reply).reason()).startsWith("superseded by attempt");
      return;
    }
    if (send.request instanceof Request.Register) {
      registered[w] = send.from.attempt;
      assertThat(sends)
          .as("a pull of an older attempt that waits is refused")
          .noneMatch(
              s ->
                  s.from.index == w
                      && s.from.attempt < registered[w]
                      && s.delivered
                      && s.reply == null);
    }
  }

  private void answered(Send send, Reply reply) {
    assertThat(send.reply).as("a request is answered once").isNull();
    send.reply = reply;
    send.from.inbox.add(send);
    if (reply instanceof Reply.Work work) {
      assertThat(work.version()).isEqualTo(sequencer.version());
      assertThat(work.clock()).isEqualTo(applied.get(send.from.index).size());
      LongStream clocks = Arrays.stream(sequencer.state().clocks());
      assertThat(clocks.boxed())
          .as("a read at clock %d holds every push of clocks below %d", work.clock(), slack)
          .allMatch(clock -> clock >= work.clock() - slack);
      if (slack == 0) {
        assertThat(work.version()).isEqualTo(work.clock());
      }
    }
  }

  private void receive(Copy p, Send answered) {
    if (!p.alive || answered != p.latest) {
      return;
    }
    if (answered.reply instanceof Reply.Refused refused) {
      assertThat(p).as("refused: %s", refused.reason()).isNotSameAs(newest[p.index]);
      p.alive = false;
      return;
    }
    Request next = p.worker.next(answered.reply);
    if (next == null) {
      p.stopped = true;
    } else {
      if (random.nextBoolean()) {
        p.worker.lookAhead(next);
      }
      send(p, next);
    }
  }
}
