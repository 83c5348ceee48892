package io.taucrit.core.controlled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.noise.Interval;
import io.taucrit.core.noise.SequentialNoise;
import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

class ControlledObjectiveTest {
  private static final ControlledProblem PROBLEM = new ControlledProblem(3, Covariance.PAPER);
  private static final ControlledObjective OBJECTIVE = new ControlledObjective(PROBLEM);
  private static final CsrBlock ROWS = new GaussianRows(PROBLEM, 1).block(50);
  private static final double[] X = new SplittableRandom(3).doubles(20, -1, 1).toArray();

  private static double[] fullGradient() {
    double[] gradient = new double[20];
    PROBLEM.f().gradient(X, 0, gradient);
    return gradient;
  }

  /** ∇f + √M ‖∇f‖ u_i, from the row's values. */
  private static double[] rowGradient(int row) {
    double[] gradient = fullGradient();
    double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
    for (int v = 0; v < 20; v++) {
      gradient[v] += Math.sqrt(3) * norm * ROWS.values()[20 * row + v];
    }
    return gradient;
  }

  @Test
  void rowsAreGradientsWithTheirNoise() {
    for (int row = 0; row < 50; row++) {
      double[] gradient = new double[20];
      Arrays.fill(gradient, 1);
      OBJECTIVE.addGradient(X, ROWS, row, gradient);
      double[] expected = rowGradient(row);
      for (int v = 0; v < 20; v++) {
        assertThat(gradient[v] - 1).isCloseTo(expected[v], within(1e-12));
      }
    }
    assertThat(OBJECTIVE.touched(ROWS, 7, new CoordinateSet(20))).hasSize(20);
  }

  @Test
  void sumsAndCombinationsAreThoseOfTheRows() {
    GradientSums sums = new GradientSums(20);
    OBJECTIVE.accumulate(X, ROWS, 10, 30, sums);
    OBJECTIVE.accumulate(X, ROWS, 30, 40, sums);
    double[] coefficients = new SplittableRandom(4).doubles(50, -1, 1).toArray();
    double[] combination = new double[20];
    OBJECTIVE.addCombination(X, ROWS, 10, 40, coefficients, combination);
    double[] sum = new double[20];
    double[] combined = new double[20];
    double squaredNorms = 0;
    for (int row = 10; row < 40; row++) {
      double[] gradient = rowGradient(row);
      for (int v = 0; v < 20; v++) {
        sum[v] += gradient[v];
        combined[v] += coefficients[row] * gradient[v];
        squaredNorms += gradient[v] * gradient[v];
      }
    }
    assertThat(sums.rows()).isEqualTo(30);
    assertThat(sums.loss()).isCloseTo(30 * PROBLEM.f().value(X), within(1e-10));
    assertThat(sums.squaredNorms()).isCloseTo(squaredNorms, within(1e-9 * squaredNorms));
    assertThat(sums.gradient()).containsExactly(sum, within(1e-9));
    assertThat(combination).containsExactly(combined, within(1e-9));
  }

  @Test
  void curvatureIsTheQuadratics() {
    double[][] vectors = {X};
    double[][] product = InMemoryPasses.sequential(OBJECTIVE, ROWS).hessianTimes(X, vectors);
    assertThat(product[0]).containsExactly(fullGradient(), within(1e-12));
    assertThat(OBJECTIVE.regularisation()).isEqualTo(0.2);
    assertThatThrownBy(() -> OBJECTIVE.addCurvatureBoundProducts(ROWS, 0, 1, vectors, product))
        .isInstanceOf(IllegalStateException.class);
  }

  /**
   * V of 20,000 rows is the sum of 400,000 squares, whose mean has a relative standard error of
   * √(2/400,000) = 0.0022: 1 % is 4.5 of them.
   */
  @Test
  void noiseOfManyRowsIsTheTrueOne() {
    CsrBlock many = new GaussianRows(PROBLEM, 5).block(20_000);
    GradientStatistics at = InMemoryPasses.sequential(OBJECTIVE, many).at(X);
    double truth = PROBLEM.trueM() * PROBLEM.f().gradientNormSquared(X);
    assertThat(at.noise()).isCloseTo(truth, within(0.01 * truth));
    assertThat(at.value()).isCloseTo(PROBLEM.f().value(X), within(1e-9));
  }

  @Test
  void aLargerSampleContainsTheSmaller() {
    GaussianRows rows = new GaussianRows(PROBLEM, 6);
    assertThat(Arrays.copyOf(rows.block(30).values(), 200)).isEqualTo(rows.block(10).values());
    assertThat(new GaussianRows(PROBLEM, 7).block(10).values())
        .isNotEqualTo(rows.block(10).values());
  }

  /**
   * The analyzer knows the true M of either convention: 20 M and M. 48 intervals of 99.9 %, of
   * which one would miss by chance, with other seeds, with probability 0.05 at most; they are as
   * tight as asked, so that no interval of one convention holds the other's M.
   */
  @Test
  void estimatorsFindTheTrueM() {
    SoftAssertions softly = new SoftAssertions();
    for (Covariance covariance : Covariance.values()) {
      for (double m : new double[] {1, 10, 100}) {
        ControlledProblem problem = new ControlledProblem(m, covariance);
        for (long seed = 1; seed <= 8; seed++) {
          Interval interval =
              new GaussianRows(problem, seed)
                  .estimatedM(new SequentialNoise(0.4, 0.999, 0, 2_048, 1 << 17));
          String what = "M = %s, %s, seed %d: %s".formatted(m, covariance, seed, interval);
          softly.assertThat(interval.contains(problem.trueM())).as(what).isTrue();
          double other = covariance == Covariance.PAPER ? m : 20 * m;
          softly.assertThat(interval.contains(other)).as(what).isFalse();
        }
      }
    }
    softly.assertAll();
  }
}
