package io.taucrit.core.optimum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The optimality condition, not a golden vector. */
class LbfgsTest {
  private static final int ROWS = 400;
  private static final int FEATURES = 50;
  private static final double LAMBDA = 1.0 / ROWS;

  static List<String> losses() {
    return PointwiseLoss.all().stream().map(PointwiseLoss::name).toList();
  }

  private static InMemoryPasses passes(String loss, CsrBlock block, double lambda) {
    return InMemoryPasses.sequential(Problems.objective(loss, block, FEATURES, lambda), block);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void reachesTheOptimalityConditionItCertifies(String loss) {
    CsrBlock block = Problems.weighted(Problems.rows(loss, ROWS, FEATURES, 8), 2);
    InMemoryPasses data = passes(loss, block, LAMBDA);
    double[] start = new double[FEATURES];
    List<double[]> points = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .minimise(
                data,
                start,
                (x, at) -> {
                  points.add(x);
                  values.add(at.value());
                });

    assertThat(solution.certified()).isTrue();
    DenseProblem dense = DenseProblem.of(loss, block, FEATURES, LAMBDA);
    double[] gradient = dense.gradient(solution.x());
    double bound = DenseProblem.dot(gradient, gradient) / (2 * LAMBDA);
    assertThat(solution.suboptimalityBound()).isCloseTo(bound, within(1e-3 * bound + 1e-20));
    double gap = dense.value(start) - dense.value(solution.x());
    assertThat(gap).isGreaterThan(0.01);
    assertThat(bound).isLessThanOrEqualTo(1.001e-9 * gap);

    assertThat(solution.passes()).isEqualTo(points.size());
    assertThat(points.get(0)).isEqualTo(start);
    assertThat(solution.at().value())
        .isLessThanOrEqualTo(values.stream().min(Double::compare).get() + 1e-13);
    assertThat(start).containsOnly(0);
  }

  @Test
  void solvesTheNormalEquations() {
    CsrBlock block = Problems.rows("squared", ROWS, FEATURES, 8);
    DenseProblem dense = DenseProblem.of("squared", block, FEATURES, LAMBDA);
    // f is quadratic: x⋆ = −H^{-1} ∇f(0).
    double[] expected =
        new LUDecomposition(MatrixUtils.createRealMatrix(dense.hessian(new double[FEATURES])))
            .getSolver()
            .solve(new ArrayRealVector(dense.gradient(new double[FEATURES])).mapMultiply(-1))
            .toArray();
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .withTolerance(1e-14)
            .minimise(passes("squared", block, LAMBDA), new double[FEATURES], (x, at) -> {});
    assertThat(Problems.relativeDistance(solution.x(), expected)).isLessThan(1e-6);
    assertThat(solution.at().value()).isCloseTo(dense.value(expected), within(1e-14));
  }

  @Test
  void theResultSaysWhenPassesRanOut() {
    CsrBlock block = Problems.rows("logistic", ROWS, FEATURES, 8);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .withMaxPasses(3)
            .minimise(passes("logistic", block, LAMBDA), new double[FEATURES], (x, at) -> {});
    assertThat(solution.certified()).isFalse();
    assertThat(solution.passes()).isBetween(3, 6);
    assertThat(solution.at().value()).isLessThan(Math.log(2));
  }

  @Test
  void withoutRegulariserNothingIsCertified() {
    CsrBlock block = Problems.rows("logistic", ROWS, FEATURES, 8);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .minimise(passes("logistic", block, 0), new double[FEATURES], (x, at) -> {});
    assertThat(solution.certified()).isFalse();
    assertThat(solution.suboptimalityBound()).isInfinite();
    assertThat(solution.at().gradientNormSquared()).isLessThan(1e-9);
  }

  @Test
  void stopsAtOnceAtAnOptimum() {
    // Two opposite labels on the same row: x = 0 is the optimum.
    CsrBlock block =
        new CsrBlock(
            new int[] {0, 1, 2}, new int[] {0, 0}, new float[] {1, 1}, new float[] {1, -1}, null);
    Lbfgs.Solution solution =
        Lbfgs.withDefaults()
            .minimise(passes("logistic", block, 0.1), new double[FEATURES], (x, at) -> {});
    assertThat(solution.certified()).isTrue();
    assertThat(solution.passes()).isEqualTo(1);
    assertThat(solution.at().value()).isCloseTo(Math.log(2), within(1e-15));
  }
}
