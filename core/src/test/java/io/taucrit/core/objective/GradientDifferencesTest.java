package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.core.Problems;
import io.taucrit.data.CsrBlock;
import org.junit.jupiter.api.Test;

/** The Hessian products of any objective against those that a linear model has in closed form. */
class GradientDifferencesTest {
  @Test
  void agreesWithTheExactProducts() {
    CsrBlock block = Problems.rows("logistic", 80, 15, 1);
    GlmObjective objective = Problems.objective("logistic", block, 15, 0.1);
    double[] x = Problems.point(15, 2, 2);
    double[][] vectors = {Problems.point(15, 1, 3), Problems.point(15, 1e-6, 4), new double[15]};
    double[][] exact = new double[3][15];
    double[][] differences = new double[3][15];
    objective.addHessianProducts(x, block, 10, 70, vectors, exact);
    GradientDifferences.addProducts(objective, x, block, 10, 70, vectors, differences);
    assertThat(Problems.relativeDistance(differences[0], exact[0])).isLessThan(1e-8);
    assertThat(Problems.relativeDistance(differences[1], exact[1])).isLessThan(1e-8);
    assertThat(differences[2]).containsOnly(0);
  }
}
