package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the densely regularised objective and against a transcription row by row. */
class SparselyRegularisedTest {
  private static final int USED = 17;

  /** Three features occur in no row. */
  private static final int FEATURES = USED + 3;

  private static final double LAMBDA = 0.3;
  private static final double[] X = Arrays.copyOf(Problems.point(USED, 0.8, 21), FEATURES);

  /** Every loss, with and without weights, always with empty rows. */
  static Stream<Arguments> cases() {
    return PointwiseLoss.all().stream()
        .map(PointwiseLoss::name)
        .flatMap(
            loss -> {
              CsrBlock plain = Problems.withEmptyRows(Problems.rows(loss, 60, USED, 2));
              return Stream.of(
                  Arguments.of(loss, "plain", plain),
                  Arguments.of(loss, "weighted", Problems.weighted(plain, 4)));
            });
  }

  private static SparselyRegularised sparse(String loss, CsrBlock block, double lambda) {
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(block, 0, block.rows());
    // The wrapped objective's own λ must not matter.
    GlmObjective data = Problems.objective(loss, block, FEATURES, 7);
    return new SparselyRegularised(data, lambda, counts, block.rows());
  }

  /** λ/p_v from a count over the dense rows; 0 where the feature does not occur. */
  private static double[] penalties(DenseProblem data) {
    double[] penalties = new double[FEATURES];
    for (int v = 0; v < FEATURES; v++) {
      double having = 0;
      for (int i = 0; i < data.n(); i++) {
        having += data.row(i)[v] == 0 ? 0 : 1;
      }
      penalties[v] = having == 0 ? 0 : LAMBDA / (having / data.n());
    }
    return penalties;
  }

  /** ∇f_i by its formula. */
  private static double[] rowGradient(DenseProblem data, double[] penalties, int row) {
    double[] g = data.rowGradient(X, row);
    for (int v = 0; v < FEATURES; v++) {
      g[v] += data.row(row)[v] == 0 ? 0 : penalties[v] * X[v];
    }
    return g;
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void meansAreThoseOfTheRegularisedObjective(String loss, String kind, CsrBlock block) {
    InMemoryPasses passes = InMemoryPasses.sequential(sparse(loss, block, LAMBDA), block);
    DenseProblem dense = DenseProblem.of(loss, block, FEATURES, LAMBDA);
    GradientStatistics at = passes.at(X);
    double[] gradient = dense.gradient(X);
    assertThat(at.value()).isCloseTo(dense.value(X), within(1e-12));
    assertThat(at.gradient()).containsExactly(gradient, within(1e-12));
    assertThat(at.dataGradientNormSquared()).isEqualTo(at.gradientNormSquared());
    double[] ones = new double[block.rows()];
    Arrays.fill(ones, 1.0 / block.rows());
    assertThat(passes.combination(X, ones)).containsExactly(gradient, within(1e-12));

    double[][] vectors = {
      Arrays.copyOf(Problems.point(USED, 1, 31), FEATURES),
      Arrays.copyOf(Problems.point(USED, 1, 32), FEATURES)
    };
    double[][] products = passes.hessianTimes(X, vectors);
    for (int j = 0; j < 2; j++) {
      assertThat(products[j]).containsExactly(times(dense.hessian(X), vectors[j]), within(1e-12));
    }
    if (Double.isFinite(passes.objective().smoothness())) {
      double[][] bounds = passes.curvatureBoundTimes(vectors);
      double[][] bound = dense.curvatureBound();
      for (int j = 0; j < 2; j++) {
        assertThat(bounds[j]).containsExactly(times(bound, vectors[j]), within(1e-12));
      }
    }
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return Arrays.stream(matrix).mapToDouble(row -> DenseProblem.dot(row, vector)).toArray();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void theNoiseOfTheRegulariserCounts(String loss, String kind, CsrBlock block) {
    DenseProblem data = DenseProblem.of(loss, block, FEATURES, 0);
    double[] penalties = penalties(data);
    double[] mean = DenseProblem.of(loss, block, FEATURES, LAMBDA).gradient(X);
    double noise = 0;
    for (int i = 0; i < data.n(); i++) {
      double[] g = rowGradient(data, penalties, i);
      for (int v = 0; v < FEATURES; v++) {
        noise += (g[v] - mean[v]) * (g[v] - mean[v]) / data.n();
      }
    }
    double measured = InMemoryPasses.sequential(sparse(loss, block, LAMBDA), block).at(X).noise();
    assertThat(measured).isCloseTo(noise, within(1e-11 * noise));
    assertThat(Math.abs(noise / data.noise(X) - 1))
        .as("not the noise of the data part alone")
        .isGreaterThan(0.01);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void singleRowsAgreeWithTheFormula(String loss, String kind, CsrBlock block) {
    SparselyRegularised objective = sparse(loss, block, LAMBDA);
    DenseProblem data = DenseProblem.of(loss, block, FEATURES, 0);
    double[] penalties = penalties(data);
    for (int row = 0; row < block.rows(); row++) {
      double[] expected = rowGradient(data, penalties, row);
      double[] gradient = new double[FEATURES];
      objective.addGradient(X, block, row, gradient);
      double value = value(objective, X, block, row);
      assertThat(gradient).containsExactly(expected, within(1e-12));

      GradientSums sums = new GradientSums(FEATURES);
      objective.accumulate(X, block, row, row + 1, sums);
      assertThat(sums.rows()).isEqualTo(1);
      assertThat(sums.loss()).isCloseTo(value, within(1e-13));
      assertThat(sums.gradient()).containsExactly(expected, within(1e-12));
      assertThat(sums.squaredNorms())
          .isCloseTo(DenseProblem.dot(expected, expected), within(1e-10));

      double[] combined = new double[FEATURES];
      double[] coefficients = new double[row + 1];
      coefficients[row] = -2;
      objective.addCombination(X, block, row, row + 1, coefficients, combined);
      for (int v = 0; v < FEATURES; v++) {
        assertThat(combined[v]).isCloseTo(-2 * expected[v], within(1e-12));
      }

      CoordinateSet touched = new CoordinateSet(FEATURES);
      objective.touch(block, row, touched);
      int[] support =
          Arrays.copyOfRange(block.indices(), block.rowOffsets()[row], block.rowOffsets()[row + 1]);
      assertThat(touched.drain()).isEqualTo(support);
      for (int v : support) {
        gradient[v] = 0;
      }
      assertThat(gradient).as("outside of the row's support").containsOnly(0);
    }
  }

  /** Tolerance 1e-7 relative: h² times a third derivative and 1e-16/h, h = 1e-5, are far below. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void rowGradientsAreThoseOfTheRowValues(String loss, String kind, CsrBlock block) {
    SparselyRegularised objective = sparse(loss, block, LAMBDA);
    for (int row = 0; row < block.rows(); row++) {
      double[] gradient = new double[FEATURES];
      objective.addGradient(X, block, row, gradient);
      for (int v = 0; v < FEATURES; v++) {
        double[] up = X.clone();
        double[] down = X.clone();
        up[v] += 1e-5;
        down[v] -= 1e-5;
        double difference = value(objective, up, block, row) - value(objective, down, block, row);
        double expected = difference / 2e-5;
        assertThat(gradient[v]).isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void hasTheMinimiserOfTheRegularisedObjective(String loss, String kind, CsrBlock block) {
    double[] zero = new double[FEATURES];
    Lbfgs lbfgs = Lbfgs.withDefaults();
    Lbfgs.Solution solution =
        lbfgs.minimise(
            InMemoryPasses.sequential(sparse(loss, block, LAMBDA), block), zero, (x, at) -> {});
    Lbfgs.Solution expected =
        lbfgs.minimise(
            InMemoryPasses.sequential(Problems.objective(loss, block, FEATURES, LAMBDA), block),
            zero,
            (x, at) -> {});
    assertThat(solution.certified()).isTrue();
    // ‖x − x⋆‖² ≤ 2 (f − f⋆)/λ for each.
    assertThat(Problems.relativeDistance(solution.x(), expected.x())).isLessThan(1e-3);
    assertThat(Arrays.copyOfRange(solution.x(), USED, FEATURES)).containsOnly(0);
  }

  @Test
  void withoutLambdaItIsTheDataPart() {
    CsrBlock block = Problems.rows("logistic", 60, USED, 2);
    SparselyRegularised objective = sparse("logistic", block, 0);
    GradientStatistics at = InMemoryPasses.sequential(objective, block).at(X);
    GradientStatistics data =
        InMemoryPasses.sequential(Problems.objective("logistic", block, FEATURES, 0), block).at(X);
    assertThat(at.value()).isEqualTo(data.value());
    assertThat(at.gradient()).isEqualTo(data.gradient());
    assertThat(at.noise()).isCloseTo(data.noise(), within(1e-14));
    assertThat(objective.largestStablePerSampleStep()).isInfinite();
  }

  @Test
  void tellsItsRegularisationAndLeavesNoDenseOne() {
    CsrBlock block = Problems.rows("logistic", 60, USED, 2);
    SparselyRegularised objective = sparse("logistic", block, LAMBDA);
    assertThat(objective.penalty()).isEqualTo(Penalty.none());
    assertThat(objective.regularisation()).isEqualTo(LAMBDA);
    assertThat(objective.dimension()).isEqualTo(FEATURES);
    GlmObjective dense = Problems.objective("logistic", block, FEATURES, LAMBDA);
    assertThat(dense.regularisation()).isEqualTo(LAMBDA);
    assertThat(dense.dataPart()).isSameAs(dense);
  }

  private static double value(SparselyRegularised objective, double[] x, CsrBlock block, int row) {
    GradientSums sums = new GradientSums(FEATURES);
    objective.accumulate(x, block, row, row + 1, sums);
    return sums.loss();
  }

  @Test
  void otherRowsAddNothingForFeaturesThatWereNeverCounted() {
    CsrBlock training = Problems.rows("logistic", 60, USED, 2);
    SparselyRegularised objective = sparse("logistic", training, LAMBDA);
    CsrBlock other =
        new CsrBlock(new int[] {0, 1}, new int[] {USED}, new float[] {2}, new float[] {1}, null);
    double[] gradient = new double[FEATURES];
    objective.addGradient(X, other, 0, gradient);
    assertThat(value(objective, X, other, 0)).isEqualTo(Math.log(2));
    assertThat(gradient[USED]).isEqualTo(-1);
    GradientSums sums = new GradientSums(FEATURES);
    objective.dataPart().accumulate(X, training, 0, 60, sums);
    assertThat(sums.loss() / 60)
        .isCloseTo(DenseProblem.of("logistic", training, FEATURES, 0).value(X), within(1e-13));
  }

  /**
   * Four rows of which one has the only feature, p = 1/4; its value is so small that the loss bends
   * by 1e-9 only. Each of some 100 draws of that row multiplies x by 1 − γλ/p, ±1 % around −1.
   */
  @Test
  void aStepJustAboveTheBoundDivergesAndOneJustBelowDoesNot() {
    SparselyRegularised objective = sparse("logistic", fourRows(), 0.1);
    double bound = objective.largestStablePerSampleStep();
    assertThat(bound).isEqualTo(2 * 0.25 / 0.1);
    assertThat(Math.abs(after400Draws(objective, 1.01 * bound))).isGreaterThan(4);
    assertThat(Math.abs(after400Draws(objective, 0.99 * bound))).isLessThan(0.25);
  }

  private static CsrBlock fourRows() {
    return new CsrBlock(
        new int[] {0, 0, 1, 1, 1},
        new int[] {0},
        new float[] {1e-5f},
        new float[] {1, 1, 0, 0},
        null);
  }

  private static double after400Draws(SparselyRegularised objective, double step) {
    double[] start = new double[FEATURES];
    start[0] = 1;
    Sequencer run =
        new Sequencer(
            start,
            RunPlan.synchronous(
                1, 1, step, StoppingRule.updates(400), EvaluationSchedule.endsOnly()),
            objective.penalty(),
            () -> 0,
            RunListener.none());
    InThreadRun.run(
        run,
        InThreadRun.workers(
            objective,
            List.of(Slice.whole(fourRows())),
            Dials.synchronous(1, 1),
            new BatchSampler(4, 1, 9)));
    return run.parameters()[0];
  }

  /** Counts above 2³¹ fit, and rows beyond 2³² are refused instead of wrapping around. */
  @Test
  void countsBillionsOfRows() {
    CsrBlock block = fourRows();
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(block, 1, 2);
    for (int k = 0; k < 31; k++) {
      counts.merge(counts);
    }
    GlmObjective data = new GlmObjective(new LogisticLoss(), FEATURES, 0, 1);
    SparselyRegularised objective = new SparselyRegularised(data, 0.5, counts, 1L << 31);
    assertThat(objective.largestStablePerSampleStep()).isEqualTo(4);
    double[] gradient = new double[FEATURES];
    double[] x = new double[FEATURES];
    x[0] = 3;
    objective.addGradient(x, block, 1, gradient);
    assertThat(gradient[0]).isCloseTo(1.5, within(1e-4));

    counts.merge(counts);
    assertThatThrownBy(() -> new SparselyRegularised(data, 0.5, counts, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Invalid objective: features counted in 4294967296 rows for 4294967296 training rows"
                + " (at most 4294967295)");
  }

  @Test
  void refusesImpossibleParameters() {
    GlmObjective data = new GlmObjective(new LogisticLoss(), FEATURES, 0, 1);
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(fourRows(), 0, 4);
    for (double lambda : new double[] {-1, Double.NaN}) {
      assertThatThrownBy(() -> new SparselyRegularised(data, lambda, counts, 4))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid objective: lambda %s < 0".formatted(lambda));
    }
    assertThatThrownBy(() -> new SparselyRegularised(data, 1, counts, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Invalid objective: features counted in 4 rows for 5 training");
  }
}
