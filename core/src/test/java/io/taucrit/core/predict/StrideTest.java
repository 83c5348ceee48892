package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrideTest {
  private static final double STEP = 0.5;

  /** What a stride multiplies a direction of curvature λ with. */
  private static double factor(Stride stride, double curvature) {
    double[] x = {1};
    while (stride.isUnderWay()) {
      stride.stage(new double[] {curvature * x[0]}, x);
    }
    return x[0];
  }

  /** T_s(y). */
  private static double chebyshev(int s, double y) {
    return Math.abs(y) <= 1
        ? Math.cos(s * Math.acos(y))
        : Math.cosh(s * Math.log(Math.abs(y) + Math.sqrt(y * y - 1)))
            * (y < 0 && s % 2 == 1 ? -1 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 40})
  void multipliesByItsPolynomial(int stages) {
    double w0 = 1 + 0.05 / (stages * stages);
    double width = 1e-6;
    double slope = (chebyshev(stages, w0 + width) - chebyshev(stages, w0 - width)) / (2 * width);
    double w1 = chebyshev(stages, w0) / slope;
    double length = new Stride(STEP, stages, new double[1]).length();
    assertThat(length)
        .as("2/(step) is as far as it is stable")
        .isCloseTo(STEP * (w0 + 1) / w1 / 2, within(1e-4 * length));
    for (double share : new double[] {0.001, 0.1, 0.5, 0.9, 1}) {
      double curvature = share * 2 / STEP;
      assertThat(factor(new Stride(STEP, stages, new double[] {1}), curvature))
          .isCloseTo(
              chebyshev(stages, w0 - w1 * length * curvature) / chebyshev(stages, w0),
              within(1e-3));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 40})
  void isStableUpToTheCurvatureOfAStepAndGoesFar(int stages) {
    for (double share = 0; share <= 1; share += 0.001) {
      double factor = factor(new Stride(STEP, stages, new double[] {1}), share * 2 / STEP);
      assertThat(Math.abs(factor)).isLessThanOrEqualTo(1 + 1e-12);
    }
    double length = new Stride(STEP, stages, new double[1]).length();
    assertThat(length / STEP).isBetween(0.95 * stages * stages, 1.0 * stages * stages);
    double slow = 0.02 / length;
    assertThat(factor(new Stride(STEP, stages, new double[] {1}), slow))
        .isCloseTo(Math.exp(-0.02), within(0.02 * 0.02 / 2));
  }

  @Test
  void takesAStrideOnceItIsShortBesideTheWaySoFar() {
    assertThat(Stride.stages(0)).isEqualTo(1);
    assertThat(Stride.stages(100)).isEqualTo(1);
    for (double t : new double[] {150, 1_000, 12_345, 1e6}) {
      int stages = Stride.stages(t);
      assertThat(stages).isGreaterThan(1);
      assertThat(new Stride(1, stages, new double[1]).length()).isLessThanOrEqualTo(0.03 * t);
      assertThat(new Stride(1, stages + 1, new double[1]).length()).isGreaterThan(0.03 * t);
    }
  }

  @Test
  void goesBackToItsStart() {
    double[] x = {3, -1};
    Stride stride = new Stride(STEP, 3, x);
    double[] first = {1, 2};
    stride.stage(first, x);
    stride.stage(new double[] {5, 5}, x);
    assertThat(stride.isUnderWay()).isTrue();
    assertThat(stride.undo(x)).isSameAs(first);
    assertThat(x).isEqualTo(new double[] {3, -1});
  }
}
