package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Local SGD: H steps on every worker's own copy, then the average of the copies. */
class LocalStepsTest {
  private static final int ROWS = 203;
  private static final int FEATURES = 70;
  private static final int UPDATES = 60;
  private static final double STEP = 0.2;
  private static final double LAMBDA = 0.05;

  /** A batch of 3 leaves some workers without a row in some steps, one of 40 pulls all of x. */
  @ParameterizedTest
  @CsvSource({
    "logistic, 2, 1, 12",
    "logistic, 2, 3, 12",
    "logistic, 5, 1, 12",
    "logistic, 5, 3, 12",
    "logistic, 2, 3, 3",
    "logistic, 5, 3, 3",
    "logistic, 5, 3, 40",
    "squared-hinge, 5, 3, 12"
  })
  void averagesCopiesWeightedByTheirSamples(String loss, int localSteps, int workers, int batch) {
    CsrBlock block = Problems.weighted(Problems.rows(loss, ROWS, FEATURES, 5), 6);
    Dials dials = new Dials(workers, batch, 0, localSteps, 1);
    BatchSampler sampler = new BatchSampler(ROWS, batch, 3);
    DenseRun dense =
        new DenseRun(DenseProblem.of(loss, block, FEATURES, 0), LAMBDA, dials, sampler);
    double[] x = new double[FEATURES];
    int idle = 0;
    for (long clock = 0; clock < UPDATES; clock++) {
      double[] next = new double[FEATURES];
      for (int w = 0; w < workers; w++) {
        DenseRun.End end = dense.steps(w, clock, x, STEP);
        idle += end.rows() < localSteps ? 1 : 0;
        for (int v = 0; v < FEATURES; v++) {
          next[v] += end.y()[v] * end.rows() / (batch * localSteps);
        }
      }
      x = next;
    }
    if (batch == 3) {
      assertThat(idle).as("workers with a step without rows").isPositive();
    }

    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    Sequencer run =
        new Sequencer(
            new double[FEATURES],
            new RunPlan(
                dials,
                StepSizes.constant(STEP),
                Averaging.NONE,
                StoppingRule.updates(UPDATES),
                EvaluationSchedule.standard()),
            Penalty.l2(LAMBDA),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run, InThreadRun.workers(objective, List.of(Slice.whole(block)), dials, sampler));
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(run.samples()).isEqualTo((long) UPDATES * batch * localSteps);
    assertThat(Problems.relativeDistance(run.parameters(), x)).isLessThan(1e-10);
  }
}
