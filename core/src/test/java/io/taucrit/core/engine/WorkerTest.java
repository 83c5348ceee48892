package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one worker answers, message by message. */
class WorkerTest {
  private static final int FEATURES = 20;
  private static final int TRAINING = 40;
  private static final double LAMBDA = 0.2;
  private static final CsrBlock ROWS = Problems.rows("logistic", 55, FEATURES, 3);
  private static final double[] X = Problems.point(FEATURES, 1, 4);

  private static Worker worker(Objective objective) {
    return new Worker(
        0,
        3,
        objective,
        new Examples(0, List.of(new Slice(ROWS, 0, TRAINING))),
        new Examples(0, List.of(new Slice(ROWS, TRAINING, 55))),
        new BatchSampler(TRAINING, 6, 1),
        1,
        1,
        true);
  }

  /** The mean loss alone, whether the regulariser is dense or lies in the rows. */
  @Test
  void heldOutRowsAreJudgedWithoutARegulariser() {
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(ROWS, 0, TRAINING);
    DenseProblem data = DenseProblem.of("logistic", ROWS, FEATURES, 0);
    double expected = 0;
    for (int row = TRAINING; row < 55; row++) {
      double sign = ROWS.labels()[row] > 0 ? 1 : -1;
      expected += Math.log(1 + Math.exp(-sign * DenseProblem.dot(data.row(row), X)));
    }
    var dense = Problems.objective("logistic", ROWS, FEATURES, LAMBDA);
    for (Objective objective :
        List.of(dense, new SparselyRegularised(dense, LAMBDA, counts, TRAINING))) {
      Request.Evaluated sums =
          (Request.Evaluated) worker(objective).next(new Reply.Evaluate(17, X));
      assertThat(sums.version()).isEqualTo(17);
      assertThat(sums.attempt()).isEqualTo(3);
      assertThat(sums.training().rows()).isEqualTo(TRAINING);
      assertThat(sums.heldOutRows()).isEqualTo(15);
      assertThat(sums.heldOutLoss()).isCloseTo(expected, within(1e-12));
    }
  }

  @Test
  void endsWhenToldAndFailsWhenRefused() {
    Worker worker = worker(Problems.objective("logistic", ROWS, FEATURES, LAMBDA));
    assertThat(worker.first()).isEqualTo(new Request.Register(0, 3));
    assertThat(worker.next(new Reply.Stop())).isNull();
    assertThatThrownBy(() -> worker.next(new Reply.Refused("superseded by attempt 4")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("superseded by attempt 4");
  }
}
