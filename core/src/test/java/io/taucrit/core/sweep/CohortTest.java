package io.taucrit.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Dials;
import io.taucrit.core.Problems;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Curve.Outcome;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CohortTest {
  private static final int ROWS = 240;
  private static final int FEATURES = 12;
  private static final double LAMBDA = 0.01;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 4);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, LAMBDA);
  private static final DenseProblem DENSE = DenseProblem.of("logistic", BLOCK, FEATURES, LAMBDA);
  private static final double OPTIMUM = optimum();

  private static double optimum() {
    InMemoryPasses passes = InMemoryPasses.parallel(OBJECTIVE, List.of(Slice.whole(BLOCK)), 1);
    return Lbfgs.withDefaults().minimise(passes, new double[FEATURES], (x, at) -> {}).at().value();
  }

  private static Curve follow(Setting setting, double step, double target, long most, Seeds seeds) {
    return Cohort.follow(
        OBJECTIVE,
        List.of(Slice.whole(BLOCK)),
        setting,
        StepSizes.constant(step),
        new Cohort.Goal(Measure.SUBOPTIMALITY, OPTIMUM, target, most, seeds));
  }

  /**
   * x_{t+1} = x_t − γ ∇f_{i_t}(x_{t+1−τ}), x_i = x_0 for i below τ, written down: relative
   * suboptimality after every τ-th t.
   */
  private static double[] delayed(int tau, double perSample, long seed, int updates) {
    BatchSampler sampler = new BatchSampler(ROWS, tau, seed);
    List<double[]> path = new ArrayList<>();
    path.add(new double[FEATURES]);
    double start = DENSE.value(path.get(0)) - OPTIMUM;
    double[] curve = new double[updates + 1];
    curve[0] = 1;
    for (int t = 0; t < tau * updates; t++) {
      int[] row = new int[1];
      sampler.ofShare(t % tau, tau).draw(t / tau, place -> row[0] = (int) place);
      double[] at = path.get(Math.max(0, t + 1 - tau));
      double[] gradient = DENSE.rowGradient(at, row[0]);
      double[] x = path.get(t).clone();
      for (int v = 0; v < FEATURES; v++) {
        // rowGradient has λx at the stale point; the engine decays the current one.
        double data = gradient[v] - LAMBDA * at[v];
        x[v] = (1 - perSample * LAMBDA) * x[v] - perSample * data;
      }
      path.add(x);
      if ((t + 1) % tau == 0) {
        curve[(t + 1) / tau] = (DENSE.value(x) - OPTIMUM) / start;
      }
    }
    return curve;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 50})
  void constantDelayIsTheRecursionOfTheory(int tau) {
    double step = 0.5 * Math.min(tau, 4);
    Curve curve = follow(Setting.constantDelay(tau), step, 1e-9, 60, new Seeds(2, 2, 0.5, 11));
    double[] first = delayed(tau, step / tau, 11, 70);
    double[] second = delayed(tau, step / tau, 12, 70);
    assertThat(curve.points().size()).isGreaterThan(20);
    for (Curve.Point point : curve.points()) {
      int t = (int) point.updates();
      assertThat(point.mean()).isCloseTo((first[t] + second[t]) / 2, within(1e-11));
    }
    assertThat(curve.largestStaleness()).isEqualTo(tau - 1);
  }

  /** ‖∇f‖² and V of every evaluation are means over the seeds, of the same iterates. */
  @Test
  void theNoiseAlongTheCurveIsTheMeanOverTheSeeds() {
    Curve curve = follow(Setting.constantDelay(1), 0.5, 1e-9, 60, new Seeds(2, 2, 0.5, 11));
    double[][] first = descent(11, 70);
    double[][] second = descent(12, 70);
    for (Curve.Point point : curve.points()) {
      int t = (int) point.updates();
      double squared = (squaredGradient(first[t]) + squaredGradient(second[t])) / 2;
      double noise = (DENSE.noise(first[t]) + DENSE.noise(second[t])) / 2;
      assertThat(point.gradientNormSquared()).isCloseTo(squared, within(1e-12));
      assertThat(point.noise()).isCloseTo(noise, within(1e-12));
    }
  }

  private static double squaredGradient(double[] x) {
    double[] gradient = DENSE.gradient(x);
    return DenseProblem.dot(gradient, gradient);
  }

  /** SGD on one row at a time with step 0.5. */
  private static double[][] descent(long seed, int updates) {
    BatchSampler sampler = new BatchSampler(ROWS, 1, seed);
    double[][] path = new double[updates + 1][FEATURES];
    for (int t = 0; t < updates; t++) {
      int[] row = new int[1];
      sampler.draw(t, 0, ROWS, place -> row[0] = (int) place);
      double[] gradient = DENSE.rowGradient(path[t], row[0]);
      for (int v = 0; v < FEATURES; v++) {
        path[t + 1][v] = path[t][v] - 0.5 * gradient[v];
      }
    }
    return path;
  }

  /** The mean over the seeds is that of runs made one by one, whenever they joined. */
  @Test
  void runsThatJoinLaterCountInFull() {
    Setting setting = new Setting(new Dials(1, 2, 0, 1, 1), "none");
    Curve grown = follow(setting, 0.5, 0.2, 10_000, new Seeds(2, 400, 0.04, 1));
    assertThat(grown.seeds()).isGreaterThan(8);
    Curve atOnce = follow(setting, 0.5, 0.2, 10_000, new Seeds(grown.seeds(), 1000, 0.9, 1));
    assertThat(atOnce.seeds()).isEqualTo(grown.seeds());
    assertThat(grown.updates()).isEqualTo(atOnce.updates());
    assertThat(grown.points().subList(0, 10)).isEqualTo(atOnce.points().subList(0, 10));
    assertThat(grown.standardError()).isLessThanOrEqualTo(0.04);
    assertThat(grown.lower()).isLessThanOrEqualTo(grown.updates());
    assertThat(grown.upper()).isGreaterThanOrEqualTo(grown.updates());
  }

  /**
   * A step whose noise floor lies above the target: the mean over two seeds dips below it by luck,
   * the mean over many does not.
   */
  @Test
  void aLuckyDipOfAFewSeedsIsNoCrossing() {
    Setting setting = new Setting(new Dials(1, 2, 0, 1, 1), "none");
    Curve few = follow(setting, 2, 0.2, 3_000, new Seeds(2, 2, 0.05, 1));
    assertThat(few.outcome()).isEqualTo(Outcome.REACHED);
    Curve many = follow(setting, 2, 0.2, 3_000, new Seeds(2, 200, 0.05, 1));
    assertThat(many.outcome()).isEqualTo(Outcome.NOT_REACHED);
    assertThat(many.updates()).isNull();
  }

  @Test
  void aStepThatIsFarTooLongDiverges() {
    CsrBlock block = Problems.rows("poisson", ROWS, FEATURES, 4);
    GlmObjective objective = Problems.objective("poisson", block, FEATURES, 0);
    Curve curve =
        Cohort.follow(
            objective,
            List.of(Slice.whole(block)),
            new Setting(Dials.synchronous(1, 4), "none"),
            StepSizes.constant(500),
            new Cohort.Goal(Measure.GRADIENT, null, 0.01, 1000, Seeds.standard()));
    assertThat(curve.outcome()).isEqualTo(Outcome.DIVERGED);
  }

  @Test
  void theGradientNormCanBeTheMeasure() {
    Curve curve =
        Cohort.follow(
            OBJECTIVE,
            List.of(Slice.whole(BLOCK)),
            new Setting(Dials.synchronous(1, ROWS), "none"),
            StepSizes.constant(0.5),
            new Cohort.Goal(Measure.GRADIENT, null, 0.05, 1000, Seeds.standard()));
    assertThat(curve.outcome()).isEqualTo(Outcome.REACHED);
    Curve.Point last = curve.points().get(curve.points().size() - 1);
    assertThat(last.mean()).isLessThanOrEqualTo(0.05);
  }

  /** Delay models of every seed differ; the same seeds give the same curve. */
  @Test
  void randomDelaysAreDrawnForEverySeedAndRepeatable() {
    Setting setting = new Setting(new Dials(5, 5, 2, 2, 1), "pareto:1:1.5");
    Seeds seeds = new Seeds(4, 4, 0.5, 7);
    Curve curve = follow(setting, 0.4, 0.2, 500, seeds);
    assertThat(follow(setting, 0.4, 0.2, 500, seeds)).isEqualTo(curve);
    assertThat(curve.meanStaleness()).isBetween(1.0, 20.0);
    assertThat(curve.largestStaleness()).isLessThanOrEqualTo(setting.dials().largestStaleness());
  }

  @Test
  void aStepBeyondTheRegulariserIsRefused() {
    assertThatThrownBy(
            () ->
                follow(
                    new Setting(Dials.synchronous(1, 1), "none"),
                    1 / LAMBDA,
                    0.1,
                    10,
                    Seeds.standard()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1/lambda");
  }
}
