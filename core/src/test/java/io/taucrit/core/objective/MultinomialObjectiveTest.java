package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseMultinomial;
import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.spectrum.LargestEigenvalue;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels against finite differences and against a dense transcription of the formulas. */
class MultinomialObjectiveTest {
  private static final int FEATURES = 12;
  private static final int CLASSES = 4;
  private static final int D = FEATURES * CLASSES;
  private static final double LAMBDA = 0.03;
  private static final double[] X = Problems.point(D, 0.8, 21);

  /** With and without weights, always with empty rows. */
  static Stream<Arguments> cases() {
    CsrBlock plain = Problems.withEmptyRows(Problems.rows("multinomial", 60, FEATURES, 2));
    return Stream.of(
        Arguments.of("plain", plain), Arguments.of("weighted", Problems.weighted(plain, 4)));
  }

  private static GradientStatistics statistics(Objective f, CsrBlock block, double[] x) {
    return InMemoryPasses.sequential(f, block).at(x);
  }

  private static double[] moved(double[] x, double step, double[] direction) {
    double[] y = x.clone();
    for (int v = 0; v < y.length; v++) {
      y[v] += step * direction[v];
    }
    return y;
  }

  /** Tolerance 1e-8 relative: h² times a third derivative and 1e-16/h, h = 1e-5, are far below. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void gradientIsThatOfTheValue(String kind, CsrBlock block) {
    Objective f = Problems.multinomial(block, FEATURES, LAMBDA);
    double[] gradient = statistics(f, block, X).gradient();
    for (int c = 0; c < D; c++) {
      double[] unit = new double[D];
      unit[c] = 1;
      double up = statistics(f, block, moved(X, 1e-5, unit)).value();
      double down = statistics(f, block, moved(X, -1e-5, unit)).value();
      assertThat(gradient[c]).isCloseTo((up - down) / 2e-5, within(1e-8));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void statisticsAgreeWithTheDenseFormulas(String kind, CsrBlock block) {
    DenseMultinomial dense = new DenseMultinomial(block, FEATURES, CLASSES, LAMBDA);
    Objective f = Problems.multinomial(block, FEATURES, LAMBDA);
    GradientStatistics at = statistics(f, block, X);
    assertThat(at.value()).isCloseTo(dense.value(X), within(1e-12));
    assertThat(at.gradient()).containsExactly(dense.gradient(X), within(1e-12));
    assertThat(dense.noise(X)).isGreaterThan(0.1);
    assertThat(at.noise()).isCloseTo(dense.noise(X), within(1e-11));
    double[] far = Problems.point(D, 2, 5);
    JointSums joint = f.jointSums(List.of(X, far));
    joint.add(block, 0, block.rows());
    assertThat(joint.sums().get(1).statistics(far, f.penalty()).noise())
        .isCloseTo(dense.noise(far), within(1e-11));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void singleRowsAgreeWithTheDenseFormulas(String kind, CsrBlock block) {
    Objective f = Problems.multinomial(block, FEATURES, LAMBDA);
    DenseMultinomial dense = new DenseMultinomial(block, FEATURES, CLASSES, 0);
    double[] coefficients = Problems.point(block.rows(), 2, 61);
    double[] combination = new double[D];
    for (int row = 0; row < block.rows(); row++) {
      double[] expected = dense.rowGradient(X, row);
      double[] gradient = new double[D];
      f.addGradient(X, block, row, gradient);
      assertThat(gradient).containsExactly(expected, within(1e-13));
      combination = moved(combination, coefficients[row], expected);

      CoordinateSet set = new CoordinateSet(D);
      int[] touched = f.touched(block, row, set);
      assertThat(set.size()).isZero();
      f.touch(block, row, set);
      assertThat(touched).isEqualTo(set.drain());
      for (int c : touched) {
        expected[c] = 0;
      }
      assertThat(expected).containsExactly(new double[D], within(0.0));
    }
    double[] sum = new double[D];
    f.addCombination(X, block, 0, block.rows(), coefficients, sum);
    assertThat(sum).containsExactly(combination, within(1e-11));
  }

  /** Against the dense formula, and differences of gradients with h = 1e-6. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void hessianProductsAreThoseOfTheGradient(String kind, CsrBlock block) {
    Objective f = Problems.multinomial(block, FEATURES, LAMBDA);
    double[][] vectors = {Problems.point(D, 1, 31), Problems.point(D, 1, 32)};
    double[][] products = InMemoryPasses.sequential(f, block).hessianTimes(X, vectors);
    double[][] dense = new DenseMultinomial(block, FEATURES, CLASSES, LAMBDA).hessian(X);
    for (int j = 0; j < 2; j++) {
      double[] up = statistics(f, block, moved(X, 1e-6, vectors[j])).gradient();
      double[] down = statistics(f, block, moved(X, -1e-6, vectors[j])).gradient();
      for (int c = 0; c < D; c++) {
        assertThat(products[j][c]).isCloseTo((up[c] - down[c]) / 2e-6, within(1e-8));
        assertThat(products[j][c]).isCloseTo(DenseProblem.dot(dense[c], vectors[j]), within(1e-12));
      }
    }
  }

  /** H̄ − ∇²f has no negative eigenvalue, up to rounding, at whatever x. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void theCurvatureBoundDominatesEveryHessian(String kind, CsrBlock block) {
    Objective f = Problems.multinomial(block, FEATURES, LAMBDA);
    double[][] units = new double[D][D];
    for (int c = 0; c < D; c++) {
      units[c][c] = 1;
    }
    double[][] bound = InMemoryPasses.sequential(f, block).curvatureBoundTimes(units);
    DenseMultinomial dense = new DenseMultinomial(block, FEATURES, CLASSES, LAMBDA);
    for (int t = 0; t < 10; t++) {
      double[][] difference = dense.hessian(Problems.point(D, 0.1 + t, 50 + t));
      for (int a = 0; a < D; a++) {
        for (int b = 0; b < D; b++) {
          difference[a][b] = bound[a][b] - difference[a][b];
        }
      }
      assertThat(smallestEigenvalue(difference)).isGreaterThan(-1e-12);
    }
  }

  private static double smallestEigenvalue(double[][] matrix) {
    double[] eigenvalues =
        new EigenDecomposition(MatrixUtils.createRealMatrix(matrix)).getRealEigenvalues();
    return Arrays.stream(eigenvalues).min().orElseThrow();
  }

  /** Two classes that are as likely and all others impossible are the most curved. */
  @Test
  void theSmoothnessIsAttained() {
    CsrBlock one =
        new CsrBlock(new int[] {0, 1}, new int[] {0}, new float[] {1}, new float[] {2}, null);
    MultinomialObjective f = new MultinomialObjective(1, 3, Penalty.none(), 1);
    InMemoryPasses passes = InMemoryPasses.sequential(f, one);
    assertThat(LargestEigenvalue.atPoint(passes, new double[] {50, 50, -50}, 1))
        .isCloseTo(f.smoothness(), within(1e-9));
    assertThat(LargestEigenvalue.smoothness(passes, 1)).isCloseTo(f.smoothness(), within(1e-9));
  }

  /**
   * With x_1 = −x_0 = w/2 it is the logistic loss of w: the same losses, twice the noise, and λ
   * counts half.
   */
  @Test
  void twoClassesAreLogisticRegressionWithTwiceThePenalty() {
    CsrBlock rows = Problems.weighted(Problems.rows("logistic", 80, FEATURES, 3), 4);
    float[] zeroOne = new float[rows.rows()];
    for (int row = 0; row < zeroOne.length; row++) {
      zeroOne[row] = rows.labels()[row] > 0 ? 1 : 0;
    }
    CsrBlock classes =
        new CsrBlock(rows.rowOffsets(), rows.indices(), rows.values(), zeroOne, rows.weights());
    GlmObjective logistic = Problems.objective("logistic", rows, FEATURES, LAMBDA);
    double weightScale = 80 / sum(rows.weights());
    MultinomialObjective two =
        new MultinomialObjective(FEATURES, 2, Penalty.l2(2 * LAMBDA), weightScale);
    double[] w = Problems.point(FEATURES, 2, 8);
    double[] x = new double[2 * FEATURES];
    for (int v = 0; v < FEATURES; v++) {
      x[2 * v] = -w[v] / 2;
      x[2 * v + 1] = w[v] / 2;
    }
    GradientStatistics of = statistics(logistic, rows, w);
    GradientStatistics at = statistics(two, classes, x);
    assertThat(at.value()).isCloseTo(of.value(), within(1e-13));
    assertThat(at.noise()).isCloseTo(2 * of.noise(), within(1e-12));
    assertThat(two.errors(x, classes, 0, 80)).isEqualTo(logistic.errors(w, rows, 0, 80));

    double optimum = minimum(logistic, rows);
    assertThat(minimum(two, classes)).isCloseTo(optimum, within(1e-9 * optimum));
  }

  private static double sum(float[] weights) {
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    return sum;
  }

  private static double minimum(Objective f, CsrBlock block) {
    return Lbfgs.withDefaults()
        .minimise(InMemoryPasses.sequential(f, block), new double[f.dimension()], (x, at) -> {})
        .at()
        .value();
  }

  /** Margins of 7,000 overflow exp; the loss is then the distance to the largest margin. */
  @Test
  void largeMarginsDoNotOverflow() {
    CsrBlock one =
        new CsrBlock(new int[] {0, 1}, new int[] {0}, new float[] {7}, new float[] {0}, null);
    MultinomialObjective f = new MultinomialObjective(1, 3, Penalty.none(), 1);
    double[] x = {-1000, 0, 1000};
    GradientStatistics at = statistics(f, one, x);
    assertThat(at.value()).isEqualTo(14_000);
    assertThat(at.gradient()).containsExactly(-7, 0, 7);
    assertThat(f.errors(x, one, 0, 1)).isEqualTo(1);
    assertThat(f.errors(new double[] {1000, 0, -1000}, one, 0, 1)).isZero();
    assertThat(f.errors(new double[3], one, 0, 1)).as("a tie").isEqualTo(1);
  }

  /** Adding one vector to every class changes nothing but the penalty. */
  @Test
  void onlyDifferencesOfClassesCount() {
    CsrBlock block = Problems.rows("multinomial", 60, FEATURES, 2);
    Objective f = Problems.multinomial(block, FEATURES, 0);
    double[] shift = Problems.point(FEATURES, 3, 9);
    double[] shifted = X.clone();
    for (int c = 0; c < D; c++) {
      shifted[c] += shift[c / CLASSES];
    }
    GradientStatistics at = statistics(f, block, shifted);
    assertThat(at.value()).isCloseTo(statistics(f, block, X).value(), within(1e-12));
    for (int v = 0; v < FEATURES; v++) {
      double sum = 0;
      for (int k = 0; k < CLASSES; k++) {
        sum += at.gradient()[v * CLASSES + k];
      }
      assertThat(sum).isCloseTo(0, within(1e-14));
    }
  }

  /** As intercepts are: with a constant last feature, K coordinates without a penalty. */
  @Test
  void theLastFeatureCanBeFree() {
    CsrBlock block = Problems.rows("multinomial", 60, FEATURES, 2);
    Penalty free = new Penalty(LAMBDA, 0, CLASSES);
    Objective f = new MultinomialObjective(FEATURES, CLASSES, free, 1);
    Objective penalised = Problems.multinomial(block, FEATURES, LAMBDA);
    double[] difference =
        moved(statistics(penalised, block, X).gradient(), -1, statistics(f, block, X).gradient());
    for (int c = 0; c < D; c++) {
      assertThat(difference[c]).isCloseTo(c < D - CLASSES ? 0 : LAMBDA * X[c], within(1e-14));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "-1, 1, false", "0, 1.5, false"})
  void labelsAreNumbersOfAtLeastTwoClasses(float min, float max, boolean counts) {
    Labels labels = new Labels(min, max, false, false, counts);
    assertThatThrownBy(() -> Loss.named("multinomial").check(labels))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("they lie in [%s, %s]".formatted(min, max))
        .hasMessageContaining("renumber them");
  }

  @Test
  void theLargestLabelTellsTheNumberOfClasses() {
    Labels labels = new Labels(1, 6, false, false, true);
    Loss loss = Loss.named("multinomial");
    loss.check(labels);
    assertThat(loss.scores(labels)).isEqualTo(7);
    Objective f = loss.objective(5, labels, Penalty.none(), 1);
    assertThat(f.dimension()).isEqualTo(35);
    assertThat(f.features()).isEqualTo(5);
    assertThatThrownBy(() -> loss.objective(1 << 30, labels, Penalty.none(), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("7 classes on 1,073,741,824 features");
  }

  @Test
  void everyLossMakesItsObjectiveByName() {
    assertThat(Loss.names()).isEqualTo("logistic, squared, poisson, squared-hinge, multinomial");
    Labels labels = new Labels(0, 1, true, false, true);
    assertThat(Loss.named("logistic").objective(3, labels, Penalty.none(), 1))
        .isInstanceOf(GlmObjective.class);
    assertThatThrownBy(() -> Loss.named("softmax"))
        .isInstanceOf(InputException.class)
        .hasMessage("Invalid loss: 'softmax' (allowed: " + Loss.names() + ")");
  }
}
