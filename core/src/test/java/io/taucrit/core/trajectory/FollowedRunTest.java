package io.taucrit.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Cohort;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.core.sweep.Setting;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of 240 rows with 60 more held out. */
class FollowedRunTest {
  private static final int ROWS = 240;
  private static final int HELD_OUT = 60;
  private static final int FEATURES = 12;
  private static final double LAMBDA = 0.01;
  private static final double STEP = 0.5;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS + HELD_OUT, FEATURES, 4);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, LAMBDA);
  private static final SplitRows SPLIT =
      new SplitRows(
          OBJECTIVE,
          List.of(new Slice(BLOCK, 0, 100), new Slice(BLOCK, 100, ROWS)),
          List.of(new Slice(BLOCK, ROWS, ROWS + HELD_OUT)));
  private static final DenseProblem TRAINING = dense(new Slice(BLOCK, 0, ROWS), LAMBDA);
  private static final DenseProblem OTHER = dense(SPLIT.heldOut().get(0), 0);

  private static DenseProblem dense(Slice slice, double lambda) {
    return DenseProblem.of("logistic", slice.alone().block(), FEATURES, lambda);
  }

  private static Course course(Setting setting, double step, long updates) {
    return new Course(
        setting, StepSizes.constant(step), Averaging.NONE, EvaluationSchedule.standard(), updates);
  }

  /** The same runs as those that sweeps measure, seed by seed. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void meansAreThoseOfACohort(int delay) {
    Setting setting = Setting.constantDelay(delay);
    Curve curve =
        Cohort.follow(
            OBJECTIVE,
            SPLIT.training(),
            setting,
            StepSizes.constant(STEP),
            new Cohort.Goal(Measure.SUBOPTIMALITY, 0.0, 1e-9, 60, new Seeds(3, 3, 0.5, 11)));
    MeanTrajectory mean = MeanTrajectory.follow(SPLIT, course(setting, STEP, 60), 11, 3);
    double start = mean.points().get(0).objective().mean();
    int compared = 0;
    for (int k = 0; k < mean.points().size() - 1; k++) {
      MeanTrajectory.Point point = mean.points().get(k);
      Curve.Point other = curve.points().get(k);
      assertThat(point.updates()).isEqualTo(other.updates());
      assertThat(point.objective().mean() / start).isCloseTo(other.mean(), within(1e-12));
      assertThat(point.objective().standardError() / start)
          .isCloseTo(other.standardError(), within(1e-12));
      assertThat(point.noise().mean()).isCloseTo(other.noise(), within(1e-12));
      assertThat(point.gradientNormSquared().mean())
          .isCloseTo(other.gradientNormSquared(), within(1e-12));
      compared++;
    }
    assertThat(compared).isGreaterThan(20);
    assertThat(mean.points().get(mean.points().size() - 1).updates()).isEqualTo(60);
  }

  /** Every quantity along SGD on one row at a time, written down. */
  @Test
  void quantitiesAreThoseOfTheFormulas() {
    double[][] path = descent(11, 60);
    Trajectory run = FollowedRun.follow(SPLIT, course(Setting.constantDelay(1), STEP, 60), 11);
    assertThat(run.diverged()).isFalse();
    assertThat(run.points().size()).isGreaterThan(20);
    for (Trajectory.Point point : run.points()) {
      double[] x = path[(int) point.updates()];
      double penalty = LAMBDA / 2 * DenseProblem.dot(x, x);
      double[] gradient = TRAINING.gradient(x);
      assertThat(point.samples()).isEqualTo(point.updates());
      assertThat(point.objective()).isCloseTo(TRAINING.value(x), within(1e-12));
      assertThat(point.trainingLoss()).isCloseTo(TRAINING.value(x) - penalty, within(1e-12));
      assertThat(point.heldOutLoss()).isCloseTo(OTHER.value(x), within(1e-12));
      assertThat(point.gap())
          .isCloseTo(OTHER.value(x) - TRAINING.value(x) + penalty, within(1e-12));
      assertThat(point.gradientNormSquared())
          .isCloseTo(DenseProblem.dot(gradient, gradient), within(1e-12));
      assertThat(point.noise()).isCloseTo(TRAINING.noise(x), within(1e-12));
      assertThat(point.trainingError()).isEqualTo(error(TRAINING, x, 0));
      assertThat(point.heldOutError()).isEqualTo(error(OTHER, x, ROWS));
    }
    assertThat(run.points().get(run.points().size() - 1).heldOutError()).isBetween(0.05, 0.45);
  }

  private static double error(DenseProblem problem, double[] x, int firstRow) {
    int wrong = 0;
    for (int i = 0; i < problem.n(); i++) {
      boolean positive = DenseProblem.dot(problem.row(i), x) > 0;
      wrong += positive == (BLOCK.labels()[firstRow + i] > 0) ? 0 : 1;
    }
    return (double) wrong / problem.n();
  }

  private static double[][] descent(long seed, int updates) {
    BatchSampler sampler = new BatchSampler(ROWS, 1, seed);
    double[][] path = new double[updates + 1][FEATURES];
    for (int t = 0; t < updates; t++) {
      int[] row = new int[1];
      sampler.draw(t, 0, ROWS, place -> row[0] = (int) place);
      double[] gradient = TRAINING.rowGradient(path[t], row[0]);
      for (int v = 0; v < FEATURES; v++) {
        path[t + 1][v] = path[t][v] - STEP * gradient[v];
      }
    }
    return path;
  }

  /** Pushes that come in during an evaluation do not show in what is observed of it. */
  @Test
  void theIterateObservedIsTheOneEvaluated() {
    Setting setting = new Setting(new Dials(5, 10, 2, 3, 1), "pareto:1:1.5");
    int[] evaluations = new int[1];
    FollowedRun.observe(
        SPLIT,
        course(setting, STEP, 80),
        7,
        (at, x, staleness) -> {
          assertThat(TRAINING.value(x)).isCloseTo(at.objective(), within(1e-12));
          evaluations[0]++;
        });
    assertThat(evaluations[0]).isGreaterThan(20);
  }

  @Test
  void numbersAreNotClassified() {
    CsrBlock block = Problems.rows("squared", 50, FEATURES, 4);
    GlmObjective objective = Problems.objective("squared", block, FEATURES, LAMBDA);
    SplitRows rows = new SplitRows(objective, List.of(Slice.whole(block)), List.of());
    Trajectory run = FollowedRun.follow(rows, course(Setting.constantDelay(1), 0.1, 5), 1);
    assertThat(run.points().get(0).trainingError()).isNull();
    assertThat(run.points().get(0).heldOutLoss()).isNull();
    assertThat(run.points().get(0).gap()).isNull();
  }

  @Test
  void aRunThatLeavesTheFiniteNumbersEndsWithItsLastFinitePoint() {
    CsrBlock block = Problems.rows("squared", 50, FEATURES, 4);
    GlmObjective objective = Problems.objective("squared", block, FEATURES, 0);
    SplitRows rows = new SplitRows(objective, List.of(Slice.whole(block)), List.of());
    Trajectory run =
        FollowedRun.follow(
            rows, course(new Setting(Dials.synchronous(1, 8), "none"), 1e5, 1000), 1);
    assertThat(run.diverged()).isTrue();
    assertThat(run.points()).allMatch(point -> Double.isFinite(point.objective()));
  }
}
