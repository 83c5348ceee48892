package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.DenseMultinomial;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.random.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The engine on an objective with several coordinates a feature. */
class MultinomialRunTest {
  private static final int ROWS = 2000;
  private static final int FEATURES = 60;
  private static final int BATCH = 64;
  private static final double TARGET = 0.01;
  private static final CsrBlock BLOCK = Problems.rows("multinomial", ROWS, FEATURES, 12);
  private static final Objective OBJECTIVE = Problems.multinomial(BLOCK, FEATURES, 1.0 / ROWS);
  private static final BatchSampler SAMPLER = new BatchSampler(ROWS, BATCH, 1);
  private static final double OPTIMUM;
  private static final PredictedStep RULE;

  static {
    InMemoryPasses passes = InMemoryPasses.sequential(OBJECTIVE, BLOCK);
    double[] zero = new double[OBJECTIVE.dimension()];
    Lbfgs.Solution solution = Lbfgs.withDefaults().minimise(passes, zero, (x, at) -> {});
    OPTIMUM = solution.at().value();
    double curvature = LargestEigenvalue.atPoint(passes, solution.x(), 1);
    double delta = TARGET * (passes.at(zero).value() - OPTIMUM);
    RULE = PredictedStep.formula(1 / curvature, solution.at().noise() / (curvature * delta));
  }

  private static Sequencer run(Dials dials, StepSizes steps, StoppingRule stopping) {
    VirtualClock clock = new VirtualClock();
    Sequencer run =
        new Sequencer(
            new double[OBJECTIVE.dimension()],
            new RunPlan(dials, steps, Averaging.NONE, stopping, new EvaluationSchedule(1.05)),
            OBJECTIVE.penalty(),
            clock,
            RunListener.none());
    CounterRandom random = CounterRandom.of(4, 0);
    InThreadRun.run(
        run,
        InThreadRun.workers(OBJECTIVE, List.of(Slice.whole(BLOCK)), dials, SAMPLER),
        (worker, c) -> -Math.log1p(-random.uniform(c * dials.workers() + worker)),
        clock);
    return run;
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "4, 0, 1", "4, 0, 10", "4, 8, 1", "4, 4, 10"})
  void everyMemberReachesTheOptimum(int workers, int slack, int localSteps) {
    Dials dials = new Dials(workers, BATCH, slack, localSteps, 1);
    StoppingRule stopping = new StoppingRule(OPTIMUM, TARGET, 30_000, Double.POSITIVE_INFINITY);
    Sequencer run = run(dials, new StepSizes(1, RULE, new ConstantSchedule()), stopping);
    assertThat(run.outcome()).isEqualTo(Sequencer.Outcome.REACHED);
    double value = new DenseMultinomial(BLOCK, FEATURES, 4, 1.0 / ROWS).value(run.parameters());
    double start = Math.log(4);
    assertThat(value).isBetween(OPTIMUM, OPTIMUM + 1.0001 * TARGET * (start - OPTIMUM));
  }

  @Test
  void anyNumberOfWorkersGivesTheSameIterates() {
    StepSizes steps = StepSizes.constant(0.5);
    double[] one = run(Dials.synchronous(1, BATCH), steps, StoppingRule.updates(300)).parameters();
    for (int workers : new int[] {2, 3}) {
      Sequencer some = run(Dials.synchronous(workers, BATCH), steps, StoppingRule.updates(300));
      assertThat(Problems.relativeDistance(some.parameters(), one)).isLessThan(1e-10);
    }
  }

  /** x ← (1 − γλ) x − (γ/b) Σ ∇f_i(x), densely. */
  @Test
  void iteratesAreThoseOfTheFormula() {
    double step = 0.5;
    double lambda = 1.0 / ROWS;
    DenseMultinomial data = new DenseMultinomial(BLOCK, FEATURES, 4, 0);
    double[] x = new double[OBJECTIVE.dimension()];
    for (long clock = 0; clock < 50; clock++) {
      double[] sum = new double[x.length];
      double[] at = x.clone();
      SAMPLER.draw(
          clock,
          0,
          ROWS,
          row -> {
            double[] gradient = data.rowGradient(at, (int) row);
            for (int c = 0; c < sum.length; c++) {
              sum[c] += gradient[c];
            }
          });
      for (int c = 0; c < x.length; c++) {
        x[c] = (1 - step * lambda) * x[c] - step / BATCH * sum[c];
      }
    }
    Sequencer run =
        run(Dials.synchronous(2, BATCH), StepSizes.constant(step), StoppingRule.updates(50));
    assertThat(Problems.relativeDistance(run.parameters(), x)).isLessThan(1e-10);
  }
}
