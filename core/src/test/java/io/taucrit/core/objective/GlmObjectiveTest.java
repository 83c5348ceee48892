package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.data.CsrBlock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels against finite differences and against a dense transcription of the formulas. */
class GlmObjectiveTest {
  private static final int FEATURES = 17;
  private static final double LAMBDA = 0.03;
  private static final double[] X = Problems.point(FEATURES, 0.8, 21);

  /** Every loss, with and without weights, always with empty rows. */
  static Stream<Arguments> cases() {
    return PointwiseLoss.all().stream()
        .map(PointwiseLoss::name)
        .flatMap(
            loss -> {
              CsrBlock plain = Problems.withEmptyRows(Problems.rows(loss, 60, FEATURES, 2));
              return Stream.of(
                  Arguments.of(loss, "plain", plain),
                  Arguments.of(loss, "weighted", Problems.weighted(plain, 4)));
            });
  }

  private static GradientStatistics statistics(String loss, CsrBlock block, double[] x) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    GradientSums sums = new GradientSums(FEATURES);
    objective.accumulate(x, block, 0, block.rows(), sums);
    return sums.statistics(x, objective.penalty());
  }

  private static double[] moved(double[] x, double step, double[] direction) {
    double[] y = x.clone();
    for (int v = 0; v < y.length; v++) {
      y[v] += step * direction[v];
    }
    return y;
  }

  /** Tolerance 1e-7 relative: h² times a third derivative and 1e-16/h, h = 1e-5, are far below. */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void gradientIsThatOfTheValue(String loss, String kind, CsrBlock block) {
    double[] gradient = statistics(loss, block, X).gradient();
    for (int v = 0; v < FEATURES; v++) {
      double[] unit = new double[FEATURES];
      unit[v] = 1;
      double up = statistics(loss, block, moved(X, 1e-5, unit)).value();
      double down = statistics(loss, block, moved(X, -1e-5, unit)).value();
      double expected = (up - down) / 2e-5;
      assertThat(gradient[v]).isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void statisticsAgreeWithTheDenseFormulas(String loss, String kind, CsrBlock block) {
    DenseProblem dense = DenseProblem.of(loss, block, FEATURES, LAMBDA);
    GradientStatistics at = statistics(loss, block, X);
    double[] gradient = dense.gradient(X);
    assertThat(at.rows()).isEqualTo(block.rows());
    assertThat(at.value()).isCloseTo(dense.value(X), within(1e-12));
    assertThat(at.gradient()).containsExactly(gradient, within(1e-12));
    assertThat(at.gradientNormSquared())
        .isCloseTo(DenseProblem.dot(gradient, gradient), within(1e-12));
    double[] data = moved(gradient, -LAMBDA, X);
    assertThat(at.dataGradientNormSquared()).isCloseTo(DenseProblem.dot(data, data), within(1e-12));
    // V by its definition: the mean of ‖g_i − ∇f‖² with g_i = c_i ℓ'_i a_i + λx, row by row.
    double noise = dense.noise(X);
    assertThat(noise).isGreaterThan(1e-3);
    assertThat(at.noise()).isCloseTo(noise, within(1e-11 * noise));
    assertThat(at.diversityBound())
        .isCloseTo(1 + noise / DenseProblem.dot(gradient, gradient), within(1e-8));
    assertThat(at.localCriticalBatch(2))
        .isCloseTo(1 + noise / (DenseProblem.dot(gradient, gradient) + 2), within(1e-10));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void singleRowsAgreeWithTheDenseFormulas(String loss, String kind, CsrBlock block) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    DenseProblem dense = DenseProblem.of(loss, block, FEATURES, 0);
    double lossSum = 0;
    for (int row = 0; row < block.rows(); row++) {
      double[] expected = dense.rowGradient(X, row);
      double[] gradient = new double[FEATURES];
      objective.addGradient(X, block, row, gradient);
      assertThat(gradient).containsExactly(expected, within(1e-13));

      GradientSums sums = new GradientSums(FEATURES);
      objective.accumulate(X, block, row, row + 1, sums);
      lossSum += sums.loss();
      assertThat(sums.gradient()).containsExactly(expected, within(1e-13));
      assertThat(sums.squaredNorms())
          .isCloseTo(DenseProblem.dot(expected, expected), within(1e-11));

      CoordinateSet touched = new CoordinateSet(FEATURES);
      objective.touch(block, row, touched);
      for (int v : touched.drain()) {
        expected[v] = 0;
      }
      assertThat(expected)
          .as("the gradient outside of what is touched")
          .containsExactly(new double[FEATURES], within(0.0));
    }
    assertThat(lossSum / block.rows()).isCloseTo(dense.value(X), within(1e-12));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void anySplitMergesToTheSameSums(String loss, String kind, CsrBlock block) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    GradientSums whole = new GradientSums(FEATURES);
    objective.accumulate(X, block, 0, block.rows(), whole);
    for (int cut = 0; cut <= block.rows(); cut += 9) {
      GradientSums left = new GradientSums(FEATURES);
      GradientSums right = new GradientSums(FEATURES);
      objective.accumulate(X, block, 0, cut, left);
      objective.accumulate(X, block, cut, block.rows(), right);
      left.merge(right);
      assertThat(left.rows()).isEqualTo(whole.rows());
      assertThat(left.loss()).isCloseTo(whole.loss(), within(1e-11));
      assertThat(left.squaredNorms()).isCloseTo(whole.squaredNorms(), within(1e-10));
      assertThat(left.gradient()).containsExactly(whole.gradient(), within(1e-11));
    }
  }

  /**
   * Against differences of gradients, h = 1e-6. No margin lies within 1e-5 of a kink, so that the
   * squared hinge is twice differentiable on the way.
   */
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void hessianProductsAreThoseOfTheGradient(String loss, String kind, CsrBlock block) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    double[][] vectors = {Problems.point(FEATURES, 1, 31), Problems.point(FEATURES, 1, 32)};
    double[][] products = new double[2][FEATURES];
    objective.addHessianProducts(X, block, 0, block.rows(), vectors, products);
    double[][] dense = DenseProblem.of(loss, block, FEATURES, 0).hessian(X);
    for (int j = 0; j < 2; j++) {
      double[] up = statistics(loss, block, moved(X, 1e-6, vectors[j])).gradient();
      double[] down = statistics(loss, block, moved(X, -1e-6, vectors[j])).gradient();
      for (int v = 0; v < FEATURES; v++) {
        double product = products[j][v] / block.rows();
        double difference = (up[v] - down[v]) / 2e-6 - LAMBDA * vectors[j][v];
        assertThat(product).isCloseTo(difference, within(1e-7 * (1 + Math.abs(difference))));
        assertThat(product).isCloseTo(DenseProblem.dot(dense[v], vectors[j]), within(1e-12));
      }
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void theCurvatureBoundDominatesEveryHessian(String loss, String kind, CsrBlock block) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    double[][] v = {Problems.point(FEATURES, 1, 41)};
    double[][] bound = new double[1][FEATURES];
    if (Double.isInfinite(objective.smoothness())) {
      assertThatThrownBy(
              () -> objective.addCurvatureBoundProducts(block, 0, block.rows(), v, bound))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Cannot bound the curvature of the poisson loss");
      return;
    }
    objective.addCurvatureBoundProducts(block, 0, block.rows(), v, bound);
    double[][] dense = DenseProblem.of(loss, block, FEATURES, 0).curvatureBound();
    for (int u = 0; u < FEATURES; u++) {
      double product = bound[0][u] / block.rows();
      assertThat(product).isCloseTo(DenseProblem.dot(dense[u], v[0]), within(1e-12));
    }
    for (int k = 0; k < 20; k++) {
      double[][] hessian = new double[1][FEATURES];
      double[] x = Problems.point(FEATURES, 3, 50 + k);
      objective.addHessianProducts(x, block, 0, block.rows(), v, hessian);
      assertThat(DenseProblem.dot(hessian[0], v[0]))
          .isBetween(0.0, DenseProblem.dot(bound[0], v[0]) * (1 + 1e-12));
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("cases")
  void combinationsAreSumsOfRowGradients(String loss, String kind, CsrBlock block) {
    GlmObjective objective = Problems.objective(loss, block, FEATURES, LAMBDA);
    DenseProblem dense = DenseProblem.of(loss, block, FEATURES, 0);
    double[] coefficients = Problems.point(block.rows(), 2, 61);
    double[] sum = new double[FEATURES];
    objective.addCombination(X, block, 5, block.rows(), coefficients, sum);
    double[] expected = new double[FEATURES];
    for (int row = 5; row < block.rows(); row++) {
      expected = moved(expected, coefficients[row], dense.rowGradient(X, row));
    }
    assertThat(sum).containsExactly(expected, within(1e-11));
  }

  private static double value(GlmObjective objective, CsrBlock block, int row) {
    GradientSums sums = new GradientSums(FEATURES);
    objective.accumulate(X, block, row, row + 1, sums);
    return sums.loss();
  }

  @Test
  void anEmptyRowHasALossAndNoGradient() {
    CsrBlock block = new CsrBlock(new int[2], new int[0], new float[0], new float[] {1}, null);
    GlmObjective objective = Problems.objective("logistic", block, FEATURES, 0);
    double[] gradient = new double[FEATURES];
    objective.addGradient(X, block, 0, gradient);
    assertThat(value(objective, block, 0)).isEqualTo(Math.log(2));
    assertThat(gradient).containsOnly(0);
    CoordinateSet touched = new CoordinateSet(FEATURES);
    objective.touch(block, 0, touched);
    assertThat(touched.size()).isZero();
  }

  @Test
  void refusesImpossibleParameters() {
    for (double[] bad :
        List.of(new double[] {-1, 1}, new double[] {Double.NaN, 1}, new double[2])) {
      assertThatThrownBy(() -> new GlmObjective(new SquaredLoss(), 1, bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Invalid ");
    }
  }

  @Test
  void rowsAreWrongOnTheOtherSide() {
    CsrBlock block =
        new CsrBlock(
            new int[] {0, 1, 2, 2},
            new int[] {0, 0},
            new float[] {2, 2},
            new float[] {1, 0, 1},
            null);
    double[] x = {0.5};
    for (String loss : new String[] {"logistic", "squared-hinge"}) {
      assertThat(Problems.objective(loss, block, 1, 0).errors(x, block, 0, 1)).isEqualTo(0);
      assertThat(Problems.objective(loss, block, 1, 0).errors(x, block, 0, 3)).isEqualTo(2);
    }
    assertThat(Problems.objective("squared", block, 1, 0).errors(x, block, 0, 3)).isNaN();
  }
}
