package io.taucrit.jobs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.engine.Request;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.objective.Penalty;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long workers were silent, on a clock that jumps. */
class RunStateTest {
  private static final int DIMENSION = 3;

  private final AtomicLong nanos = new AtomicLong(-TimeUnit.SECONDS.toNanos(7));
  private RunState state;

  @BeforeEach
  void begin() {
    Sequencer sequencer =
        new Sequencer(
            new double[DIMENSION],
            Plans.fixed(2, 0.5).run(),
            Penalty.l2(0.1),
            nanos::get,
            RunListener.none());
    state =
        new RunState(
            sequencer,
            new Checkpointer(Checkpoints.none()),
            RunListener.none(),
            DIMENSION,
            2,
            nanos::get);
    state.handle(new Request.Register(0, 1), reply -> {});
    pass(4);
    state.handle(new Request.Register(1, 2), reply -> {});
  }

  private void pass(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void silenceIsTheTimeSinceAWorkerWasHeard() {
    pass(10);
    assertThat(state.silence(0)).isEqualTo(14);
    assertThat(state.silence(1)).isEqualTo(10);
    state.handle(new Request.Register(0, 1), reply -> {});
    assertThat(state.silence(0)).isZero();
  }

  @Test
  void timeInWhichNobodyCouldBeHeardIsNoSilence() {
    pass(600);
    state.stoodStill(TimeUnit.SECONDS.toNanos(598));
    assertThat(state.silence(0)).isEqualTo(6);
    assertThat(state.silence(1)).isEqualTo(2);
    pass(3);
    assertThat(state.silence(0)).isEqualTo(9);
  }

  @Test
  void aWorkerThatWasHeardMeanwhileIsNotAheadOfTime() {
    pass(600);
    state.handle(new Request.Register(0, 1), reply -> {});
    state.stoodStill(TimeUnit.SECONDS.toNanos(598));
    assertThat(state.silence(0)).isZero();
    pass(3);
    assertThat(state.silence(0)).isEqualTo(3);
  }
}
