package io.taucrit.core.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.objective.Penalty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The state of one training run: parameters, version, clocks, fences and gate, changed together
 * under one order. It is a plain state machine: every message is handled to its end before the
 * next, and replies leave through the callback given with each request, perhaps much later.
 *
 * <p><b>Gate.</b> The pull of clock c is answered once every worker's push of every clock below c −
 * s is applied; nothing is ever dropped. The staleness of a push, the pushes applied between its
 * read and its own application, is then at most (P − 1)(2s + 1).
 *
 * <p><b>Slack 0.</b> The P pushes of a round are summed in worker order, so that arrival order does
 * not change a bit: with pushes G_w of b rows a step in all and D = (1 − γλ)^H,
 *
 * <pre>  x ← D x − (γ/b) (G_0 + … + G_{P−1})</pre>
 *
 * <p><b>Slack above 0.</b> A push of m rows read at step γ is applied on arrival, multiplied by the
 * step rule's factor φ(θ):
 *
 * <pre>  x ← (1 − φ (1 − D) m/(bH)) x − φ (γ/b) G</pre>
 *
 * <p>Both with λ = λ₂ and only on penalised coordinates, where with λ₁ a proximal step follows: x ←
 * S_t(x), t = λ₁γ Σ_{h &lt; H} (1 − γλ)^h, times φ m/(bH) for a single push.
 *
 * <p><b>Fences.</b> Per worker only the highest attempt number seen is served; older attempts are
 * refused, also a pull of theirs that still waits. A repeated clock of the current attempt is
 * answered again, never applied twice.
 *
 * <p><b>Evaluation.</b> When one is due the gate stays closed, each worker is sent the parameters
 * once and returns its sums, and the training clock stands still until all are in. Afterwards who
 * waited reads the parameters that were evaluated, and then pushes that arrived meanwhile are
 * applied in order of arrival, so that an evaluation changes no staleness; at slack above 0 what
 * was left of their work costs no training time, at most one clock an evaluation.
 *
 * <p>Each worker's messages must arrive in the order in which it sent them, as on one connection.
 *
 * <p>Not thread-safe: the caller serialises all calls.
 */
public final class Sequencer {
  /** Decay by which H local steps may shrink x at most: their steps are divided by it. */
  private static final double SMALLEST_DECAY = 1e-100;

  private final RunPlan plan;
  private final Dials dials;
  private final Penalty penalty;
  private final RunListener listener;
  private final TrainingClock clock;
  private final Evaluations evaluations;

  private final ScaledVector parameters;
  private final Member[] members;
  private final StalenessHistogram staleness;
  private long pushes;
  private long samples;

  /** Workers whose pushes are accepted and not yet applied, in order of arrival. */
  private final Deque<Integer> pending = new ArrayDeque<>();

  /** Clocks that every worker's pushes are applied up to, and how many workers are no further. */
  private long behind;

  private int furthestBehind;

  /** Whether others than the sender of a message may have to be answered now. */
  private boolean gateMoved = true;

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
    private final int index;
    private long attempt = Long.MIN_VALUE;

    /** Pushes accepted; one of them may still wait to be applied. */
    private long clock;

    private double[] push;
    private int[] pushCoordinates;
    private long pushRows;

    private long readAt;
    private long readNanos;
    private double readStep;
    private int[] wanted;
    private Consumer<Reply> waiting;
    private long waitingClock;

    Member(int index) {
      this.index = index;
    }

    long applied() {
      return push == null ? clock : clock - 1;
    }

    void reply(Reply reply) {
      Consumer<Reply> callback = waiting;
      waiting = null;
      callback.accept(reply);
    }
  }

  /**
   * @param start x_0, copied
   * @param penalty R, applied exactly: λ₂ as decay, λ₁ as a proximal step
   * @param nanoTime a clock; runs without one pass {@code () -> 0}
   * @throws IllegalArgumentException if the plan's step is too long for λ₂, or the plan has threads
   *     or averaging, which λ₁ does not allow
   */
  public Sequencer(
      double[] start, RunPlan plan, Penalty penalty, LongSupplier nanoTime, RunListener listener) {
    this(
        new ScaledVector(start, plan.averaging(), penalty),
        new StalenessHistogram(),
        plan,
        penalty,
        new TrainingClock(nanoTime, 0),
        new Evaluations(plan, penalty),
        listener);
    evaluations.begin(start.clone());
  }

  /**
   * Goes on from a copy of a run's state; at once ended if that run's last evaluation ends this.
   */
  public Sequencer(
      SequencerState state,
      RunPlan plan,
      Penalty penalty,
      LongSupplier nanoTime,
      RunListener listener) {
    this(
        state.vector().vector.copy(),
        new StalenessHistogram(state.staleness()),
        plan,
        penalty,
        new TrainingClock(nanoTime, state.clockNanos()),
        new Evaluations(plan, penalty, state),
        listener);
    if (state.clocks().length != members.length) {
      throw new IllegalArgumentException(
          "The state is that of %d workers, the plan has %d"
              .formatted(state.clocks().length, members.length));
    }
    for (int w = 0; w < members.length; w++) {
      members[w].clock = state.clocks()[w];
    }
    findBehind();
    pushes = state.pushes();
    samples = state.samples();
    if (state.evaluating()) {
      evaluations.begin(parameters.average());
    } else if (updates() == evaluations.last().updates()) {
      outcome = evaluations.outcomeAt(evaluations.last());
    }
    if (!state.evaluating() && outcome == null) {
      clock.start();
    }
  }

  private Sequencer(
      ScaledVector parameters,
      StalenessHistogram staleness,
      RunPlan plan,
      Penalty penalty,
      TrainingClock clock,
      Evaluations evaluations,
      RunListener listener) {
    this.plan = plan;
    this.dials = plan.dials();
    this.penalty = penalty;
    this.clock = clock;
    this.evaluations = evaluations;
    this.listener = listener;
    this.parameters = parameters;
    this.staleness = staleness;
    double step = plan.steps().longest(dials);
    if (!(step * penalty.l2() < 1)) {
      throw new IllegalArgumentException(
          "Invalid step: %s must be > 0 and below 1/lambda = %s".formatted(step, 1 / penalty.l2()));
    }
    if (penalty.l1() > 0 && dials.threads() > 1) {
      throw new IllegalArgumentException(
          "Invalid threads with an L1 term: %d (allowed: 1)".formatted(dials.threads()));
    }
    if (decay(step) < SMALLEST_DECAY) {
      throw new IllegalArgumentException(
          "Invalid step: %d local steps of %s shrink x by more than %s"
              .formatted(dials.localSteps(), step, SMALLEST_DECAY));
    }
    members = new Member[dials.workers()];
    Arrays.setAll(members, Member::new);
    findBehind();
  }

  /** D = (1 − γλ)^H. */
  private double decay(double step) {
    double once = 1 - step * penalty.l2();
    return dials.localSteps() == 1 ? once : Math.pow(once, dials.localSteps());
  }

  /**
   * What H proximal steps shrink a coordinate by that nothing else changes: λ₁ γ Σ_{h &lt; H} (1 −
   * γλ₂)^h.
   */
  private double threshold(double step) {
    double once = step * penalty.l2();
    double steps =
        once == 0 ? dials.localSteps() : -Math.expm1(dials.localSteps() * Math.log1p(-once)) / once;
    return penalty.l1() * step * steps;
  }

  /** Handles one message; {@code callback} is called exactly once, now or later. */
  public void handle(Request request, Consumer<Reply> callback) {
    if (request.worker() < 0 || request.worker() >= members.length) {
      callback.accept(
          new Reply.Refused(
              "worker %d of a run of %d workers".formatted(request.worker(), members.length)));
      return;
    }
    Member member = members[request.worker()];
    if (request.attempt() < member.attempt) {
      callback.accept(new Reply.Refused("superseded by attempt " + member.attempt));
      return;
    }
    if (request instanceof Request.Register) {
      register(member, request);
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
    // This request is the one that waits now.
    evaluations.forget(request.worker());
    if (request instanceof Request.Step s) {
      step(member, s, callback);
    } else if (request instanceof Request.Evaluated e) {
      member.waiting = callback;
      evaluated(e);
    }
    serve(member);
  }

  private void register(Member member, Request request) {
    long attempt = request.attempt();
    boolean first = attempt > member.attempt;
    if (member.waiting != null && first) {
      member.reply(new Reply.Refused("superseded by attempt " + attempt));
    }
    member.attempt = attempt;
    evaluations.forget(request.worker());
    if (first) {
      listener.registered(request.worker(), member.clock);
    }
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
    if (fresh && (s.rows() < 0 || s.rows() > dials.rowsPerRound())) {
      return "push of %d rows in a round of %d".formatted(s.rows(), dials.rowsPerRound());
    }
    return null;
  }

  private void step(Member member, Request.Step s, Consumer<Reply> callback) {
    boolean fresh = s.clock() > member.clock;
    if (fresh) {
      pending.add(s.worker());
      member.push = s.push();
      member.pushCoordinates = member.wanted;
      member.pushRows = s.rows();
      member.clock = s.clock();
    }
    member.wanted = s.coordinates();
    member.waiting = callback;
    member.waitingClock = s.clock();
    if (fresh && !evaluations.isUnderWay() && outcome == null) {
      if (dials.slack() > 0) {
        applyPush(s.worker());
      } else if (pending.size() == members.length) {
        applyRound();
      }
    }
  }

  /**
   * Goes on after an evaluation as if there had been none: who waited reads the parameters that
   * were evaluated, and then what came in meanwhile is applied.
   */
  private void resume() {
    serveAll();
    while (!pending.isEmpty() && !evaluations.isUnderWay() && dials.slack() > 0) {
      Member next = members[pending.peek()];
      applyPush(pending.peek());
      serve(next);
    }
  }

  private void applyRound() {
    long now = clock.nanos();
    double step = readStep();
    parameters.decay(decay(step));
    for (int w = 0; w < members.length; w++) {
      parameters.add(members[w].pushCoordinates, members[w].push, -step / dials.batch());
      applied(w, now);
    }
    pending.clear();
    if (penalty.l1() > 0) {
      parameters.shrink(threshold(step));
    }
    parameters.endOfUpdate();
    evaluateIfDue(now);
  }

  private void applyPush(int worker) {
    long now = clock.nanos();
    Member m = members[worker];
    double factor = plan.steps().rule().factor(pushes - m.readAt);
    double share = factor * m.pushRows / dials.rowsPerRound();
    parameters.decay(1 - share * (1 - decay(m.readStep)));
    parameters.add(m.pushCoordinates, m.push, -factor * m.readStep / dials.batch());
    applied(worker, now);
    pending.remove();
    if (penalty.l1() > 0) {
      parameters.shrink(share * threshold(m.readStep));
    }
    parameters.endOfUpdate();
    evaluateIfDue(now);
  }

  private void applied(int worker, long now) {
    Member m = members[worker];
    long theta = pushes - m.readAt;
    staleness.add(theta);
    samples += m.pushRows;
    pushes++;
    m.push = null;
    m.pushCoordinates = null;
    if (m.clock - 1 == behind && --furthestBehind == 0) {
      findBehind();
    }
    listener.applied(worker, m.clock - 1, theta, (now - m.readNanos) / 1e9);
  }

  private void findBehind() {
    behind = Long.MAX_VALUE;
    for (Member m : members) {
      if (m.applied() < behind) {
        behind = m.applied();
        furthestBehind = 0;
      }
      furthestBehind += m.applied() == behind ? 1 : 0;
    }
    gateMoved = true;
  }

  private void evaluateIfDue(long now) {
    if (pushes % members.length != 0) {
      return;
    }
    if (evaluations.isDue(updates(), now)) {
      clock.stop(now);
      gateMoved = true;
      evaluations.begin(parameters.average());
    }
  }

  private void evaluated(Request.Evaluated e) {
    if (evaluations.isUnderWay() && e.version() == version() && evaluations.add(e)) {
      conclude();
    }
  }

  private void conclude() {
    TracePoint point = evaluations.conclude(updates(), samples, clock.nanos());
    gateMoved = true;
    outcome = evaluations.outcomeAt(point);
    if (outcome != null) {
      listener.evaluated(point);
      return;
    }
    clock.start();
    listener.evaluated(point);
    // What the listener took is no training.
    clock.start();
    resume();
  }

  /** Answers the sender if it can be answered, and every other waiting worker that now can. */
  private void serve(Member sender) {
    if (!gateMoved) {
      answer(sender);
      return;
    }
    serveAll();
  }

  private void serveAll() {
    gateMoved = false;
    for (Member m : members) {
      answer(m);
    }
  }

  private void answer(Member m) {
    if (m.waiting == null) {
      return;
    }
    if (outcome == Outcome.FAILED) {
      m.reply(new Reply.Refused(failure));
    } else if (outcome != null) {
      m.reply(new Reply.Stop());
    } else if (evaluations.isUnderWay()) {
      double[] x = evaluations.parametersFor(m.index);
      if (x != null) {
        m.reply(new Reply.Evaluate(version(), x));
      }
    } else if (m.push == null && m.waitingClock <= behind + dials.slack()) {
      m.readAt = pushes;
      m.readNanos = clock.nanos();
      m.readStep = readStep();
      m.reply(new Reply.Work(m.waitingClock, version(), m.readStep, parameters.gather(m.wanted)));
    }
  }

  /** All workers read at once at first: their first P pushes say little about staleness. */
  private double readStep() {
    double mean = pushes < members.length ? dials.expectedStaleness() : staleness.mean();
    return plan.steps().at(dials, mean, samples);
  }

  /**
   * Ends the run with a failure; every waiting and every later request is refused with the reason.
   */
  public void abort(String reason) {
    if (outcome == null) {
      clock.stop(clock.nanos());
      outcome = Outcome.FAILED;
      failure = reason;
      gateMoved = true;
      serve(members[0]);
    }
  }

  /** How the run ended, or null while it goes on. */
  public Outcome outcome() {
    return outcome;
  }

  /** How often the parameters changed: rounds at slack 0, else pushes. */
  public long version() {
    return dials.slack() == 0 ? updates() : pushes;
  }

  /** Rounds applied: P pushes each. */
  public long updates() {
    return pushes / members.length;
  }

  /** Rows applied. */
  public long samples() {
    return samples;
  }

  /** Seconds on the training clock. */
  public double trainSeconds() {
    return clock.nanos() / 1e9;
  }

  /** The model: the averaged iterate where one was asked for, else the last; a copy. */
  public double[] parameters() {
    return parameters.average();
  }

  /** A copy of the state of this moment; not to be taken while a push is being applied. */
  public SequencerState state() {
    long[] clocks = new long[members.length];
    for (int w = 0; w < clocks.length; w++) {
      clocks[w] = members[w].applied();
    }
    return new SequencerState(
        new SequencerState.ScaledVectorCopy(parameters.copy()),
        pushes,
        samples,
        clocks,
        staleness.counts(),
        evaluations.isUnderWay(),
        evaluations.next(),
        clock.nanos(),
        evaluations.initialObjective(),
        evaluations.trace());
  }

  /** Number of evaluations so far. */
  public int evaluations() {
    return evaluations.count();
  }

  /** The last evaluation, null before the first. */
  public TracePoint lastEvaluation() {
    return evaluations.last();
  }

  /** All evaluations so far. */
  public List<TracePoint> trace() {
    return evaluations.trace();
  }

  public StalenessHistogram staleness() {
    return staleness;
  }

  /** Workers that never registered. */
  public List<Integer> unregistered() {
    List<Integer> missing = new ArrayList<>();
    for (int w = 0; w < members.length; w++) {
      if (members[w].attempt == Long.MIN_VALUE) {
        missing.add(w);
      }
    }
    return missing;
  }

  /** Workers that owe an answer: they were sent work or parameters and did not come back. */
  public List<Integer> owing() {
    List<Integer> owing = new ArrayList<>();
    for (int w = 0; w < members.length; w++) {
      if (members[w].waiting == null && members[w].attempt != Long.MIN_VALUE) {
        owing.add(w);
      }
    }
    return owing;
  }
}
