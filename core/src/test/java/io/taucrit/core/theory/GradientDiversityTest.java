package io.taucrit.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientDiversityTest {
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "squared-hinge"})
  void agreesWithItsDefinitionRowByRow(String loss) {
    int features = 12;
    CsrBlock rows = Problems.rows(loss, 60, features, 5);
    double[] x = Problems.point(features, 0.3, 2);
    DenseProblem dense = DenseProblem.of(loss, rows, features, 0.1);
    double squares = 0;
    double[] sum = new double[features];
    for (int i = 0; i < 60; i++) {
      double[] g = dense.rowGradient(x, i);
      squares += DenseProblem.dot(g, g);
      for (int v = 0; v < features; v++) {
        sum[v] += g[v];
      }
    }
    double expected = squares / DenseProblem.dot(sum, sum);
    GradientStatistics at =
        InMemoryPasses.sequential(Problems.objective(loss, rows, features, 0.1), rows).at(x);
    GradientDiversity diversity = GradientDiversity.at(at);
    assertThat(diversity.diversity()).isCloseTo(expected, withinPercentage(1e-8));
    assertThat(diversity.batchBound()).isCloseTo(60 * expected, withinPercentage(1e-8));
    assertThat(diversity.batchBound())
        .isCloseTo(1 + at.noise() / at.gradientNormSquared(), withinPercentage(1e-12))
        .isGreaterThan(1);
  }

  @Test
  void sameGradientsHaveNoneAndOrthogonalOnesAllOfIt() {
    CsrBlockBuilder same = new CsrBlockBuilder();
    CsrBlockBuilder orthogonal = new CsrBlockBuilder();
    for (int row = 0; row < 8; row++) {
      same.startRow(1).add(0, 1);
      orthogonal.startRow(1).add(row, 1);
    }
    assertThat(at(same.build()).batchBound()).isCloseTo(1, within(1e-12));
    assertThat(at(same.build()).diversity()).isCloseTo(1.0 / 8, within(1e-13));
    assertThat(at(orthogonal.build()).batchBound()).isCloseTo(8, within(1e-12));
  }

  private static GradientDiversity at(CsrBlock rows) {
    return GradientDiversity.at(
        InMemoryPasses.sequential(Problems.objective("logistic", rows, 8, 0), rows)
            .at(new double[8]));
  }
}
