package io.taucrit.core.objective;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import org.junit.jupiter.api.Test;

class FeatureCountsTest {
  /** Feature 0 is an intercept, feature 1 is in three of four rows, feature 3 in one. */
  private static final CsrBlock BLOCK =
      new CsrBlockBuilder()
          .startRow(1)
          .add(0, 1)
          .add(1, 2)
          .startRow(1)
          .add(0, 1)
          .add(1, -3)
          .startRow(1)
          .add(0, 1)
          .add(1, 1)
          .add(3, 5)
          .startRow(1)
          .add(0, 1)
          .build();

  private static FeatureCounts counts(int from, int to) {
    FeatureCounts counts = new FeatureCounts(5);
    counts.add(BLOCK, from, to);
    return counts;
  }

  @Test
  void leavesConstantFeaturesOutOfTheSparsity() {
    FeatureCounts counts = counts(0, 4);
    assertThat(counts.relativeSparsity()).isEqualTo(0.75);
    assertThat(counts.constantFeatures()).isEqualTo(1);
    assertThat(counts.usedFeatures()).isEqualTo(3);
    assertThat(counts.rows()).isEqualTo(4);
    assertThat(counts.nonzeros()).isEqualTo(8);
    assertThat(counts.largestSquaredNorm()).isEqualTo(27);
  }

  @Test
  void isZeroWhereOnlyConstantFeaturesAreLeft() {
    assertThat(counts(0, 2).constantFeatures()).isEqualTo(2);
    assertThat(counts(0, 2).relativeSparsity()).isZero();
  }

  @Test
  void mergesAnySplit() {
    for (int cut = 0; cut <= 4; cut++) {
      FeatureCounts merged = counts(0, cut);
      merged.merge(counts(cut, 4));
      assertThat(merged.relativeSparsity()).isEqualTo(0.75);
      assertThat(merged.constantFeatures()).isEqualTo(1);
      assertThat(merged.nonzeros()).isEqualTo(8);
      assertThat(merged.largestSquaredNorm()).isEqualTo(27);
    }
  }
}
