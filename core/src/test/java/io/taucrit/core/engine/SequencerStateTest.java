package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.InverseTime;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** A run that goes on from the bytes of its state, with new workers, ends as if undisturbed. */
class SequencerStateTest {
  private static final int FEATURES = 40;
  private static final int UPDATES = 20;
  private static final CsrBlock ROWS = Problems.rows("logistic", 61, FEATURES, 7);
  private static final Objective OBJECTIVE =
      Problems.objective("logistic", ROWS, FEATURES, 1.0 / 61);

  /** Delivers messages in random order and records the pushes that were applied. */
  private static final class Network implements RunListener {
    private record Delivery(Worker worker, Reply reply) {}

    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<List<Long>> clocks;
    private long largestStaleness;

    Network(List<List<Long>> clocks) {
      this.clocks = clocks;
    }

    @Override
    public void applied(int worker, long clock, long staleness, double seconds) {
      clocks.get(worker).add(clock);
      largestStaleness = Math.max(largestStaleness, staleness);
    }

    /** Stops after so many messages, or where no message is left. */
    void run(Sequencer sequencer, List<Worker> workers, int messages, SplittableRandom random) {
      int left = messages - workers.size();
      for (Worker worker : workers) {
        send(sequencer, worker, worker.first());
      }
      while (!deliveries.isEmpty() && left-- > 0) {
        Delivery d = deliveries.remove(random.nextInt(deliveries.size()));
        Request request = d.worker().next(d.reply());
        if (request != null) {
          send(sequencer, d.worker(), request);
        }
      }
    }

    private void send(Sequencer sequencer, Worker worker, Request request) {
      sequencer.handle(request, reply -> deliveries.add(new Delivery(worker, reply)));
    }
  }

  /** About 25 messages a worker make a whole run, so that a state is also one of a finished run. */
  @Property(
      tries = 200,
      seed = "20260103",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void aRunGoesOnFromItsState(
      @ForAll @IntRange(min = 1, max = 4) int workers,
      @ForAll @IntRange(min = -3, max = 4) int slackOrNone,
      @ForAll @IntRange(min = 1, max = 3) int localSteps,
      @ForAll Averaging averaging,
      @ForAll @IntRange(min = 1, max = 36) int messagesAWorker,
      @ForAll long seed)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Dials dials = new Dials(workers, workers + 5, Math.max(0, slackOrNone), localSteps, 1);
    RunPlan plan = plan(dials, averaging);
    List<List<Long>> clocks =
        Stream.generate(() -> (List<Long>) new ArrayList<Long>()).limit(workers).toList();

    Network before = new Network(clocks);
    Sequencer interrupted = sequencer(plan, before);
    before.run(
        interrupted,
        team(dials, seed),
        workers * messagesAWorker - random.nextInt(workers),
        random);
    SequencerState state = throughBytes(interrupted.state());
    assertThat(state.updates()).isEqualTo(interrupted.updates());
    assertThat(state.clocks()).isEqualTo(clocks.stream().mapToLong(List::size).toArray());

    Network after = new Network(clocks);
    Sequencer resumed = new Sequencer(state, plan, OBJECTIVE.penalty(), () -> 0, after);
    assertThat(resumed.parameters()).isEqualTo(interrupted.parameters());
    assertThat(resumed.staleness().mean()).isEqualTo(interrupted.staleness().mean());
    assertThat(resumed.staleness().counts()).isEqualTo(interrupted.staleness().counts());
    after.run(resumed, team(dials, seed), Integer.MAX_VALUE, random);

    assertThat(resumed.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(resumed.updates()).isEqualTo(UPDATES);
    assertThat(clocks.stream().mapToInt(List::size).sum()).isEqualTo(UPDATES * workers);
    for (List<Long> own : clocks) {
      assertThat(own)
          .as("clocks without gap or repeat")
          .isEqualTo(LongStream.range(0, own.size()).boxed().toList());
    }
    assertThat(LongStream.of(resumed.staleness().counts()).sum()).isEqualTo(UPDATES * workers);
    assertThat(resumed.staleness().max())
        .isEqualTo(Math.max(before.largestStaleness, after.largestStaleness))
        .isLessThanOrEqualTo(dials.largestStaleness());
    assertThat(resumed.trace().subList(0, state.trace().size())).isEqualTo(interrupted.trace());
    if (dials.slack() == 0) {
      Sequencer undisturbed = sequencer(plan, RunListener.none());
      InThreadRun.run(undisturbed, team(dials, seed));
      assertThat(resumed.parameters()).isEqualTo(undisturbed.parameters());
      assertThat(resumed.trace()).isEqualTo(undisturbed.trace());
      assertThat(resumed.samples()).isEqualTo(undisturbed.samples());
      assertThat(resumed.staleness().counts()).isEqualTo(undisturbed.staleness().counts());
    }
  }

  /** Taking a state changes nothing, and what happens afterwards does not change it. */
  @Example
  void aStateIsACopy() throws IOException {
    Dials dials = new Dials(3, 8, 2, 1, 1);
    RunPlan plan = plan(dials, Averaging.UNIFORM);
    List<SequencerState> states = new ArrayList<>();
    List<byte[]> bytes = new ArrayList<>();
    Sequencer[] watched = new Sequencer[1];
    watched[0] =
        sequencer(
            plan,
            new RunListener() {
              @Override
              public void evaluated(TracePoint point) {
                states.add(watched[0].state());
                bytes.add(toBytes(watched[0].state()));
              }
            });
    InThreadRun.run(watched[0], team(dials, 1));
    Sequencer alone = sequencer(plan, RunListener.none());
    InThreadRun.run(alone, team(dials, 1));
    assertThat(watched[0].parameters()).isEqualTo(alone.parameters());
    assertThat(states).hasSize(alone.trace().size());
    for (int i = 0; i < states.size(); i++) {
      assertThat(toBytes(states.get(i))).isEqualTo(bytes.get(i));
      assertThat(toBytes(throughBytes(states.get(i)))).isEqualTo(bytes.get(i));
    }
  }

  /** A listener may keep the state of every evaluation; none of them is evaluated again. */
  @Example
  void statesTakenAtEvaluationsGoOn() throws IOException {
    RunPlan plan = plan(new Dials(3, 8, 0, 2, 1), Averaging.LINEAR);
    List<SequencerState> states = new ArrayList<>();
    Sequencer[] run = new Sequencer[1];
    run[0] =
        sequencer(
            plan,
            new RunListener() {
              @Override
              public void evaluated(TracePoint point) {
                states.add(run[0].state());
              }
            });
    InThreadRun.run(run[0], team(plan.dials(), 1));
    assertThat(states).hasSize(run[0].trace().size());
    for (SequencerState state : states) {
      Sequencer resumed =
          new Sequencer(
              throughBytes(state), plan, OBJECTIVE.penalty(), () -> 0, RunListener.none());
      InThreadRun.run(resumed, team(plan.dials(), 1));
      assertThat(resumed.trace()).isEqualTo(run[0].trace());
      assertThat(resumed.parameters()).isEqualTo(run[0].parameters());
      assertThat(resumed.staleness().counts()).isEqualTo(run[0].staleness().counts());
    }
  }

  /** Nothing is trained or evaluated again; a later end makes the run go on. */
  @Example
  void theStateOfAFinishedRunIsFinished() {
    RunPlan plan = plan(new Dials(2, 8, 1, 1, 1), Averaging.NONE);
    Sequencer finished = sequencer(plan, RunListener.none());
    InThreadRun.run(finished, team(plan.dials(), 1));
    Sequencer resumed =
        new Sequencer(finished.state(), plan, OBJECTIVE.penalty(), () -> 0, RunListener.none());
    assertThat(resumed.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    InThreadRun.run(resumed, team(plan.dials(), 1));
    assertThat(resumed.updates()).isEqualTo(UPDATES);
    assertThat(resumed.parameters()).isEqualTo(finished.parameters());
    assertThat(resumed.trace()).isEqualTo(finished.trace());
  }

  @Example
  void refusesTheStateOfAnotherTeam() {
    SequencerState state =
        sequencer(plan(Dials.synchronous(3, 8), Averaging.NONE), RunListener.none()).state();
    RunPlan two = plan(Dials.synchronous(2, 8), Averaging.NONE);
    assertThatThrownBy(() -> new Sequencer(state, two, Penalty.l2(0), () -> 0, RunListener.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The state is that of 3 workers, the plan has 2");
  }

  /** The training clock goes on from where it stood, whatever the new machine's clock says. */
  @Example
  void theTrainingClockGoesOn() {
    RunPlan plan = plan(Dials.synchronous(1, 8), Averaging.NONE);
    VirtualClock clock = new VirtualClock();
    Sequencer first =
        new Sequencer(new double[FEATURES], plan, OBJECTIVE.penalty(), clock, RunListener.none());
    InThreadRun.run(first, team(plan.dials(), 1), (worker, c) -> 0.5, clock);
    assertThat(first.trainSeconds()).isEqualTo(0.5 * UPDATES);
    RunPlan longer =
        new RunPlan(
            plan.dials(),
            plan.steps(),
            plan.averaging(),
            StoppingRule.updates(2 * UPDATES),
            plan.evaluations());
    VirtualClock other = new VirtualClock();
    other.advanceTo(77_000_000_000L);
    Sequencer second =
        new Sequencer(first.state(), longer, OBJECTIVE.penalty(), other, RunListener.none());
    assertThat(second.trainSeconds()).isEqualTo(0.5 * UPDATES);
    InThreadRun.run(second, team(plan.dials(), 1), (worker, c) -> 0.25, other);
    assertThat(second.updates()).isEqualTo(2 * UPDATES);
    assertThat(second.trainSeconds()).isEqualTo(0.75 * UPDATES);
  }

  private static RunPlan plan(Dials dials, Averaging averaging) {
    return new RunPlan(
        dials,
        new StepSizes(1, PredictedStep.formula(8, 40), new InverseTime(1.0 / 61, dials.batch())),
        averaging,
        StoppingRule.updates(UPDATES),
        new EvaluationSchedule(1.5));
  }

  private static Sequencer sequencer(RunPlan plan, RunListener listener) {
    return new Sequencer(new double[FEATURES], plan, OBJECTIVE.penalty(), () -> 0, listener);
  }

  private static List<Worker> team(Dials dials, long seed) {
    return InThreadRun.workers(
        OBJECTIVE,
        List.of(Slice.whole(ROWS)),
        dials,
        new BatchSampler(ROWS.rows(), dials.batch(), seed));
  }

  private static byte[] toBytes(SequencerState state) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      state.writeTo(new DataOutputStream(bytes));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static SequencerState throughBytes(SequencerState state) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(toBytes(state)));
    SequencerState read = SequencerState.readFrom(in);
    assertThat(in.read()).as("all bytes are read").isEqualTo(-1);
    return read;
  }
}
