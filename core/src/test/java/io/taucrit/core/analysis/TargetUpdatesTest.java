package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetUpdatesTest {
  private static final int ROWS = 2000;
  private static final int FEATURES = 60;
  private static final double TARGET = 0.02;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 12);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, 1.0 / ROWS);
  private static final Analysis ANALYSIS = analysis();
  private static final Target AT = ANALYSIS.targets().get(0);
  private static final TargetUpdates UPDATES = new TargetUpdates(AT);

  private static Analysis analysis() {
    InMemoryPasses data = InMemoryPasses.sequential(OBJECTIVE, BLOCK);
    return Analyzer.withDefaults().with(List.of(TARGET)).analyze(data, data, "logistic").analysis();
  }

  private static double meanUpdates(Dials dials) {
    int seeds = 5;
    double sum = 0;
    for (int seed = 1; seed <= seeds; seed++) {
      Sequencer run =
          new Sequencer(
              new double[FEATURES],
              new RunPlan(
                  dials,
                  StepSizes.constant(UPDATES.step(dials)),
                  Averaging.NONE,
                  new StoppingRule(
                      ANALYSIS.optimum().value(), TARGET, 100_000, Double.POSITIVE_INFINITY),
                  new EvaluationSchedule(1.02)),
              OBJECTIVE.penalty(),
              () -> 0,
              RunListener.none());
      InThreadRun.run(
          run,
          InThreadRun.workers(
              OBJECTIVE,
              List.of(Slice.whole(BLOCK)),
              dials,
              new BatchSampler(ROWS, dials.batch(), seed)));
      assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.REACHED);
      sum += run.updates();
    }
    return sum / seeds;
  }

  /** The path predictor's own error is in it: some 15 %, and single runs reach a target early. */
  @ParameterizedTest
  @CsvSource({
    "1, 16, 0, 16",
    "4, 16, 0, 4",
    "4, 16, 0, 16",
    "4, 64, 0, 16",
    "4, 64, 4, 16",
    "4, 256, 0, 8",
    "4, 64, 4, 1",
    "2, 1024, 0, 4"
  })
  void aRoundDoesTheWorkOfItsLocalSteps(int workers, int batch, int slack, int localSteps) {
    Dials dials = new Dials(workers, batch, slack, localSteps, 1);
    double predicted = UPDATES.updates(dials).estimate();
    assertThat(predicted).isGreaterThan(2);
    assertThat(meanUpdates(dials) / predicted).isBetween(0.6, 1.4);
  }

  @Test
  void withoutLocalStepsAndSlackItIsTheTarget() {
    Dials dials = Dials.synchronous(4, 64);
    assertThat(UPDATES.updates(dials).estimate()).isEqualTo(AT.updatesFor(64));
    assertThat(UPDATES.step(dials)).isEqualTo(AT.stepFor(64));
    assertThat(UPDATES.step(dials.withLocalSteps(16, 1))).isEqualTo(AT.stepFor(64));
    assertThat(UPDATES.updates(dials).lower()).isLessThan(AT.updatesFor(64));
    // Four workers with a row each and slack are the constant delay 4.
    Dials late = new Dials(4, 4, 1, 1, 1);
    assertThat(AT.delays().get(1).delay()).isEqualTo(4);
    assertThat(UPDATES.updates(late).estimate())
        .isCloseTo(AT.delays().get(1).updates() / 4, within(1e-9));
    assertThat(UPDATES.step(late)).isCloseTo(4 * AT.delayedStepFor(4), within(1e-12));
  }

  /** P = 2: errors 1, 1/2, 0, −1/4, −1/4, −1/8, 0, 1/16, …; from the seventh on below 0.1. */
  @Test
  void longClocksOfWorkersThatDoNotWaitTakeSomeRounds() {
    assertThat(LongClocks.rounds(2, 0.01)).isEqualTo(6 / 2.0);
    assertThat(LongClocks.rounds(2, 0.2)).isEqualTo(2 / 2.0);
    assertThat(LongClocks.rounds(1, 0.01)).isEqualTo(1);
    // y' = −y(t − 1) falls by the factor e^0.318 a round.
    assertThat(LongClocks.rounds(1000, 1e-8))
        .isBetween(Math.log(1e4) / 0.318 - 4, Math.log(1e4) / 0.318 + 4);
    Dials dials = new Dials(2, 64, 4, 1024, 1);
    assertThat(AT.updatesFor(64) / 1024).isLessThan(1);
    assertThat(UPDATES.updates(dials).estimate()).isEqualTo(LongClocks.rounds(2, TARGET));
    assertThat(meanUpdates(dials)).isBetween(1.0, 4.0);
    assertThat(UPDATES.updates(dials.withSlack(0)).estimate()).isLessThan(1);
    assertThat(meanUpdates(dials.withSlack(0))).isLessThanOrEqualTo(2);
  }
}
