package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StalenessHistogramTest {
  @Test
  void countsWhatWasAdded() {
    StalenessHistogram histogram = new StalenessHistogram();
    for (long theta : new long[] {0, 3, 3, 100, 0, 0}) {
      histogram.add(theta);
    }
    assertThat(histogram.max()).isEqualTo(100);
    assertThat(histogram.mean()).isEqualTo(106.0 / 6);
    assertThat(histogram.counts()).hasSize(101);
    assertThat(histogram.counts()[0]).isEqualTo(3);
    assertThat(histogram.counts()[3]).isEqualTo(2);
    assertThat(histogram.counts()[100]).isEqualTo(1);
    assertThat(Staleness.of(histogram).histogram()).isEqualTo(histogram.counts());
  }

  @Test
  void isZeroWhenEmpty() {
    StalenessHistogram histogram = new StalenessHistogram();
    assertThat(histogram.max()).isZero();
    assertThat(histogram.mean()).isZero();
    assertThat(histogram.counts()).containsExactly(0);
  }
}
