package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.synthetic.SparseGlmProblem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StepTrialTest {
  private static final int D = 50;
  private static final double TARGET = 0.05;
  private static final int BATCH = 8;

  private static InMemoryPasses data;
  private static double optimum;
  private static PathPredictor.Prediction predicted;

  @BeforeAll
  static void prepare() {
    CsrBlock block =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(2000)
                    .withFeatures(D)
                    .withNonzerosPerRow(8))
            .block(0, 2000);
    data = InMemoryPasses.sequential(new GlmObjective(new LogisticLoss(), D, 1.0 / 2000, 1), block);
    Lbfgs.Solution solution = Lbfgs.withDefaults().minimise(data, new double[D], (x, at) -> {});
    optimum = solution.at().value();
    predicted = PathPredictor.of(data, solution.x(), TARGET, 5000, 1).predict(BATCH, TARGET);
  }

  private static StepTrial tryStep(double step, long maxRows) {
    return StepTrial.run(data, optimum, TARGET, BATCH, step, predicted.updates(), maxRows, 1);
  }

  @Test
  void aGoodStepIsKept() {
    StepTrial trial = tryStep(predicted.step(), Long.MAX_VALUE);
    assertThat(trial.step()).isEqualTo(predicted.step());
    assertThat((double) trial.updates()).isLessThan(3 * predicted.updates() + 10);
  }

  @Test
  void aStepThatIsFarTooLongIsHalvedUntilItWorks() {
    double tooLong = 64 * predicted.step();
    StepTrial trial = tryStep(tooLong, Long.MAX_VALUE);
    assertThat(trial.updates()).isNotNull();
    assertThat(trial.step()).isLessThan(tooLong / 2);
    double halvings = Math.log(tooLong / trial.step()) / Math.log(2);
    assertThat(halvings).isEqualTo(Math.rint(halvings));
  }

  @Test
  void theWorkIsBounded() {
    assertThat(tryStep(predicted.step(), BATCH).updates()).isNull();
  }
}
