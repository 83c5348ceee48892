package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepOverDelay;
import io.taucrit.core.step.StepOverWorkers;
import io.taucrit.core.step.StepRule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.random.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One step rule for all members of the family: γ_∞ = 1/L⋆, κ = V(x⋆)/(L⋆δ). */
class ConvergenceTest {
  private static final int ROWS = 2000;
  private static final int FEATURES = 60;
  private static final int WORKERS = 4;
  private static final int BATCH = 64;
  private static final double TARGET = 0.01;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 12);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, 1.0 / ROWS);
  private static final double OPTIMUM;
  private static final double FULL_GRADIENT_STEP;
  private static final double KAPPA;

  static {
    InMemoryPasses passes = InMemoryPasses.sequential(OBJECTIVE, BLOCK);
    double[] zero = new double[FEATURES];
    Lbfgs.Solution solution = Lbfgs.withDefaults().minimise(passes, zero, (x, at) -> {});
    OPTIMUM = solution.at().value();
    double curvature = LargestEigenvalue.atPoint(passes, solution.x(), 1);
    FULL_GRADIENT_STEP = 1 / curvature;
    double delta = TARGET * (passes.at(zero).value() - OPTIMUM);
    KAPPA = solution.at().noise() / (curvature * delta);
  }

  /** With the delays of one seed. */
  private static Sequencer run(Dials dials, double step, StepRule rule, long maxUpdates) {
    return run(OBJECTIVE, dials, step, rule, maxUpdates);
  }

  private static Sequencer run(
      Objective objective, Dials dials, double step, StepRule rule, long maxUpdates) {
    VirtualClock clock = new VirtualClock();
    Sequencer run =
        new Sequencer(
            new double[FEATURES],
            new RunPlan(
                dials,
                new StepSizes(step, rule, new ConstantSchedule()),
                Averaging.NONE,
                new StoppingRule(OPTIMUM, TARGET, maxUpdates, Double.POSITIVE_INFINITY),
                new EvaluationSchedule(1.05)),
            objective.penalty(),
            clock,
            RunListener.none());
    CounterRandom random = CounterRandom.of(4, 0);
    InThreadRun.run(
        run,
        InThreadRun.workers(
            objective, List.of(Slice.whole(BLOCK)), dials, new BatchSampler(ROWS, BATCH, 1)),
        (worker, c) -> -Math.log1p(-random.uniform(c * WORKERS + worker)),
        clock);
    return run;
  }

  private static long predicted(Dials dials) {
    PredictedStep rule = PredictedStep.formula(FULL_GRADIENT_STEP, KAPPA);
    Sequencer run = run(dials, 1, rule, 30_000);
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.REACHED);
    return run.updates();
  }

  /** At most 640 samples a round are in flight, and 640 stale ones, against κ = 1,563. */
  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void thePredictedStepReachesTheTargetAndStalenessCostsLittle(int localSteps) {
    Dials synchronous = Dials.synchronous(WORKERS, BATCH).withLocalSteps(localSteps, 1);
    long updates = predicted(synchronous);
    for (int slack : new int[] {1, 4, 16}) {
      assertThat(predicted(synchronous.withSlack(slack)))
          .as("slack %d", slack)
          .isLessThan(2 * updates);
    }
  }

  /** Ten local steps are worth nearly ten updates. */
  @Test
  void localStepsSaveUpdates() {
    Dials one = Dials.synchronous(WORKERS, BATCH);
    assertThat(predicted(one.withLocalSteps(10, 1))).isLessThan(predicted(one) / 5);
  }

  /** f is the same with its L2 term in the rows, and so is the optimum; only V differs. */
  @ParameterizedTest
  @CsvSource({"0, 1", "4, 1", "0, 10", "4, 10"})
  void aRegulariserInTheRowsLeadsToTheSameOptimum(int slack, int localSteps) {
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(BLOCK, 0, ROWS);
    SparselyRegularised sparse =
        new SparselyRegularised(OBJECTIVE, OBJECTIVE.regularisation(), counts, ROWS);
    Dials dials = new Dials(WORKERS, BATCH, slack, localSteps, 1);
    PredictedStep rule = PredictedStep.formula(FULL_GRADIENT_STEP, KAPPA);
    assertThat(rule.step(1, dials, 0) / BATCH).isLessThan(sparse.largestStablePerSampleStep());
    assertThat(run(sparse, dials, 1, rule, 30_000).outcome()).isEqualTo(Sequencer.Outcome.REACHED);
  }

  /** The step of the synchronous run, divided by P or by τ = 1 + (P − 1)(2s + 1) = 28. */
  @Test
  void rulesOfThumbAreTooTimid() {
    Dials dials = new Dials(WORKERS, BATCH, 4, 1, 1);
    double step = PredictedStep.formula(FULL_GRADIENT_STEP, KAPPA).step(1, dials.withSlack(0), 0);
    long predicted = predicted(dials);
    assertThat(run(dials, step, new StepOverWorkers(), 2 * predicted).outcome())
        .isEqualTo(Sequencer.Outcome.MAX_UPDATES);
    assertThat(run(dials, step, new StepOverDelay(), 10 * predicted).outcome())
        .isEqualTo(Sequencer.Outcome.MAX_UPDATES);
  }
}
