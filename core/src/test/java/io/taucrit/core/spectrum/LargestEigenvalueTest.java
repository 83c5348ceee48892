package io.taucrit.core.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargestEigenvalueTest {
  private static double largest(double[][] matrix) {
    double[] all =
        new EigenDecomposition(MatrixUtils.createRealMatrix(matrix)).getRealEigenvalues();
    return Arrays.stream(all).max().orElseThrow();
  }

  /** The search stops at gains below 1e-5: it is below λ_max by little more than that. */
  @ParameterizedTest
  @CsvSource({
    "logistic, 1",
    "logistic, 7",
    "logistic, 40",
    "squared, 7",
    "squared, 40",
    "squared-hinge, 40"
  })
  void agreesWithADenseDecomposition(String loss, int features) {
    CsrBlock block =
        Problems.weighted(features < 10 ? few(features) : Problems.rows(loss, 150, features, 4), 3);
    InMemoryPasses data =
        InMemoryPasses.sequential(Problems.objective(loss, block, features, 0.01), block);
    DenseProblem dense = DenseProblem.of(loss, block, features, 0.01);
    double[] x = Problems.point(features, 1, 5);
    for (long seed = 1; seed <= 5; seed++) {
      double expected = largest(dense.hessian(x));
      assertThat(LargestEigenvalue.atPoint(data, x, seed))
          .isBetween(expected * (1 - 1e-3), expected * (1 + 1e-12));
      double bound = largest(dense.curvatureBound());
      assertThat(LargestEigenvalue.smoothness(data, seed))
          .isBetween(bound * (1 - 1e-3), bound * (1 + 1e-12));
    }
  }

  /** Rows over few features, more than the generator's five nonzeros a row would allow. */
  private static CsrBlock few(int features) {
    CsrBlock wide = Problems.rows("logistic", 150, 40, 4);
    CsrBlockBuilder rows = new CsrBlockBuilder();
    for (int row = 0; row < wide.rows(); row++) {
      rows.startRow(wide.labels()[row]);
      for (int k = wide.rowOffsets()[row]; k < wide.rowOffsets()[row + 1]; k++) {
        if (wide.indices()[k] < features) {
          rows.add(wide.indices()[k], wide.values()[k]);
        }
      }
    }
    return rows.build();
  }

  /** An outlying, a clustered and a flat spectrum on the diagonal. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.9, 1})
  void findsTheTopOfADiagonal(double others) {
    int d = 500;
    UnaryOperator<double[][]> diagonal =
        vectors -> {
          double[][] products = new double[vectors.length][d];
          for (int j = 0; j < vectors.length; j++) {
            for (int v = 0; v < d; v++) {
              products[j][v] = vectors[j][v] * (v == 123 ? 5 : 5 * others * (v + 1) / d);
            }
          }
          return products;
        };
    assertThat(LargestEigenvalue.of(diagonal, d, 1)).isBetween(5 * (1 - 2e-3), 5 * (1 + 1e-12));
  }

  @Test
  void isZeroForTheZeroOperator() {
    assertThat(LargestEigenvalue.of(v -> new double[v.length][3], 3, 1)).isCloseTo(0, within(0.0));
  }
}
