package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
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
        undisturbed, InThreadRun.workers(OBJECTIVE, List.of(Slice.whole(ROWS)), workers, sampler));

    Sequencer disturbed = sequencer(workers, batch);
    UnreliableNetwork network =
        new UnreliableNetwork(
            disturbed,
            workers,
            (index, attempt) -> worker(index, attempt, workers, sampler),
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

  private static Sequencer sequencer(int workers, int batch) {
    return new Sequencer(
        new double[FEATURES],
        workers,
        batch,
        0.7,
        OBJECTIVE.lambda(),
        StoppingRule.updates(UPDATES),
        new EvaluationSchedule(1.5),
        () -> 0,
        point -> {});
  }

  private static Worker worker(int index, long attempt, int workers, BatchSampler sampler) {
    List<Slice> all = List.of(Slice.whole(ROWS));
    long first = Examples.firstPlace(ROWS.rows(), index, workers);
    long end = Examples.firstPlace(ROWS.rows(), index + 1, workers);
    Examples own = new Examples(first, Slice.range(all, first, end));
    return new Worker(index, attempt, OBJECTIVE, own, new Examples(0, List.of()), sampler);
  }
}
