package io.taucrit.core.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryPassesTest {
  private static final int FEATURES = 30;
  private static final CsrBlock BLOCK =
      Problems.weighted(Problems.withEmptyRows(Problems.rows("logistic", 98, FEATURES, 3)), 9);
  private static final GlmObjective OBJECTIVE =
      Problems.objective("logistic", BLOCK, FEATURES, 0.02);
  private static final List<Slice> SLICES =
      List.of(new Slice(BLOCK, 0, 10), new Slice(BLOCK, 10, 11), new Slice(BLOCK, 11, 101));
  private static final double[] X = Problems.point(FEATURES, 1, 5);
  private static final double[][] VECTORS = {
    Problems.point(FEATURES, 1, 6), Problems.point(FEATURES, 1, 7)
  };

  private final InMemoryPasses sequential = InMemoryPasses.sequential(OBJECTIVE, BLOCK);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 200})
  void partsDoNotChangeThePasses(int parts) {
    InMemoryPasses parallel = InMemoryPasses.parallel(OBJECTIVE, SLICES, parts);
    assertThat(parallel.rows()).isEqualTo(101);
    assertThat(parallel.objective()).isSameAs(OBJECTIVE);
    GradientStatistics a = parallel.at(X);
    GradientStatistics b = sequential.at(X);
    assertThat(a.rows()).isEqualTo(b.rows());
    assertThat(a.value()).isCloseTo(b.value(), within(1e-12));
    assertThat(a.gradient()).containsExactly(b.gradient(), within(1e-12));
    assertThat(a.noise()).isCloseTo(b.noise(), within(1e-12));
    for (int j = 0; j < 2; j++) {
      assertThat(parallel.hessianTimes(X, VECTORS)[j])
          .containsExactly(sequential.hessianTimes(X, VECTORS)[j], within(1e-12));
      assertThat(parallel.curvatureBoundTimes(VECTORS)[j])
          .containsExactly(sequential.curvatureBoundTimes(VECTORS)[j], within(1e-12));
    }
    double[] coefficients = Problems.point(101, 1, 8);
    assertThat(parallel.combination(X, coefficients))
        .containsExactly(sequential.combination(X, coefficients), within(1e-12));
    assertThat(parallel.featureCounts().nonzeros()).isEqualTo(BLOCK.nonzeros());
    assertThat(parallel.featureCounts().relativeSparsity())
        .isEqualTo(sequential.featureCounts().relativeSparsity());
  }

  @Test
  void theSamePassGivesTheSameBits() {
    InMemoryPasses parallel = InMemoryPasses.parallel(OBJECTIVE, SLICES, 4);
    for (int k = 0; k < 20; k++) {
      assertThat(parallel.at(X).gradient()).isEqualTo(parallel.at(X).gradient());
    }
  }

  @Test
  void passesAreThoseOfTheFormulas() {
    DenseProblem dense = DenseProblem.of("logistic", BLOCK, FEATURES, 0.02);
    double[] hessian = sequential.hessianTimes(X, VECTORS[0]);
    double[] bound = sequential.curvatureBoundTimes(VECTORS)[0];
    for (int v = 0; v < FEATURES; v++) {
      double[] hessianRow = dense.hessian(X)[v];
      double[] boundRow = dense.curvatureBound()[v];
      assertThat(hessian[v]).isCloseTo(DenseProblem.dot(hessianRow, VECTORS[0]), within(1e-12));
      assertThat(bound[v]).isCloseTo(DenseProblem.dot(boundRow, VECTORS[0]), within(1e-12));
    }
    double[] twoRows = new double[101];
    twoRows[3] = 2;
    twoRows[100] = -1;
    DenseProblem data = DenseProblem.of("logistic", BLOCK, FEATURES, 0);
    double[] expected = new double[FEATURES];
    for (int v = 0; v < FEATURES; v++) {
      expected[v] = 2 * data.rowGradient(X, 3)[v] - data.rowGradient(X, 100)[v];
    }
    assertThat(sequential.combination(X, twoRows)).containsExactly(expected, within(1e-12));
  }

  @Test
  void rangesCountThroughAllSlices() {
    assertThat(Slice.range(SLICES, 0, 101)).isEqualTo(SLICES);
    assertThat(Slice.range(SLICES, 4, 10)).containsExactly(new Slice(BLOCK, 4, 10));
    assertThat(Slice.range(SLICES, 9, 13))
        .containsExactly(
            new Slice(BLOCK, 9, 10), new Slice(BLOCK, 10, 11), new Slice(BLOCK, 11, 13));
    assertThat(Slice.range(SLICES, 10, 11)).containsExactly(new Slice(BLOCK, 10, 11));
    assertThat(Slice.range(SLICES, 50, 50)).isEmpty();
    List<Slice> inner = List.of(new Slice(BLOCK, 20, 30), new Slice(BLOCK, 60, 70));
    assertThat(Slice.range(inner, 8, 12))
        .containsExactly(new Slice(BLOCK, 28, 30), new Slice(BLOCK, 60, 62));
    assertThat(Slice.whole(BLOCK).rows()).isEqualTo(101);
  }

  /** One reading for many iterates gives what one reading each gives, up to rounding. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 17})
  void iteratesShareOnePass(int iterates) {
    for (String loss : List.of("logistic", "squared", "poisson", "squared-hinge")) {
      CsrBlock block =
          Problems.weighted(Problems.withEmptyRows(Problems.rows(loss, 98, FEATURES, 3)), 9);
      GlmObjective dense = Problems.objective(loss, block, FEATURES, 0.02);
      FeatureCounts counts = InMemoryPasses.sequential(dense, block).featureCounts();
      for (Objective objective :
          List.of(dense, new SparselyRegularised(dense, 0.02, counts, block.rows()))) {
        InMemoryPasses passes = InMemoryPasses.parallel(objective, List.of(Slice.whole(block)), 3);
        List<double[]> xs =
            IntStream.range(0, iterates)
                .mapToObj(k -> Problems.point(FEATURES, 0.5, 50 + k))
                .toList();
        List<GradientStatistics> together = passes.at(xs);
        assertThat(together).hasSize(iterates);
        for (int k = 0; k < iterates; k++) {
          GradientStatistics alone = passes.at(xs.get(k));
          GradientStatistics joint = together.get(k);
          assertThat(joint.rows()).isEqualTo(alone.rows());
          assertThat(joint.value()).isCloseTo(alone.value(), within(1e-12 * alone.value()));
          assertThat(joint.noise()).isCloseTo(alone.noise(), within(1e-12 * alone.noise()));
          assertThat(joint.gradient()).containsExactly(alone.gradient(), within(1e-12));
        }
      }
    }
  }
}
