package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelayedModeTest {
  /** Σ_k h_k² by the recursion itself. */
  private static double slowGain(double a, int delay) {
    double[] h = new double[2_000_000];
    double sum = 0;
    h[0] = 1;
    for (int t = 0; t + 1 < h.length; t++) {
      sum += h[t] * h[t];
      h[t + 1] = h[t] - (t + 1 >= delay ? a * h[t + 1 - delay] : 0);
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 1",
    "1.9, 1",
    "0.3, 2",
    "0.95, 2",
    "0.2, 4",
    "0.001, 4",
    "0.05, 16",
    "0.09, 16",
    "0.001, 256",
    "0.005, 256",
    "0.006, 256"
  })
  void theGainIsThatOfTheRecursion(double a, int delay) {
    assertThat(DelayedMode.stable(a, delay)).isTrue();
    assertThat(DelayedMode.gain(a, delay)).isCloseTo(slowGain(a, delay), withinPercentage(1e-4));
  }

  /** Just inside and outside the limit a = 2 sin(π/(2(2τ − 1))). */
  @ParameterizedTest
  @CsvSource({"1, 1.999, 2.001", "2, 0.999, 1.001", "4, 0.444, 0.446", "100, 0.01578, 0.01579"})
  void knowsWhereItIsStable(int delay, double inside, double outside) {
    assertThat(DelayedMode.stable(inside, delay)).isTrue();
    assertThat(DelayedMode.stable(outside, delay)).isFalse();
  }
}
