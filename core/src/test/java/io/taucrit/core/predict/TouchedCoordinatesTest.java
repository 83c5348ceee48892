package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.data.CsrBlock;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TouchedCoordinatesTest {
  private static final int FEATURES = 300;
  private static final int ROWS = 500;
  private static final CsrBlock BLOCK = Problems.rows("logistic", ROWS, FEATURES, 4);
  private static final TouchedCoordinates TOUCHED = TouchedCoordinates.of(counts(), FEATURES, 1);

  private static FeatureCounts counts() {
    FeatureCounts counts = new FeatureCounts(FEATURES);
    counts.add(BLOCK, 0, ROWS);
    return counts;
  }

  @Test
  void isTheExpectedSizeOfTheUnionOfRandomRows() {
    SplittableRandom random = new SplittableRandom(7);
    for (int rows : new int[] {1, 3, 16, 100, 800}) {
      int draws = 4000;
      double sum = 0;
      for (int t = 0; t < draws; t++) {
        BitSet union = new BitSet();
        for (int i = 0; i < rows; i++) {
          int row = random.nextInt(ROWS);
          for (int k = BLOCK.rowOffsets()[row]; k < BLOCK.rowOffsets()[row + 1]; k++) {
            union.set(BLOCK.indices()[k]);
          }
        }
        sum += union.cardinality();
      }
      // The standard error of the mean is below 0.3 %; interpolation adds up to 2 % (m = 3, 100).
      assertThat(TOUCHED.at(rows)).isCloseTo(sum / draws, withinPercentage(3));
    }
  }

  @Test
  void endsAreOneRowAndAllUsedFeatures() {
    assertThat(TOUCHED.at(1)).isCloseTo((double) BLOCK.nonzeros() / ROWS, within(1e-9));
    assertThat(TOUCHED.at(0.5)).isCloseTo(TOUCHED.at(1) / 2, within(1e-12));
    assertThat(TOUCHED.at(0)).isZero();
    assertThat(TOUCHED.at(1e9)).isCloseTo(counts().usedFeatures(), within(1e-6));
    assertThat(TOUCHED.at(1L << 20)).isEqualTo(TOUCHED.at(1e9));
  }
}
