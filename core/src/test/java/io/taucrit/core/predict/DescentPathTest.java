package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import org.junit.jupiter.api.Test;

class DescentPathTest {
  private static final int FEATURES = 12;
  private static final CsrBlock BLOCK = Problems.rows("squared", 100, FEATURES, 2);
  private static final InMemoryPasses DATA =
      InMemoryPasses.sequential(Problems.objective("squared", BLOCK, FEATURES, 0.1), BLOCK);
  private static final double OPTIMUM = -0.01;

  @Test
  void followsTheFullGradient() {
    DescentPath path = DescentPath.follow(DATA, OPTIMUM, 0.5, -1, 20);
    assertThat(path.length()).isEqualTo(20);
    assertThat(path.reached()).isFalse();
    assertThat(path.horizon()).isEqualTo(19 * 0.5);
    DenseProblem dense = DenseProblem.of("squared", BLOCK, FEATURES, 0.1);
    double[] x = new double[FEATURES];
    for (int t = 0; t < 20; t++) {
      assertThat(path.suboptimalityAt(0.5 * t)).isCloseTo(dense.value(x) - OPTIMUM, within(1e-12));
      assertThat(path.noiseAt(0.5 * t)).isCloseTo(dense.noise(x), within(1e-12));
      double[] gradient = dense.gradient(x);
      for (int v = 0; v < FEATURES; v++) {
        x[v] -= 0.5 * gradient[v];
      }
    }
  }

  @Test
  void isLogLinearBetweenSteps() {
    DescentPath path = DescentPath.follow(DATA, OPTIMUM, 0.5, -1, 20);
    double middle = Math.sqrt(path.suboptimalityAt(1) * path.suboptimalityAt(1.5));
    assertThat(path.suboptimalityAt(1.25)).isCloseTo(middle, withinPercentage(1e-9));
    assertThat(path.noiseAt(1.25))
        .isCloseTo(Math.sqrt(path.noiseAt(1) * path.noiseAt(1.5)), withinPercentage(1e-9));
    assertThat(path.suboptimalityAt(1e9)).isEqualTo(path.suboptimalityAt(path.horizon()));
  }

  @Test
  void stopsWhereTheTargetIsReached() {
    DescentPath all = DescentPath.follow(DATA, OPTIMUM, 0.5, -1, 20);
    DescentPath path = DescentPath.follow(DATA, OPTIMUM, 0.5, all.suboptimalityAt(2.5), 20);
    assertThat(path.reached()).isTrue();
    assertThat(path.horizon()).isEqualTo(2.5);
    assertThat(path.length()).isEqualTo(6);
  }

  @Test
  void stopsWhereItDiverges() {
    DescentPath path = DescentPath.follow(DATA, OPTIMUM, 50, 1e-9, 1000);
    assertThat(path.reached()).isFalse();
    assertThat(path.length()).isLessThan(20);
  }
}
