package io.taucrit.core.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeanCurveTest {
  private static final long[] UPDATES = {0, 1, 2, 4, 8, 16, 32};

  /** Rows are runs; the value at 0 is the same for all, 5. */
  private static MeanCurve of(double target, double[]... relative) {
    MeanCurve curve = new MeanCurve(target);
    for (int r = 0; r < relative.length; r++) {
      curve.set(r, 0, 0, 5);
      for (int k = 0; k < relative[r].length; k++) {
        curve.set(r, k + 1, UPDATES[k + 1], 5 * relative[r][k]);
      }
    }
    curve.update();
    return curve;
  }

  @Test
  void itIsTheMeanThatCrossesNotTheRuns() {
    // The first run is below 0.2 after 4 updates, the mean after 8: 0.4 → 0.1.
    MeanCurve curve = of(0.2, new double[] {0.9, 0.5, 0.1, 0.1}, new double[] {0.9, 0.9, 0.7, 0.1});
    assertThat(curve.crossing()).isEqualTo(4);
    // Half-way down in the logarithm is half-way along in that of the updates.
    assertThat(curve.crossingUpdates()).isCloseTo(4 * Math.sqrt(2), within(1e-12));
    // Values 0.1 and 0.7: standard deviation 0.3·√2, over √2.
    assertThat(curve.standardError(3)).isCloseTo(0.3, within(1e-12));
  }

  @Test
  void theFirstCrossingCountsAlsoIfTheMeanRisesAgain() {
    MeanCurve curve = of(0.2, new double[] {0.9, 0.1, 0.7}, new double[] {0.9, 0.3, 0.7});
    assertThat(curve.crossing()).isEqualTo(2);
    assertThat(curve.undecided()).isTrue();
  }

  @Test
  void beforeTheFirstUpdateTheAxisIsLinear() {
    MeanCurve curve = of(0.1, new double[] {0.01}, new double[] {0.01});
    assertThat(curve.crossingUpdates()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void aValueOfZeroOrBelowCrosses() {
    assertThat(of(0.1, new double[] {0.5, 0}, new double[] {0.5, -1e-17}).crossingUpdates())
        .isEqualTo(2);
  }

  @Test
  void valuesThatAreNotFiniteNeverCross() {
    MeanCurve curve = of(0.1, new double[] {0.5, Double.NaN}, new double[] {0.5, 0.01});
    assertThat(curve.crossing()).isEqualTo(-1);
    assertThat(curve.crossingUpdates()).isInfinite();
  }

  /**
   * Runs a_r · t^{-1/2} with a_r = 1 + 0.3 z: the mean crosses 0.25 at (4 ā)². The standard
   * deviation of ln T is 2 · 0.3/√64 = 0.075 to first order, so that the interval should span some
   * 2 · 1.96 · 0.075 = 0.29 of it; a bootstrap of 64 runs is within a third of that unless the
   * sample standard deviation is that far off, four of its standard errors (9 %).
   */
  @Test
  void theBootstrapSpansTheSpreadOfTheCrossing() {
    SplittableRandom random = new SplittableRandom(5);
    MeanCurve curve = new MeanCurve(0.25);
    double sum = 0;
    for (int r = 0; r < 64; r++) {
      double a = 1 + 0.3 * random.nextGaussian();
      sum += a / 64;
      curve.set(r, 0, 0, 1);
      for (int k = 1; k < 80; k++) {
        long updates = (long) Math.ceil(Math.pow(1.1, k)) + k;
        curve.set(r, k, updates, Math.min(1, a / Math.sqrt(updates)));
      }
    }
    curve.update();
    assertThat(curve.crossingUpdates()).isCloseTo(16 * sum * sum, within(0.01 * 16));
    double[] interval = curve.bootstrap(1);
    assertThat(interval[0]).isLessThan(curve.crossingUpdates());
    assertThat(interval[1]).isGreaterThan(curve.crossingUpdates());
    assertThat(Math.log(interval[1] / interval[0])).isBetween(0.29 * 2 / 3, 0.29 * 4 / 3);
    assertThat(curve.bootstrap(1)).containsExactly(interval);
  }

  @Test
  void equalRunsHaveNoSpread() {
    double[] run = {0.5, 0.3, 0.05};
    MeanCurve curve = of(0.1, run, run, run);
    assertThat(curve.bootstrap(3))
        .containsExactly(curve.crossingUpdates(), curve.crossingUpdates());
  }
}
