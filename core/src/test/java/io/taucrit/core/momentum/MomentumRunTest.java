package io.taucrit.core.momentum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.VirtualClock;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.EpochDecay;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Momentum against its formula written down densely, and against the engine. */
class MomentumRunTest {
  private static final int ROWS = 300;
  private static final int FEATURES = 12;
  private static final double LAMBDA = 0.01;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 1);
  private static final Objective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, LAMBDA);

  /** The rows in two slices of one block, and the last fifty held out. */
  private static final SplitRows DATA =
      new SplitRows(
          OBJECTIVE,
          List.of(new Slice(BLOCK, 0, 100), new Slice(BLOCK, 100, 250)),
          List.of(new Slice(BLOCK, 250, 300)));

  @Test
  void followsTheFormula() {
    DenseProblem dense = DenseProblem.of("logistic", BLOCK, FEATURES, LAMBDA);
    MomentumPlan plan = new MomentumPlan(8, 0.7, 0.9, new EpochDecay(0.1, List.of(1.0), 250), 5);
    MomentumRun run = new MomentumRun(DATA, Problems.point(FEATURES, 1, 2), plan);
    double[] x = Problems.point(FEATURES, 1, 2);
    double[] velocity = new double[FEATURES];
    BatchSampler sampler = new BatchSampler(250, 8, 5);
    for (int t = 0; t < 60; t++) {
      double[] mean = new double[FEATURES];
      double[] at = x.clone();
      sampler.draw(
          t,
          0,
          250,
          place -> {
            double[] g = dense.rowGradient(at, (int) place);
            for (int v = 0; v < FEATURES; v++) {
              mean[v] += g[v] / 8;
            }
          });
      double step = 8 * t >= 250 ? 0.07 : 0.7;
      for (int v = 0; v < FEATURES; v++) {
        velocity[v] = 0.9 * velocity[v] + mean[v];
        x[v] -= step * velocity[v];
      }
    }
    run.advanceTo(60);
    assertThat(run.samples()).isEqualTo(480);
    assertThat(Problems.relativeDistance(run.x(), x)).isLessThan(1e-12);
  }

  @Test
  void withoutMomentumItIsTheEngine() {
    int updates = 200;
    Dials dials = Dials.synchronous(1, 8);
    RunPlan plan =
        RunPlan.synchronous(
            1, 8, 0.5, StoppingRule.updates(updates), EvaluationSchedule.endsOnly());
    VirtualClock clock = new VirtualClock();
    Sequencer sequencer =
        new Sequencer(new double[FEATURES], plan, Penalty.l2(LAMBDA), clock, RunListener.none());
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(OBJECTIVE, DATA.training(), dials, new BatchSampler(250, 8, 3)));
    MomentumRun run =
        new MomentumRun(DATA, OBJECTIVE.start(1), MomentumPlan.constant(8, 0.5, 0, 3));
    run.advanceTo(updates);
    assertThat(Problems.relativeDistance(run.x(), sequencer.parameters())).isLessThan(1e-10);
  }

  @Test
  void theTraceKnowsTheNoiseOfAllTrainingRows() {
    MomentumTrace trace =
        MomentumTrace.byEpochs(
            DATA, new double[FEATURES], MomentumPlan.constant(50, 0.5, 0.9, 1), 20);
    assertThat(trace.points()).extracting(MomentumTrace.Point::epochs).contains(0.0, 1.0, 20.0);
    assertThat(trace.points()).hasSize(1 + 1 + 20);
    MomentumRun run =
        new MomentumRun(DATA, new double[FEATURES], MomentumPlan.constant(50, 0.5, 0.9, 1));
    run.advanceTo(5);
    CsrBlock training = new Slice(BLOCK, 0, 250).alone().block();
    DenseProblem dense = DenseProblem.of("logistic", training, FEATURES, LAMBDA);
    MomentumTrace.Point first = trace.points().get(2);
    assertThat(first.updates()).isEqualTo(5);
    assertThat(first.noise()).isCloseTo(dense.noise(run.x()), within(1e-12));
    double[] gradient = dense.gradient(run.x());
    assertThat(first.gradientNormSquared())
        .isCloseTo(DenseProblem.dot(gradient, gradient), within(1e-12));
    double lastTen =
        trace.points().stream()
            .filter(p -> p.epochs() > 10)
            .mapToDouble(MomentumTrace.Point::gradientNormSquared)
            .average()
            .orElseThrow();
    assertThat(trace.noise().epsilonHat()).isCloseTo(lastTen, within(1e-12 * lastTen));
  }

  @Test
  void heldOutErrorsAreWrongSigns() {
    double[] x = Problems.point(FEATURES, 1, 9);
    DenseProblem dense = DenseProblem.of("logistic", BLOCK, FEATURES, 0);
    int wrong = 0;
    for (int row = 250; row < 300; row++) {
      wrong += DenseProblem.dot(dense.row(row), x) * BLOCK.labels()[row] > 0 ? 0 : 1;
    }
    assertThat(wrong).isBetween(1, 49);
    assertThat(DATA.heldOutError(x)).isEqualTo(wrong / 50.0);
  }
}
