package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.predict.DescentPath.Descent;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void followsOldGradients(int lag) {
    DescentPath path =
        DescentPath.together(
                DATA,
                OPTIMUM,
                List.of(new Descent(0.3, 0), new Descent(0.1, lag), new Descent(50, 0)),
                -1,
                20)
            .get(1);
    assertThat(path.length()).as("whatever becomes of the others").isEqualTo(20);
    DenseProblem dense = DenseProblem.of("squared", BLOCK, FEATURES, 0.1);
    List<double[]> iterates = new ArrayList<>(List.of(new double[FEATURES]));
    for (int t = 0; t < 20; t++) {
      double[] x = iterates.get(t);
      assertThat(path.suboptimalityAt(0.1 * t)).isCloseTo(dense.value(x) - OPTIMUM, within(1e-12));
      double[] old = dense.gradient(iterates.get(Math.max(0, t - lag)));
      double[] next = x.clone();
      for (int v = 0; v < FEATURES; v++) {
        next[v] -= 0.1 * old[v];
      }
      iterates.add(next);
    }
  }

  @Test
  void goesOnWhereAnotherPathIsAsGood() {
    DescentPath slow = DescentPath.follow(DATA, OPTIMUM, 0.5, -1, 40);
    DescentPath start = DescentPath.follow(DATA, OPTIMUM, 0.25, -1, 5);
    DescentPath joined = start.continuedBy(slow);
    double end = start.horizon();
    assertThat(joined.length()).as("passes of its own").isEqualTo(5);
    assertThat(joined.suboptimalityAt(0.6)).isEqualTo(start.suboptimalityAt(0.6));
    assertThat(joined.suboptimalityAt(end + 1e-9))
        .isCloseTo(start.suboptimalityAt(end), withinPercentage(1e-4));
    assertThat(joined.suboptimalityAt(joined.horizon()))
        .isCloseTo(slow.suboptimalityAt(slow.horizon()), withinPercentage(1e-9));
    double later = end + 2;
    double shift = slow.horizon() - joined.horizon();
    assertThat(joined.suboptimalityAt(later))
        .isCloseTo(slow.suboptimalityAt(later + shift), withinPercentage(1e-9));
    assertThat(joined.noiseAt(later))
        .isCloseTo(slow.noiseAt(later + shift), withinPercentage(1e-9));
  }

  @Test
  void goesOnInLongStridesWhereItIsSlow() {
    CsrBlock block = Problems.rows("logistic", 100, FEATURES, 3);
    InMemoryPasses data =
        InMemoryPasses.sequential(Problems.objective("logistic", block, FEATURES, 1e-6), block);
    double step = 0.02;
    DescentPath plain =
        DescentPath.together(data, 0, List.of(new Descent(step, 0)), -1, 10_000).get(0);
    DescentPath strides = DescentPath.follow(data, 0, step, -1, 1_500);
    assertThat(strides.horizon()).isGreaterThan(plain.horizon());
    for (double time = step; time < plain.horizon(); time *= 1.1) {
      double gone = plain.suboptimalityAt(0) - plain.suboptimalityAt(time);
      assertThat(strides.suboptimalityAt(0) - strides.suboptimalityAt(time))
          .isCloseTo(gone, withinPercentage(0.2));
      assertThat(strides.noiseAt(time)).isCloseTo(plain.noiseAt(time), withinPercentage(0.5));
    }
  }

  /**
   * Past v = 10 the slope −1 ends at a wall of three times 1/γ, which only single steps survive.
   */
  @Test
  void goesBackFromAStrideIntoAWall() {
    double step = 0.05;
    DescentWalk walk = new DescentWalk(new Descent(step, 0, true), DATA.objective());
    for (int pass = 0; pass < 2_000; pass++) {
      double beyond = Math.max(0, walk.x()[0] - 10);
      double[] gradient = new double[FEATURES];
      gradient[0] = 3 / step * beyond - 1;
      double value = 10 - walk.x()[0] + 1.5 / step * beyond * beyond;
      walk.take(new GradientStatistics(1, value, gradient, 1, 1, 1), -1, 0);
    }
    DescentPath path = walk.path();
    assertThat(path.length()).isEqualTo(2_000);
    assertThat(path.suboptimalityAt(9.9)).isCloseTo(1.1, within(0.02));
    assertThat(path.suboptimalityAt(path.horizon())).isBetween(1 - 2 * step, 1 + 2 * step);
    assertThat(path.horizon())
        .as("strides, then one step a pass")
        .isBetween(2_000 * step, 2_000 * step + 10);
  }

  @Test
  void doesNotGoOnAboveOrBelowAllOfTheOther() {
    DescentPath slow = DescentPath.follow(DATA, OPTIMUM, 0.01, -1, 3);
    DescentPath below = DescentPath.follow(DATA, OPTIMUM, 0.5, -1, 30);
    assertThat(below.continuedBy(slow)).isSameAs(below);
    DescentPath diverged = DescentPath.follow(DATA, OPTIMUM, 50, 1e-9, 1000);
    assertThat(diverged.continuedBy(slow)).isSameAs(diverged);
    assertThat(diverged.descends()).isFalse();
    assertThat(below.descends()).isTrue();
  }
}
