package io.taucrit.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Softmax;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients and their norms against differences of the loss and sums over single rows. */
class NetworkGradientTest {
  private static final int CLASSES = 3;
  private static final ConvolutionSizes SIZES = new ConvolutionSizes(2, 4, 8, 3, 2, CLASSES);

  static Stream<Arguments> networks() {
    int features = SIZES.features();
    return Stream.of(
        Arguments.of("tanh", new OneHiddenLayer(features, 5, CLASSES, Activation.TANH, 0.01)),
        Arguments.of("relu", new OneHiddenLayer(features, 5, CLASSES, Activation.RELU, 0.01)),
        Arguments.of("convolution", new SmallConvolution(SIZES, 0.01)));
  }

  /** Rows of 64 features, a third of them absent. */
  private static CsrBlock rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CsrBlockBuilder rows = new CsrBlockBuilder();
    for (int row = 0; row < count; row++) {
      rows.startRow(random.nextInt(CLASSES));
      for (int v = 0; v < SIZES.features(); v++) {
        if (random.nextInt(3) > 0) {
          rows.add(v, (float) random.nextGaussian());
        }
      }
    }
    return rows.build();
  }

  /** Away from x_0, whose weights of the scores are 0. */
  private static double[] point(Objective network) {
    return Problems.point(network.dimension(), 0.5, 3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void everyParameterHasTheSlopeOfTheLoss(String name, Objective network) {
    CsrBlock block = rows(1, 1);
    double[] x = point(network);
    double[] gradient = new double[x.length];
    network.addGradient(x, block, 0, gradient);
    // A step so short crosses a kink of ReLU or of the pooling with a chance below 1e-4 in all.
    double h = 1e-6;
    for (int v = 0; v < x.length; v++) {
      double[] ahead = x.clone();
      double[] behind = x.clone();
      ahead[v] += h;
      behind[v] -= h;
      double slope = (loss(network, ahead, block) - loss(network, behind, block)) / (2 * h);
      assertThat(gradient[v]).as("parameter %d", v).isCloseTo(slope, within(1e-7));
    }
    assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(0.01);
  }

  private static double loss(Objective network, double[] x, CsrBlock block) {
    GradientSums sums = new GradientSums(x.length);
    network.accumulate(x, block, 0, block.rows(), sums);
    return sums.loss();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void theNoiseIsThatOfTheSingleRows(String name, Objective network) {
    CsrBlock block = rows(20, 2);
    double[] x = point(network);
    double[][] single = new double[block.rows()][x.length];
    double[] mean = new double[x.length];
    for (int row = 0; row < block.rows(); row++) {
      network.addGradient(x, block, row, single[row]);
      for (int v = 0; v < x.length; v++) {
        mean[v] += single[row][v] / block.rows();
      }
    }
    double noise = 0;
    for (double[] gradient : single) {
      for (int v = 0; v < x.length; v++) {
        noise += (gradient[v] - mean[v]) * (gradient[v] - mean[v]) / block.rows();
      }
    }
    GradientSums sums = new GradientSums(x.length);
    network.accumulate(x, block, 0, 12, sums);
    network.accumulate(x, block, 12, block.rows(), sums);
    GradientStatistics at = sums.statistics(x, network.penalty());
    assertThat(at.noise()).isCloseTo(noise, within(1e-10 * noise));
    for (int v = 0; v < x.length; v++) {
      double full = mean[v] + 0.01 * x[v];
      assertThat(at.gradient()[v]).as("parameter %d", v).isCloseTo(full, within(1e-12));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void aCombinationWeighsTheRows(String name, Objective network) {
    CsrBlock block = rows(4, 4);
    double[] x = point(network);
    double[] coefficients = {0.5, -2, 0, 3};
    double[] expected = new double[x.length];
    for (int row = 0; row < block.rows(); row++) {
      double[] gradient = new double[x.length];
      network.addGradient(x, block, row, gradient);
      for (int v = 0; v < x.length; v++) {
        expected[v] += coefficients[row] * gradient[v];
      }
    }
    double[] sum = new double[x.length];
    network.addCombination(x, block, 0, block.rows(), coefficients, sum);
    assertThat(Problems.relativeDistance(sum, expected)).isLessThan(1e-13);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("networks")
  void atTheStartAllClassesAreAlike(String name, Objective network) {
    CsrBlock block = rows(5, 5);
    double[] x = network.start(7);
    assertThat(loss(network, x, block) / block.rows()).isCloseTo(Math.log(3), within(1e-12));
    assertThat(network.errors(x, block, 0, block.rows())).isEqualTo(block.rows());
    assertThat(x).isEqualTo(network.start(7)).isNotEqualTo(network.start(8));
  }

  @Test
  void pixelsOfHugeScoresDoNotOverflow() {
    double[] residual = new double[2];
    double loss = Softmax.crossEntropy(new double[] {2000, -2000}, 1, residual);
    assertThat(loss).isEqualTo(4000);
    assertThat(residual).containsExactly(1, -1);
  }

  @Test
  void labelsOfOtherClassesAreRefused() {
    CsrBlock block = new CsrBlockBuilder().startRow(3).build();
    assertThatThrownBy(() -> new SmallConvolution(SIZES, 0).check(Labels.of(block)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("numbers from 0 to 2");
  }
}
