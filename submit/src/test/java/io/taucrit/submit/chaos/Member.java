package io.taucrit.submit.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.step.StepSizes;
import io.taucrit.jobs.engine.ReferenceRun;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** A member of the family on two workers, and what a run of it must give whatever happens. */
record Member(int slack, int localSteps, int threads) {
  static final int WORKERS = 2;
  static final int UPDATES = 300;
  static final int PUSHES = WORKERS * UPDATES;

  private static final int BATCH = 48;
  private static final double STEP = 0.5;
  private static final long SEED = 5;
  private static final long TIMEOUT_SECONDS = 60;

  static final Member SYNCHRONOUS = new Member(0, 1, 1);

  /** Synchronous, with slack, with local steps, Hogwild!, and all of these together. */
  static Member draw(SplittableRandom random) {
    int slack = random.nextBoolean() ? 0 : random.nextInt(1, 5);
    int localSteps = random.nextInt(3) > 0 ? 1 : 4;
    return new Member(slack, localSteps, localSteps > 1 && random.nextBoolean() ? 2 : 1);
  }

  Dials dials() {
    return new Dials(WORKERS, BATCH, slack, localSteps, threads);
  }

  TrainingPlan plan() {
    return plan(dials());
  }

  private static TrainingPlan plan(Dials dials) {
    return TrainingPlan.of(
            dials,
            StepSizes.constant(STEP),
            StoppingRule.updates(UPDATES),
            EvaluationSchedule.standard(),
            SEED)
        .withTimeout(TIMEOUT_SECONDS);
  }

  /**
   * Every push was applied once; synchronous runs end with the bits of one thread, others have gone
   * down nine tenths of its way at least and kept the bound on staleness.
   */
  void assertRight(Problem problem, TrainingResult result) {
    assertThat(result.outcome()).isEqualTo(Outcome.MAX_UPDATES);
    assertThat(result.updates()).isEqualTo(UPDATES);
    assertThat(result.samples()).isEqualTo(UPDATES * dials().rowsPerRound());
    assertEveryPushOnce(result);
    assertThat(result.staleness().max()).isLessThanOrEqualTo(dials().largestStaleness());
    Sequencer undisturbed =
        ReferenceRun.of(problem, plan(dials().withSlack(0).withLocalSteps(localSteps, 1)));
    if (slack == 0 && threads == 1) {
      assertThat(result.parameters()).isEqualTo(undisturbed.parameters());
    } else {
      assertThat(progress(result.trace()))
          .as("progress")
          .isGreaterThan(0.9 * progress(undisturbed.trace()));
    }
  }

  /** A run that went on from a checkpoint logs what came after it. */
  private static void assertEveryPushOnce(TrainingResult result) {
    Long resumed = result.cost().resumedFrom();
    long before = resumed == null ? 0 : resumed * WORKERS;
    assertThat(result.pushes().size()).isGreaterThan(0);
    long ends = 0;
    for (int w = 0; w < WORKERS; w++) {
      long[] clocks = result.pushes().clocks(w);
      long[] expected = LongStream.range(clocks[0], clocks[0] + clocks.length).toArray();
      assertThat(clocks).as("clocks of worker %d", w).isEqualTo(expected);
      assertThat(clocks[0]).isGreaterThanOrEqualTo(resumed == null ? 0 : 1);
      ends += clocks[clocks.length - 1] + 1;
    }
    assertThat(ends).as("pushes in all").isEqualTo(PUSHES);
    assertThat(result.pushes().size()).isBetween((int) (PUSHES - before - WORKERS + 1), PUSHES);
  }

  private static double progress(List<TracePoint> trace) {
    return trace.get(0).objective() - trace.get(trace.size() - 1).objective();
  }
}
