package io.taucrit.core.engine;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The state of one training run: parameters, version, clocks, fences and gate, changed together
 * under one order. It is a plain state machine: every message is handled to its end before the
 * next, and replies leave through the callback given with each request, perhaps much later.
 *
 * <p><b>Gate.</b> The pull of clock c is answered once every worker's push of clock c − 1 was
 * applied (slack 0: mini-batch SGD). The P pushes of a round are summed in worker order, so that
 * arrival order does not change a bit: with gradient sums G_w of b rows in all,
 *
 * <pre>  x ← (1 − γλ) x − (γ/b) (G_0 + … + G_{P−1})</pre>
 *
 * <p><b>Fences.</b> Per worker only the highest attempt number seen is served; older attempts are
 * refused, also a pull of theirs that still waits. A repeated clock of the current attempt is
 * answered again, never applied twice.
 *
 * <p><b>Evaluation.</b> When one is due the gate stays closed, each worker is sent the parameters
 * once and returns its sums, and the training clock stands still until all are in.
 *
 * <p>Each worker's messages must arrive in the order in which it sent them, as on one connection.
 *
 * <p>Not thread-safe: the caller serialises {@link #handle} and {@link #abort}.
 */
public final class Sequencer {
  private final int workers;
  private final int batch;
  private final double step;
  private final double lambda;
  private final StoppingRule stopping;
  private final EvaluationSchedule schedule;
  private final LongSupplier nanoTime;
  private final Consumer<TracePoint> listener;

  private final ScaledVector parameters;
  private long version;
  private final Member[] members;
  private final StalenessHistogram staleness = new StalenessHistogram();
  private long pushesApplied;

  private boolean evaluating = true;
  private double[] snapshot;
  private long nextEvaluation;
  private final List<TracePoint> trace = new ArrayList<>();
  private double initialObjective = Double.NaN;

  private long clockNanos;
  private long clockStarted;
  private Outcome outcome;
  private String failure;

  /** How a run ended. */
  public enum Outcome {
    REACHED,
    MAX_UPDATES,
    MAX_SECONDS,
    DIVERGED,
    FAILED
  }

  /** What is known about one worker. */
  private static final class Member {
    private long attempt = Long.MIN_VALUE;
    private long clock;
    private long readAt;
    private int[] wanted;
    private double[] push;
    private int[] pushCoordinates;
    private Consumer<Reply> waiting;
    private long waitingClock;
    private boolean told;
    private Request.Evaluated sums;

    void reply(Reply reply) {
      Consumer<Reply> callback = waiting;
      waiting = null;
      callback.accept(reply);
    }
  }

  /**
   * @param start x_0, copied
   * @param workers P
   * @param batch b ≥ P
   * @param step averaged step γ; γλ must be below 1
   * @param nanoTime a clock; runs without one pass {@code () -> 0}
   * @param listener told every evaluation
   */
  public Sequencer(
      double[] start,
      int workers,
      int batch,
      double step,
      double lambda,
      StoppingRule stopping,
      EvaluationSchedule schedule,
      LongSupplier nanoTime,
      Consumer<TracePoint> listener) {
    if (workers < 1 || batch < workers) {
      throw new IllegalArgumentException(
          "Invalid run: %d workers, batch %d < workers".formatted(workers, batch));
    }
    if (!(step > 0) || !(step * lambda < 1)) {
      throw new IllegalArgumentException(
          "Invalid step: %s must be > 0 and below 1/lambda = %s".formatted(step, 1 / lambda));
    }
    this.workers = workers;
    this.batch = batch;
    this.step = step;
    this.lambda = lambda;
    this.stopping = stopping;
    this.schedule = schedule;
    this.nanoTime = nanoTime;
    this.listener = listener;
    parameters = new ScaledVector(start);
    members = new Member[workers];
    Arrays.setAll(members, w -> new Member());
    snapshot = start.clone();
  }

  /** Handles one message; {@code callback} is called exactly once, now or later. */
  public void handle(Request request, Consumer<Reply> callback) {
    if (request.worker() < 0 || request.worker() >= workers) {
      callback.accept(
          new Reply.Refused(
              "worker %d of a run of %d workers".formatted(request.worker(), workers)));
      return;
    }
    Member member = members[request.worker()];
    if (request.attempt() < member.attempt) {
      callback.accept(new Reply.Refused("superseded by attempt " + member.attempt));
      return;
    }
    if (request instanceof Request.Register) {
      register(member, request.attempt());
      callback.accept(new Reply.Registered(member.clock));
      return;
    }
    if (request.attempt() > member.attempt) {
      callback.accept(
          new Reply.Refused("attempt %d is not registered".formatted(request.attempt())));
      return;
    }
    String fault = request instanceof Request.Step s ? fault(member, s) : null;
    if (fault != null) {
      callback.accept(new Reply.Refused(fault));
      return;
    }
    if (member.waiting != null) {
      member.reply(new Reply.Refused("repeated by the same attempt"));
    }
    if (request instanceof Request.Step s) {
      step(member, s, callback);
    } else if (request instanceof Request.Evaluated e) {
      member.waiting = callback;
      evaluated(member, e);
    }
    serve();
  }

  private void register(Member member, long attempt) {
    if (member.waiting != null && attempt > member.attempt) {
      member.reply(new Reply.Refused("superseded by attempt " + attempt));
    }
    member.attempt = attempt;
    member.told = false;
  }

  /** What is wrong with a step; null for the next clock and for a repeated one. */
  private String fault(Member member, Request.Step s) {
    boolean fresh = s.push() != null && s.clock() == member.clock + 1;
    if (!fresh && s.clock() != member.clock) {
      return "clock %d out of order: the next is %d".formatted(s.clock(), member.clock + 1);
    }
    int expected = member.wanted == null ? parameters.length() : member.wanted.length;
    if (fresh && s.push().length != expected) {
      return "push of %d values for %d coordinates".formatted(s.push().length, expected);
    }
    return null;
  }

  private void step(Member member, Request.Step s, Consumer<Reply> callback) {
    boolean fresh = s.clock() > member.clock;
    if (fresh) {
      member.push = s.push();
      member.pushCoordinates = member.wanted;
      member.clock = s.clock();
    }
    member.wanted = s.coordinates();
    member.waiting = callback;
    member.waitingClock = s.clock();
    member.told = false;
    if (fresh && outcome == null && roundComplete()) {
      applyRound();
    }
  }

  private boolean roundComplete() {
    for (Member m : members) {
      if (m.push == null) {
        return false;
      }
    }
    return true;
  }

  private void applyRound() {
    parameters.decay(1 - step * lambda);
    for (Member m : members) {
      parameters.add(m.pushCoordinates, m.push, -step / batch);
      m.push = null;
      staleness.add(pushesApplied - m.readAt);
      pushesApplied++;
    }
    version++;
    if (version == nextEvaluation
        || version >= stopping.maxUpdates()
        || trainNanos() >= stopping.maxSeconds() * 1e9) {
      clockNanos = trainNanos();
      evaluating = true;
      snapshot = parameters.gather(null);
      for (Member m : members) {
        m.told = false;
        m.sums = null;
      }
    }
  }

  private void evaluated(Member member, Request.Evaluated e) {
    if (evaluating && e.version() == version && member.sums == null) {
      member.sums = e;
    }
    for (Member m : members) {
      if (m.sums == null) {
        return;
      }
    }
    if (evaluating) {
      conclude();
    }
  }

  private void conclude() {
    GradientSums sums = new GradientSums(snapshot.length);
    long heldOutRows = 0;
    double heldOutLoss = 0;
    for (Member m : members) {
      sums.merge(m.sums.training());
      heldOutRows += m.sums.heldOutRows();
      heldOutLoss += m.sums.heldOutLoss();
    }
    GradientStatistics at = sums.statistics(snapshot, lambda);
    if (trace.isEmpty()) {
      initialObjective = at.value();
    }
    Double gap = stopping.optimum() == null ? null : at.value() - stopping.optimum();
    TracePoint point =
        new TracePoint(
            version,
            version * batch,
            clockNanos / 1e9,
            at.value(),
            gap,
            gap == null ? null : gap / (initialObjective - stopping.optimum()),
            at.gradientNormSquared(),
            at.noise(),
            at.diversityBound(),
            heldOutRows == 0 ? null : heldOutLoss / heldOutRows);
    trace.add(point);
    listener.accept(point);
    evaluating = false;
    nextEvaluation = schedule.after(version);
    if (!Double.isFinite(at.value())) {
      outcome = Outcome.DIVERGED;
    } else if (stopping.reached(point)) {
      outcome = Outcome.REACHED;
    } else if (version >= stopping.maxUpdates()) {
      outcome = Outcome.MAX_UPDATES;
    } else if (clockNanos >= stopping.maxSeconds() * 1e9) {
      outcome = Outcome.MAX_SECONDS;
    }
    if (outcome == null) {
      snapshot = null;
    }
    clockStarted = nanoTime.getAsLong();
  }

  /** Answers every waiting worker that can be answered. */
  private void serve() {
    for (Member m : members) {
      if (m.waiting == null) {
        continue;
      }
      if (outcome == Outcome.FAILED) {
        m.reply(new Reply.Refused(failure));
      } else if (outcome != null) {
        m.reply(new Reply.Stop());
      } else if (evaluating) {
        if (!m.told && m.sums == null) {
          m.told = true;
          m.reply(new Reply.Evaluate(version, snapshot));
        }
      } else if (m.waitingClock == version) {
        m.readAt = pushesApplied;
        m.reply(new Reply.Work(m.waitingClock, version, parameters.gather(m.wanted)));
      }
    }
  }

  /**
   * Ends the run with a failure; every waiting and every later request is refused with the reason.
   */
  public void abort(String reason) {
    if (outcome == null) {
      clockNanos = trainNanos();
      outcome = Outcome.FAILED;
      failure = reason;
      serve();
    }
  }

  private long trainNanos() {
    return evaluating ? clockNanos : clockNanos + nanoTime.getAsLong() - clockStarted;
  }

  /** How the run ended, or null while it goes on. */
  public Outcome outcome() {
    return outcome;
  }

  /** Rounds applied. */
  public long version() {
    return version;
  }

  /** Rows applied. */
  public long samples() {
    return version * batch;
  }

  /** Seconds on the training clock. */
  public double trainSeconds() {
    return (outcome == null ? trainNanos() : clockNanos) / 1e9;
  }

  /** The parameters now, a copy. */
  public double[] parameters() {
    return parameters.gather(null);
  }

  /** All evaluations so far. */
  public List<TracePoint> trace() {
    return List.copyOf(trace);
  }

  public StalenessHistogram staleness() {
    return staleness;
  }

  /** Workers that never registered. */
  public List<Integer> unregistered() {
    List<Integer> missing = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      if (members[w].attempt == Long.MIN_VALUE) {
        missing.add(w);
      }
    }
    return missing;
  }

  /** Workers that owe an answer: they were sent work or parameters and did not come back. */
  public List<Integer> owing() {
    List<Integer> owing = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      if (members[w].waiting == null && members[w].attempt != Long.MIN_VALUE) {
        owing.add(w);
      }
    }
    return owing;
  }
}
