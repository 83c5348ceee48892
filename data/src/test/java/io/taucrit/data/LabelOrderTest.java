package io.taucrit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelOrderTest {
  @Test
  void isTheMeanSquaredStepOverTheVariance() {
    // Steps 1, 4, 9; labels 1, 2, 0, 3 have mean 1.5 and variance 1.25.
    assertThat(LabelOrder.of(labelled(1, 2, 0, 3)).ratio())
        .isCloseTo(14.0 / 3 / 1.25, within(1e-6));
  }

  @Test
  void partsAreOneWhole() {
    LabelOrder parts =
        LabelOrder.NONE
            .followedBy(LabelOrder.of(labelled(1, 2)))
            .followedBy(LabelOrder.of(labelled()))
            .followedBy(LabelOrder.of(labelled(0)))
            .followedBy(LabelOrder.of(labelled(3)))
            .followedBy(LabelOrder.NONE);
    assertThat(parts).isEqualTo(LabelOrder.of(labelled(1, 2, 0, 3)));
  }

  @Test
  void tellsSortedFromRandom() {
    SplittableRandom random = new SplittableRandom(1);
    float[] labels = new float[10_000];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = random.nextInt(4) == 0 ? 1 : -1;
    }
    // The standard deviation of the ratio is 2/√rows.
    assertThat(LabelOrder.of(labelled(labels)).ratio()).isCloseTo(2, within(0.1));
    Arrays.sort(labels);
    assertThat(LabelOrder.of(labelled(labels)).ratio()).isLessThan(0.001);
  }

  @Test
  void equalLabelsHaveNoOrder() {
    assertThat(LabelOrder.of(labelled(0.1f, 0.1f, 0.1f)).ratio()).isNull();
    assertThat(LabelOrder.of(labelled(1)).ratio()).isNull();
    assertThat(LabelOrder.NONE.ratio()).isNull();
  }

  private static CsrBlock labelled(float... labels) {
    return new CsrBlock(new int[labels.length + 1], new int[0], new float[0], labels, null);
  }
}
