package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step that workers are sent with what they read. */
class ReadStepTest {
  private static final CsrBlock ROWS = Problems.rows("logistic", 301, 40, 7);
  private static final Objective OBJECTIVE = Problems.objective("logistic", ROWS, 40, 1.0 / 301);

  private static final StepSizes PREDICTED =
      new StepSizes(1, PredictedStep.formula(4, 1), new ConstantSchedule());

  private static Sequencer sequencer(Dials dials, double lambda) {
    return new Sequencer(
        new double[40],
        new RunPlan(
            dials,
            PREDICTED,
            Averaging.NONE,
            StoppingRule.updates(40),
            EvaluationSchedule.standard()),
        Penalty.l2(lambda),
        () -> 0,
        RunListener.none());
  }

  /**
   * All workers read at once at the beginning, so that their pushes find 0, 1, … P − 1 pushes
   * before them. The few first of these must not make the step P times longer.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void theFirstPushesDoNotMultiplyTheStep(int slack) {
    Dials dials = new Dials(8, 16, slack, 1, 1);
    Sequencer sequencer = sequencer(dials, OBJECTIVE.regularisation());
    List<Double> steps = new ArrayList<>();
    List<Worker> team =
        InThreadRun.workers(
            OBJECTIVE, List.of(Slice.whole(ROWS)), dials, new BatchSampler(301, 16, 3));
    List<Runnable> queue = new ArrayList<>();
    for (Worker worker : team) {
      send(sequencer, worker, worker.first(), queue, steps);
    }
    while (!queue.isEmpty()) {
      queue.remove(0).run();
    }
    assertThat(sequencer.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    double initial = PREDICTED.initial(dials);
    assertThat(steps).hasSizeGreaterThanOrEqualTo(8 * 40);
    assertThat(steps.subList(0, 8)).containsOnly(initial);
    assertThat(steps).allMatch(step -> step >= initial && step < 2 * initial);
    if (slack > 0) {
      assertThat(steps.get(steps.size() - 1))
          .as("pauses for evaluations change no staleness; only the first pushes had less")
          .isBetween(initial, 1.03 * initial);
    }
  }

  /** b γ_∞/(κ + q) with the delay q = 15.5 at first and 1.5 without staleness: 64/16.5 and 25.6. */
  @Test
  void theDecayMustAllowTheLongestStep() {
    Dials dials = new Dials(8, 16, 4, 1, 1);
    assertThat(PREDICTED.initial(dials)).isEqualTo(16 * (4 / 16.5));
    assertThat(PREDICTED.longest(dials)).isEqualTo(16 * (4 / 2.5));
    assertThat(sequencer(dials, 2.5 / 64.01).outcome()).isNull();
    assertThatThrownBy(() -> sequencer(dials, 2.5 / 63.99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid step: 25.6 must be > 0 and below 1/lambda");
    assertThat(sequencer(dials.withSlack(0), 2.5 / 63.99).outcome()).isNull();
  }

  private static void send(
      Sequencer sequencer,
      Worker worker,
      Request request,
      List<Runnable> queue,
      List<Double> steps) {
    if (request == null) {
      return;
    }
    sequencer.handle(
        request,
        reply -> {
          if (reply instanceof Reply.Work work) {
            steps.add(work.step());
          }
          queue.add(() -> send(sequencer, worker, worker.next(reply), queue, steps));
        });
  }
}
