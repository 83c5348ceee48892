package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever the network does, a run ends where the undisturbed run ends, to the bit. */
class SequencerScheduleTest {
  private static final int FEATURES = 40;
  private static final int UPDATES = 25;
  private static final CsrBlock ROWS = Problems.rows("logistic", 61, FEATURES, 7);
  private static final Objective OBJECTIVE =
      Problems.objective("logistic", ROWS, FEATURES, 1.0 / 61);

  @Property(
      tries = 400,
      seed = "20260101",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void anyScheduleGivesTheUndisturbedRun(
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 0, max = 12) int moreRows,
      @ForAll @IntRange(min = 0, max = 60) int faults,
      @ForAll long seed) {
    int batch = workers + moreRows;
    BatchSampler sampler = new BatchSampler(ROWS.rows(), batch, seed);
    Sequencer undisturbed = sequencer(workers, batch);
    InThreadRun.run(
        undisturbed,
        InThreadRun.workers(
            OBJECTIVE, List.of(Slice.whole(ROWS)), Dials.synchronous(workers, batch), sampler));

    Sequencer disturbed = sequencer(workers, batch);
    UnreliableNetwork network =
        new UnreliableNetwork(
            disturbed,
            workers,
            0,
            (index, attempt) -> worker(index, attempt, Dials.synchronous(workers, batch), sampler),
            faults,
            seed);
    network.run();

    assertThat(disturbed.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(disturbed.version()).isEqualTo(UPDATES);
    assertThat(disturbed.parameters()).isEqualTo(undisturbed.parameters());
    assertThat(disturbed.trace()).isEqualTo(undisturbed.trace());
    for (int w = 0; w < workers; w++) {
      assertThat(network.applied(w)).isEqualTo(LongStream.rangeClosed(1, UPDATES).boxed().toList());
    }
    long[] everyRound = LongStream.generate(() -> UPDATES).limit(workers).toArray();
    assertThat(disturbed.staleness().counts()).isEqualTo(everyRound);
  }

  /**
   * Bounded staleness and local steps under the same network. The network checks at every read that
   * the gate kept its promise; a deadlock would leave it without an outcome.
   */
  @Property(
      tries = 600,
      seed = "20260102",
      shrinking = ShrinkingMode.OFF,
      edgeCases = EdgeCasesMode.NONE)
  void anyScheduleKeepsTheSlackAndAppliesEveryPushOnce(
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 0, max = 6) int slack,
      @ForAll @IntRange(min = 1, max = 3) int localSteps,
      @ForAll @IntRange(min = 0, max = 60) int faults,
      @ForAll long seed) {
    Dials dials = new Dials(workers, workers + 3, slack, localSteps, 1);
    BatchSampler sampler = new BatchSampler(ROWS.rows(), dials.batch(), seed);
    List<List<Long>> clocks = new ArrayList<>();
    for (int w = 0; w < workers; w++) {
      clocks.add(new ArrayList<>());
    }
    Sequencer sequencer =
        sequencer(
            dials,
            new RunListener() {
              @Override
              public void applied(int worker, long clock, long staleness, double seconds) {
                clocks.get(worker).add(clock);
                assertThat(staleness).isBetween(0L, dials.largestStaleness());
              }
            });
    new UnreliableNetwork(
            sequencer,
            workers,
            slack,
            (index, attempt) -> worker(index, attempt, dials, sampler),
            faults,
            seed)
        .run();

    assertThat(sequencer.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(sequencer.updates()).isEqualTo(UPDATES);
    assertThat(sequencer.staleness().max()).isLessThanOrEqualTo(dials.largestStaleness());
    assertThat(clocks.stream().mapToInt(List::size).sum()).isEqualTo(UPDATES * workers);
    for (List<Long> own : clocks) {
      assertThat(own).isEqualTo(LongStream.range(0, own.size()).boxed().toList());
    }
    if (slack == 0) {
      Sequencer undisturbed = sequencer(dials, RunListener.none());
      InThreadRun.run(
          undisturbed, InThreadRun.workers(OBJECTIVE, List.of(Slice.whole(ROWS)), dials, sampler));
      assertThat(sequencer.parameters()).isEqualTo(undisturbed.parameters());
      assertThat(sequencer.trace()).isEqualTo(undisturbed.trace());
    }
  }

  private static Sequencer sequencer(int workers, int batch) {
    return sequencer(Dials.synchronous(workers, batch), RunListener.none());
  }

  private static Sequencer sequencer(Dials dials, RunListener listener) {
    return new Sequencer(
        new double[FEATURES],
        RunPlan.synchronous(1, 1, 0.7, StoppingRule.updates(UPDATES), new EvaluationSchedule(1.5))
            .withDials(dials),
        OBJECTIVE.penalty(),
        () -> 0,
        listener);
  }

  private static Worker worker(int index, long attempt, Dials dials, BatchSampler sampler) {
    List<Slice> all = List.of(Slice.whole(ROWS));
    long first = Examples.firstPlace(ROWS.rows(), index, dials.workers());
    long end = Examples.firstPlace(ROWS.rows(), index + 1, dials.workers());
    Examples own = new Examples(first, Slice.range(all, first, end));
    Examples none = new Examples(0, List.of());
    return new Worker(
        index, attempt, OBJECTIVE, own, none, sampler, dials.localSteps(), 1, index % 2 == 0);
  }
}
