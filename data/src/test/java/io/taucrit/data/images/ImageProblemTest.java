package io.taucrit.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.UsageException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageProblemTest {
  private static final ImageShape SHAPE = new ImageShape(1, 12, 12, 10);

  @Test
  void anyPartHasTheSameImages() {
    ImageProblem problem = ImageProblem.of(ImageProblem.Options.standard());
    CsrBlock all = problem.block(0, 30);
    CsrBlock part = problem.block(10, 20);
    assertThat(part.labels()).isEqualTo(Arrays.copyOfRange(all.labels(), 10, 30));
    assertThat(part.values()).isEqualTo(Arrays.copyOfRange(all.values(), 1440, 4320));
  }

  @Test
  void pixelsHaveMeanZeroAndUnitSize() {
    CsrBlock block = ImageProblem.of(ImageProblem.Options.standard()).block(0, 2000);
    double sum = 0;
    double squares = 0;
    for (float value : block.values()) {
      sum += value;
      squares += (double) value * value;
    }
    // E u² = 13/12 and the noise adds 1/4; contrasts make the standard error of the square 0.015.
    assertThat(sum / block.nonzeros()).isCloseTo(0, within(0.02));
    assertThat(squares / block.nonzeros()).isCloseTo(13.0 / 12 + 0.25, within(0.08));
  }

  /** Shifts make images hard for a linear rule; without them they are easy. */
  @Test
  void classMeansTellLittleOnceImagesAreShifted() {
    assertThat(nearestMeanError(new ImageProblem.Options(SHAPE, 0, 0.5, 1))).isLessThan(0.05);
    assertThat(nearestMeanError(ImageProblem.Options.standard())).isGreaterThan(0.4);
  }

  /** By the class mean with the largest a·m − ‖m‖²/2: linear in a. */
  private static double nearestMeanError(ImageProblem.Options options) {
    CsrBlock training = ImageProblem.of(options).block(0, 2000);
    double[][] means = new double[10][144];
    int[] counts = new int[10];
    for (int i = 0; i < 2000; i++) {
      counts[(int) training.labels()[i]]++;
    }
    for (int k = 0; k < training.nonzeros(); k++) {
      int label = (int) training.labels()[k / 144];
      means[label][k % 144] += training.values()[k] / counts[label];
    }
    CsrBlock others = ImageProblem.of(options).block(2000, 1000);
    int errors = 0;
    for (int i = 0; i < 1000; i++) {
      int best = 0;
      for (int k = 1; k < 10; k++) {
        best = score(others, i, means[k]) > score(others, i, means[best]) ? k : best;
      }
      errors += best == (int) others.labels()[i] ? 0 : 1;
    }
    return errors / 1000.0;
  }

  private static double score(CsrBlock block, int row, double[] mean) {
    double score = 0;
    for (int v = 0; v < 144; v++) {
      score += mean[v] * (block.values()[row * 144 + v] - mean[v] / 2);
    }
    return score;
  }

  @Test
  void refusesWhatIsNoProblem() {
    assertThatThrownBy(() -> new ImageProblem.Options(SHAPE, -1, 0.5, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("shift -1");
    assertThatThrownBy(() -> new ImageSource.Cifar10("images", 60_000, 1))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("CIFAR-10 has 50000");
  }
}
