package io.taucrit.core.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SampledSparsityTest {
  private static final int FEATURES = 50;
  private static final int SAMPLE = 400;

  /** Where many features are nearly as frequent, the largest count is of one that had luck. */
  @Test
  void theIntervalHoldsForTheMaximum() {
    int samples = 2_000;
    int low = 0;
    int high = 0;
    for (int k = 0; k < samples; k++) {
      CsrBlock rows = rows(SAMPLE, new SplittableRandom(k));
      FeatureCounts counts = new FeatureCounts(FEATURES);
      counts.add(rows, 0, rows.rows());
      Estimate delta = SampledSparsity.of(counts, FEATURES, false, 0.95).delta();
      assertThat(delta.estimate()).isBetween(delta.lower(), delta.upper());
      low += delta.lower() <= 0.3 ? 1 : 0;
      high += delta.upper() >= 0.3 ? 1 : 0;
    }
    // Each side fails with probability 0.025 at most; 0.035 is more than four deviations above.
    assertThat(low).isGreaterThanOrEqualTo((int) (0.965 * samples));
    assertThat(high).isGreaterThanOrEqualTo((int) (0.965 * samples));
  }

  /** All features in 30 % of the rows, independently: Δ = 0.3. */
  private static CsrBlock rows(int rows, SplittableRandom random) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < rows; row++) {
      builder.startRow(1);
      for (int v = 0; v < FEATURES; v++) {
        if (random.nextDouble() < 0.3) {
          builder.add(v, 1);
        }
      }
    }
    return builder.build();
  }

  /** Clopper and Pearson's ends for 3 of 10: 0.0667 and 0.6525 at 95 %. */
  @Test
  void hasTheEndsOfClopperAndPearson() {
    FeatureCounts counts = new FeatureCounts(1);
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < 10; row++) {
      builder.startRow(1);
      if (row < 3) {
        builder.add(0, 1);
      }
    }
    counts.add(builder.build(), 0, 10);
    Estimate delta = SampledSparsity.of(counts, 1, false, 0.95).delta();
    assertThat(delta.estimate()).isEqualTo(0.3);
    assertThat(delta.lower()).isCloseTo(0.06674, within(1e-5));
    assertThat(delta.upper()).isCloseTo(0.65245, within(1e-5));
    assertThat(SampledSparsity.of(counts, 1, true, 0.95).delta()).isEqualTo(Estimate.exact(0.3));
  }

  @Test
  void leavesOutWhatEverySampledRowHas() {
    FeatureCounts counts = new FeatureCounts(2);
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row = 0; row < 10; row++) {
      builder.startRow(1).add(0, 1);
    }
    counts.add(builder.build(), 0, 10);
    SampledSparsity sparsity = SampledSparsity.of(counts, 2, false, 0.95);
    assertThat(sparsity.constantFeatures()).isEqualTo(1);
    assertThat(sparsity.delta().estimate()).isZero();
    assertThat(sparsity.delta().upper()).isBetween(0.2, 0.4);
  }
}
