package io.taucrit.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.momentum.MomentumPlan;
import io.taucrit.core.momentum.MomentumRun;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.images.ImageProblem;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The network against its formulas, written down image by image and pixel by pixel. */
class ConvolutionTest {
  private static final ConvolutionSizes SIZES = new ConvolutionSizes(3, 8, 12, 2, 4, 5);

  @Test
  void lossIsThatOfTheSlowTranscription() {
    SplittableRandom random = new SplittableRandom(1);
    SmallConvolution network = new SmallConvolution(SIZES, 0);
    double[] x = Problems.point(network.dimension(), 0.7, 2);
    for (int image = 0; image < 5; image++) {
      double[][][] pixels = new double[3][8][12];
      CsrBlockBuilder row = new CsrBlockBuilder().startRow(image);
      for (int v = 0; v < SIZES.features(); v++) {
        float value = (float) random.nextGaussian();
        row.add(v, value);
        pixels[v / 96][v / 12 % 8][v % 12] = value;
      }
      GradientSums sums = new GradientSums(x.length);
      network.accumulate(x, row.build(), 0, 1, sums);
      double expected = slowLoss(x, pixels, image);
      assertThat(sums.loss()).isCloseTo(expected, within(1e-12 * (1 + expected)));
    }
  }

  private static double slowLoss(double[] x, double[][][] pixels, int label) {
    double[][][] first = slowLayer(x, 0, pixels, 2);
    double[][][] second = slowLayer(x, 2 * (9 * 3 + 1), first, 4);
    int weights = 2 * (9 * 3 + 1) + 4 * (9 * 2 + 1);
    int inputs = 4 * 2 * 3;
    double sum = 0;
    double own = 0;
    for (int k = 0; k < 5; k++) {
      double score = x[weights + 5 * inputs + k];
      for (int v = 0; v < inputs; v++) {
        score += x[weights + k * inputs + v] * second[v / 6][v / 3 % 2][v % 3];
      }
      sum += Math.exp(score);
      own = k == label ? score : own;
    }
    return Math.log(sum) - own;
  }

  private static double[][][] slowLayer(double[] x, int weights, double[][][] in, int filters) {
    int height = in[0].length;
    int width = in[0][0].length;
    double[][][] out = new double[filters][height / 2][width / 2];
    for (int f = 0; f < filters; f++) {
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          double z = x[weights + filters * in.length * 9 + f];
          for (int c = 0; c < in.length; c++) {
            for (int t = 0; t < 9; t++) {
              int row = i + t / 3 - 1;
              int column = j + t % 3 - 1;
              if (row >= 0 && row < height && column >= 0 && column < width) {
                z += x[weights + (f * in.length + c) * 9 + t] * in[c][row][column];
              }
            }
          }
          out[f][i / 2][j / 2] = Math.max(out[f][i / 2][j / 2], z);
        }
      }
    }
    return out;
  }

  /** On images that a linear model gets half wrong; see the test of the generated images. */
  @Test
  void learnsShiftedPrototypes() {
    ImageProblem images = ImageProblem.of(ImageProblem.Options.standard());
    CsrBlock training = images.block(0, 3000);
    CsrBlock heldOut = images.block(3000, 500);
    SmallConvolution network =
        new SmallConvolution(new ConvolutionSizes(1, 12, 12, 4, 8, 10), 5e-4);
    SplitRows data =
        new SplitRows(network, List.of(Slice.whole(training)), List.of(Slice.whole(heldOut)));
    MomentumRun run =
        new MomentumRun(data, network.start(1), MomentumPlan.constant(64, 0.02, 0.9, 1));
    run.advanceTo(6 * 3000 / 64);
    assertThat(data.heldOutError(run.x())).isLessThan(0.2);
  }
}
