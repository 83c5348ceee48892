package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step that workers are sent with what they read. */
class ReadStepTest {
  private static final CsrBlock ROWS = Problems.rows("logistic", 301, 40, 7);
  private static final Objective OBJECTIVE = Problems.objective("logistic", ROWS, 40, 1.0 / 301);

  /**
   * The first pushes of a run find little staleness, for all workers read at once at its beginning;
   * that must not lengthen the step beyond the one that was checked.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void noStepIsLongerThanTheInitialOne(int slack) {
    Dials dials = new Dials(8, 16, slack, 1, 1);
    StepSizes sizes = new StepSizes(1, PredictedStep.formula(4, 1), new ConstantSchedule());
    Sequencer sequencer =
        new Sequencer(
            new double[40],
            new RunPlan(
                dials,
                sizes,
                Averaging.NONE,
                StoppingRule.updates(40),
                EvaluationSchedule.standard()),
            OBJECTIVE.lambda(),
            () -> 0,
            RunListener.none());
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
    assertThat(steps)
        .hasSizeGreaterThanOrEqualTo(8 * 40)
        .allMatch(step -> step <= sizes.initial(dials));
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
