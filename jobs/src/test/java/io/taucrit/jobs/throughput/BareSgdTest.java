package io.taucrit.jobs.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BareSgdTest {
  private static final double STEP = 0.5;

  /** Rows that share no feature: the order of steps does not matter. */
  private static CsrBlock block(int feature, float value, float label) {
    return new CsrBlock(
        new int[] {0, 2},
        new int[] {feature, feature + 1},
        new float[] {value, 2},
        new float[] {label},
        null);
  }

  @Test
  void anEpochIsAStepAgainstTheGradientOfEveryRow() {
    BareSgd sgd = BareSgd.shuffled(List.of(block(0, 1, 1), block(2, 3, 0)), 4, STEP, 1);
    sgd.epoch();
    // σ(0) = 1/2; label 0 stands for −1.
    assertThat(sgd.iterate()).containsExactly(new double[] {0.25, 0.5, -0.75, -0.5});
    sgd.epoch();
    double margin = 0.25 + 2 * 0.5;
    double change = STEP / (1 + Math.exp(margin));
    assertThat(sgd.iterate()[0]).isCloseTo(0.25 + change, Offset.offset(1e-15));
    assertThat(sgd.iterate()[1]).isCloseTo(0.5 + 2 * change, Offset.offset(1e-15));
  }

  @Test
  void aPassTakesTimeAndStartsFromZero() {
    BareSgd sgd = BareSgd.stored(List.of(block(0, 1, 1)), 2, STEP);
    sgd.epoch();
    assertThat(BareSgd.secondsOfPass(List.of(sgd), 1e-9)).isPositive();
    assertThat(Arrays.stream(sgd.iterate()).toArray()).containsExactly(0.25, 0.5);
  }
}
