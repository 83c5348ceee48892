package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A run is a function of (data, seed, b): the number of workers only changes the order of sums. */
class WorkerCountTest {
  private static final int ROWS = 701;
  private static final int FEATURES = 90;
  private static final int BATCH = 12;
  private static final int UPDATES = 400;
  private static final double STEP = 0.3;
  private static final double LAMBDA = 0.01;
  private static final BatchSampler SAMPLER = new BatchSampler(ROWS, BATCH, 3);

  static List<String> losses() {
    return PointwiseLoss.all().stream().map(PointwiseLoss::name).toList();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void anyNumberOfWorkersGivesTheSameIterates(String loss) {
    CsrBlock block = block(loss);
    List<Slice> slices = List.of(Slice.whole(block));
    Sequencer one = run(loss, block, slices, 1);
    for (int workers : new int[] {2, 3, 4}) {
      Sequencer some = run(loss, block, slices, workers);
      assertThat(Problems.relativeDistance(some.parameters(), one.parameters()))
          .as("%d workers", workers)
          .isLessThan(1e-10);
      assertThat(run(loss, block, slices, workers).parameters())
          .as("%d workers twice", workers)
          .isEqualTo(some.parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void theBlocksThatRowsLieInDoNotMatter(String loss) {
    CsrBlock block = block(loss);
    List<Slice> pieces =
        List.of(new Slice(block, 0, 1), new Slice(block, 1, 300), new Slice(block, 300, ROWS));
    assertThat(run(loss, block, pieces, 4).parameters())
        .isEqualTo(run(loss, block, List.of(Slice.whole(block)), 4).parameters());
  }

  /** x ← (1 − γλ) x − (γ/b) Σ ∇f_i(x), densely. */
  @ParameterizedTest
  @MethodSource("losses")
  void iteratesAreThoseOfTheFormula(String loss) {
    CsrBlock block = block(loss);
    DenseProblem data = DenseProblem.of(loss, block, FEATURES, 0);
    double[] x = new double[FEATURES];
    for (long clock = 0; clock < UPDATES; clock++) {
      double[] sum = new double[FEATURES];
      double[] at = x.clone();
      SAMPLER.draw(
          clock,
          0,
          ROWS,
          row -> {
            double[] g = data.rowGradient(at, (int) row);
            for (int v = 0; v < FEATURES; v++) {
              sum[v] += g[v];
            }
          });
      for (int v = 0; v < FEATURES; v++) {
        x[v] = (1 - STEP * LAMBDA) * x[v] - STEP / BATCH * sum[v];
      }
    }
    Sequencer run = run(loss, block, List.of(Slice.whole(block)), 2);
    assertThat(Problems.relativeDistance(run.parameters(), x)).isLessThan(1e-10);
    assertThat(run.samples()).isEqualTo((long) UPDATES * BATCH);
    double last = run.trace().get(run.trace().size() - 1).objective();
    double expected = DenseProblem.of(loss, block, FEATURES, LAMBDA).value(x);
    assertThat(last).isCloseTo(expected, within(1e-10));
  }

  private static CsrBlock block(String loss) {
    return Problems.weighted(Problems.rows(loss, ROWS, FEATURES, 5), 6);
  }

  private static Sequencer run(String loss, CsrBlock block, List<Slice> slices, int workers) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    Sequencer sequencer =
        new Sequencer(
            new double[FEATURES],
            RunPlan.synchronous(
                workers, BATCH, STEP, StoppingRule.updates(UPDATES), EvaluationSchedule.standard()),
            Penalty.l2(LAMBDA),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(objective, slices, Dials.synchronous(workers, BATCH), SAMPLER));
    assertThat(sequencer.outcome()).isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    return sequencer;
  }
}
