package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CriticalBatchTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1, 178, 12_650})
  void formulasFitTogether(double kappa) {
    CriticalBatch critical = new CriticalBatch(kappa);
    assertThat(critical.value()).isEqualTo(kappa + 1);
    assertThat(critical.speedup(1)).isCloseTo(1, within(1e-15));
    double half = critical.halfEfficiency();
    assertThat(critical.speedup(half)).isCloseTo(half / 2, withinPercentage(1e-12));
    // Flat after b_crit: the speedup never exceeds it, and comes near.
    assertThat(critical.speedup(1e12)).isBetween(0.999 * critical.value(), critical.value());
    // The time to the target falls as 1/step: step(q)/step(1) is the speedup.
    assertThat(critical.averagedStep(2, 7) / critical.averagedStep(2, 1))
        .isCloseTo(critical.speedup(7), withinPercentage(1e-12));
  }

  @Test
  void theStepIsLinearBelowKappaAndFlatAbove() {
    CriticalBatch critical = CriticalBatch.of(3, 40, 0.05);
    assertThat(critical.kappa()).isCloseTo(100, within(1e-12));
    assertThat(critical.averagedStep(2, 1)).isCloseTo(2.0 / 101, within(1e-15));
    assertThat(critical.averagedStep(2, 100)).isCloseTo(1, within(1e-15));
    assertThat(critical.averagedStep(2, 1e9)).isCloseTo(2, within(1e-6));
  }
}
