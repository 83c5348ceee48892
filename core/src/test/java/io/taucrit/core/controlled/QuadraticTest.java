package io.taucrit.core.controlled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuadraticTest {
  /** A + λI, written out. */
  private static RealMatrix matrix(Quadratic f) {
    RealMatrix matrix = new Array2DRowRealMatrix(f.dimension(), f.dimension());
    for (int v = 0; v < f.dimension(); v++) {
      matrix.setEntry(v, v, 2 + f.lambda());
      if (v > 0) {
        matrix.setEntry(v, v - 1, -1);
        matrix.setEntry(v - 1, v, -1);
      }
    }
    return matrix;
  }

  @ParameterizedTest
  @CsvSource({"20, 0.2", "2, 0", "3, 1", "17, 0.01"})
  void isThatOfItsMatrix(int dimension, double lambda) {
    Quadratic f = new Quadratic(dimension, lambda);
    RealMatrix matrix = matrix(f);
    double[] eigenvalues = new EigenDecomposition(matrix).getRealEigenvalues();
    assertThat(f.smoothness())
        .isCloseTo(Arrays.stream(eigenvalues).max().orElseThrow(), within(1e-12));
    assertThat(f.strongConvexity())
        .isCloseTo(Arrays.stream(eigenvalues).min().orElseThrow(), within(1e-12));

    double[] x = new SplittableRandom(dimension).doubles(dimension, -1, 1).toArray();
    double[] product = matrix.operate(x);
    double[] gradient = new double[dimension];
    f.gradient(x, 0, gradient);
    assertThat(gradient).containsExactly(product, within(1e-14));
    double value = 0;
    for (int v = 0; v < dimension; v++) {
      value += x[v] * product[v] / 2;
    }
    assertThat(f.value(x)).isCloseTo(value, within(1e-14));
    assertThat(f.gradientNormSquared(x))
        .isCloseTo(Arrays.stream(product).map(g -> g * g).sum(), within(1e-13));
  }

  @Test
  void gradientIsTheDifferenceOfValues() {
    Quadratic f = Quadratic.PAPER;
    double[] x = new SplittableRandom(1).doubles(20, -1, 1).toArray();
    double[] gradient = new double[20];
    f.gradient(x, 0, gradient);
    for (int v = 0; v < 20; v++) {
      double[] above = x.clone();
      double[] below = x.clone();
      above[v] += 1e-4;
      below[v] -= 1e-4;
      assertThat(gradient[v]).isCloseTo((f.value(above) - f.value(below)) / 2e-4, within(1e-9));
    }
  }

  /** The paper: condition number at most 19. */
  @Test
  void hasThePapersConditionNumber() {
    Quadratic f = Quadratic.PAPER;
    assertThat(f.smoothness() / f.strongConvexity()).isBetween(18.7, 19.0);
  }

  @Test
  void refusesWhatIsNoQuadratic() {
    assertThatThrownBy(() -> new Quadratic(1, 0)).hasMessageContaining("dimension 1 < 2");
    assertThatThrownBy(() -> new Quadratic(2, Double.NaN)).hasMessageContaining("lambda NaN < 0");
  }
}
