package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Soft thresholding that touches only what rows touch, against that of all coordinates. */
class ProximalStepTest {
  private static final int FEATURES = 30;
  private static final CsrBlock ROWS =
      Problems.weighted(Problems.rows("logistic", 200, FEATURES, 7), 3);
  private static final double STEP = 0.4;

  private static GlmObjective objective(Penalty penalty) {
    return new GlmObjective(PointwiseLoss.named("logistic"), FEATURES, penalty, 1);
  }

  /** Folded at 1e-100, some four times in the run with the strongest decay. */
  @ParameterizedTest
  @CsvSource({"0, 1", "2, 1", "2, 0.5"})
  void vectorsCatchUp(int free, double weakest) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    double[] x = random.doubles(8, -1, 1).toArray();
    ScaledVector lazy = new ScaledVector(x, Averaging.NONE, new Penalty(0.1, 0.1, free));
    for (int t = 0; t < 3000; t++) {
      double factor = 1 - (1 - weakest) * random.nextDouble();
      double threshold = 0.02 * random.nextDouble();
      int[] coordinates = t % 50 == 0 ? null : new int[] {random.nextInt(6), 7};
      double[] values = random.doubles(coordinates == null ? 8 : 2, -1, 1).toArray();
      lazy.decay(factor);
      lazy.add(coordinates, values, 0.1);
      lazy.shrink(threshold);
      for (int v = 0; v < 8 - free; v++) {
        x[v] *= factor;
      }
      for (int k = 0; k < values.length; k++) {
        x[coordinates == null ? k : coordinates[k]] += 0.1 * values[k];
      }
      for (int v = 0; v < 8 - free; v++) {
        x[v] = Math.signum(x[v]) * Math.max(0, Math.abs(x[v]) - threshold);
      }
      if (t % 100 == 0) {
        lazy = throughBytes(lazy.copy());
      }
      int one = random.nextInt(8);
      assertThat(lazy.gather(new int[] {one})[0]).isCloseTo(x[one], within(1e-11));
    }
    assertThat(lazy.gather(null)).containsExactly(x, within(1e-11));
    assertThat(lazy.gather(null)).contains(0);
  }

  private static ScaledVector throughBytes(ScaledVector vector) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    vector.writeTo(new DataOutputStream(bytes));
    return ScaledVector.readFrom(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  /** x ← S_{γλ₁}(x − γ(mean gradient + λ₂x)), the last coordinate free. */
  @ParameterizedTest
  @CsvSource({"1, 0.05, 0.02", "2, 0.05, 0.02", "3, 0, 0.02"})
  void synchronousStepsAreThoseOfProximalDescent(int workers, double l2, double l1) {
    GlmObjective objective = objective(new Penalty(l2, l1, 1));
    BatchSampler sampler = new BatchSampler(ROWS.rows(), 6, 5);
    Sequencer run = run(objective, ROWS, new Dials(workers, 6, 0, 1, 1), sampler, STEP, 60);

    double[] x = new double[FEATURES];
    for (int t = 0; t < 60; t++) {
      double[] at = x;
      double[] gradient = new double[FEATURES];
      sampler
          .ofPlaces(0, ROWS.rows())
          .draw(t, place -> objective.addGradient(at, ROWS, (int) place, gradient));
      x = new double[FEATURES];
      for (int v = 0; v < FEATURES; v++) {
        boolean free = v == FEATURES - 1;
        double moved = at[v] - STEP * (gradient[v] / 6 + (free ? 0 : l2 * at[v]));
        x[v] = free ? moved : Math.signum(moved) * Math.max(0, Math.abs(moved) - STEP * l1);
      }
    }
    assertThat(run.parameters()).containsExactly(x, within(1e-12));
    assertThat(run.parameters()).contains(0);
  }

  /**
   * Rows that are all alike make every batch's gradient that of f: without noise, any slack and
   * number of local steps must end at the minimiser, which L1 keeps partly at 0.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 1, 0.1",
    "1, 0, 8, 0.1",
    "3, 0, 4, 0.1",
    "3, 2, 1, 0.1",
    "2, 3, 5, 0.1",
    "2, 0, 8, 0"
  })
  void everyMemberEndsAtTheMinimiser(int workers, int slack, int localSteps, double l2) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < 12; row++) {
      builder.startRow(1);
      builder.add(0, 1.5f);
      builder.add(1, -0.7f);
      builder.add(2, 0.1f);
      builder.add(FEATURES - 1, 0.5f);
    }
    CsrBlock alike = builder.build();
    GlmObjective objective = objective(new Penalty(l2, 0.05, 0));
    // So many rows that no worker's step is without any.
    BatchSampler sampler = new BatchSampler(12, 96, 5);
    Dials dials = new Dials(workers, 96, slack, localSteps, 1);
    Sequencer run = run(objective, alike, dials, sampler, 0.3, 4000);
    GradientStatistics end = InMemoryPasses.sequential(objective, alike).at(run.parameters());
    assertThat(end.gradientNormSquared()).isLessThan(1e-18);
    assertThat(run.parameters()[0]).isPositive();
    assertThat(run.parameters()[2]).isZero();
  }

  private static Sequencer run(
      GlmObjective objective,
      CsrBlock rows,
      Dials dials,
      BatchSampler sampler,
      double step,
      long updates) {
    Sequencer run =
        new Sequencer(
            new double[FEATURES],
            new RunPlan(
                dials,
                StepSizes.constant(step),
                Averaging.NONE,
                StoppingRule.updates(updates),
                EvaluationSchedule.standard()),
            objective.penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run, InThreadRun.workers(objective, List.of(Slice.whole(rows)), dials, sampler));
    return run;
  }

  /** Optimality of the solver, by the shortest subgradient from dense sums. */
  @ParameterizedTest
  @CsvSource({"0.01, 0.01", "0, 0.01", "0.01, 0.1"})
  void theSolverReachesAMinimiser(double l2, double l1) {
    Penalty penalty = new Penalty(l2, l1, 1);
    InMemoryPasses data = InMemoryPasses.sequential(objective(penalty), ROWS);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults().minimise(data, new double[FEATURES], (x, at) -> {});
    double[] x = solution.x();
    double[] smooth =
        InMemoryPasses.sequential(objective(penalty.smoothPart()), ROWS).at(x).gradient();
    for (int v = 0; v < FEATURES - 1; v++) {
      if (x[v] == 0) {
        assertThat(Math.abs(smooth[v])).isLessThanOrEqualTo(l1 + 1e-6);
      } else {
        assertThat(smooth[v]).isCloseTo(-Math.signum(x[v]) * l1, within(1e-4));
      }
    }
    assertThat(smooth[FEATURES - 1]).isCloseTo(0, within(1e-4));
    assertThat(x).contains(0);
    assertThat(solution.certified()).isEqualTo(l2 > 0);
  }

  @Test
  void averagingAndThreadsAreRefused() {
    GlmObjective objective = objective(new Penalty(0, 0.1, 0));
    BatchSampler sampler = new BatchSampler(ROWS.rows(), 6, 5);
    assertThatThrownBy(() -> run(objective, ROWS, new Dials(1, 6, 0, 4, 2), sampler, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid threads with an L1 term: 2 (allowed: 1)");
    assertThatThrownBy(
            () -> new ScaledVector(new double[2], Averaging.UNIFORM, objective.penalty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid averaging with an L1 term: UNIFORM");
  }
}
