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
import io.taucrit.data.view.RowView;
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

  /**
   * A batch of 3 leaves some workers without a row in some steps, one of 40 pulls all of x; an
   * intercept does not decay.
   */
  @ParameterizedTest
  @CsvSource({
    "logistic, 2, 1, 12, false",
    "logistic, 2, 3, 12, false",
    "logistic, 5, 1, 12, false",
    "logistic, 5, 3, 12, false",
    "logistic, 2, 3, 3, false",
    "logistic, 5, 3, 3, false",
    "logistic, 5, 3, 40, false",
    "squared-hinge, 5, 3, 12, false",
    "logistic, 1, 3, 12, true",
    "logistic, 5, 3, 12, true",
    "logistic, 5, 3, 40, true"
  })
  void averagesCopiesWeightedByTheirSamples(
      String loss, int localSteps, int workers, int batch, boolean intercept) {
    RowView view = intercept ? RowView.withIntercept(FEATURES) : RowView.plain(FEATURES);
    CsrBlock block = view.of(Problems.weighted(Problems.rows(loss, ROWS, FEATURES, 5), 6));
    int dimension = view.dimension();
    Penalty penalty = new Penalty(LAMBDA, 0, view.intercepts());
    Dials dials = new Dials(workers, batch, 0, localSteps, 1);
    BatchSampler sampler = new BatchSampler(ROWS, batch, 3);
    DenseRun dense =
        new DenseRun(DenseProblem.of(loss, block, dimension, 0), penalty, dials, sampler);
    double[] x = new double[dimension];
    int idle = 0;
    for (long clock = 0; clock < UPDATES; clock++) {
      double[] next = new double[dimension];
      for (int w = 0; w < workers; w++) {
        DenseRun.End end = dense.steps(w, clock, x, STEP);
        idle += end.rows() < localSteps ? 1 : 0;
        for (int v = 0; v < dimension; v++) {
          next[v] += end.y()[v] * end.rows() / (batch * localSteps);
        }
      }
      x = next;
    }
    if (batch == 3) {
      assertThat(idle).as("workers with a step without rows").isPositive();
    }

    GlmObjective objective = Problems.objective(loss, block, dimension, penalty);
    Sequencer run =
        new Sequencer(
            new double[dimension],
            new RunPlan(
                dials,
                StepSizes.constant(STEP),
                Averaging.NONE,
                StoppingRule.updates(UPDATES),
                EvaluationSchedule.standard()),
            penalty,
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run, InThreadRun.workers(objective, List.of(Slice.whole(block)), dials, sampler));
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(run.samples()).isEqualTo((long) UPDATES * batch * localSteps);
    assertThat(Problems.relativeDistance(run.parameters(), x)).isLessThan(1e-10);
  }
}
