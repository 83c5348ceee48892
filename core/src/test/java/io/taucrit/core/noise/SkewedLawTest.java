package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkewedLawTest {
  @ParameterizedTest
  @ValueSource(doubles = {1, 2, 7, 30, 300})
  void meetsChiSquare(double degrees) {
    ChiSquaredDistribution expected = new ChiSquaredDistribution(degrees);
    SkewedLaw law = new SkewedLaw(0, 1, Math.sqrt(8 / degrees));
    SkewedLaw mirrored = new SkewedLaw(0, 1, -Math.sqrt(8 / degrees));
    for (double p : new double[] {0.001, 0.025, 0.3, 0.7, 0.975, 0.999}) {
      double t = (expected.inverseCumulativeProbability(p) - degrees) / Math.sqrt(2 * degrees);
      assertThat(law.cumulative(t)).isCloseTo(p, within(6e-4));
      assertThat(mirrored.cumulative(-t)).isCloseTo(1 - p, within(6e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1.2, -0.3, 0, 0.3, 2})
  void quantileInvertsCumulative(double skewness) {
    SkewedLaw law = new SkewedLaw(0.1, 1.1, skewness);
    for (double p : new double[] {0.01, 0.16, 0.5, 0.975}) {
      assertThat(law.cumulative(law.quantile(p))).isCloseTo(p, within(1e-6));
    }
  }
}
