package io.taucrit.core.network;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A small convolutional network for images: (3 x 3 convolution, ReLU, 2 x 2 max-pooling) twice,
 * then scores of K classes from all that is left, then softmax. A row is an image, channel by
 * channel and line by line; pixels outside it are 0. x = (W₁, b₁, W₂, b₂, W₃, b₃).
 *
 * <p>Of a layer that shares its weights among pixels, ‖∇f_i‖² is no product of norms: a row's
 * gradient there is formed by itself, and added with its norm. No batch normalisation. The start is
 * that of He et al. for pixels of variance 1. Immutable and thread-safe.
 */
public final class SmallConvolution extends SoftmaxNetwork {
  private static final long serialVersionUID = 1L;

  private final ConvolutionSizes sizes;

  /**
   * @param lambda weight decay λ ≥ 0
   */
  public SmallConvolution(ConvolutionSizes sizes, double lambda) {
    super(sizes.classes(), lambda);
    this.sizes = sizes;
  }

  @Override
  public int dimension() {
    return sizes.dimension();
  }

  @Override
  public double[] start(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[dimension()];
    for (Convolution layer : new Convolution[] {sizes.first(), sizes.second()}) {
      double variance = Activation.RELU.startVariance(9 * layer.inputs(), layer.filters());
      draw(random, variance, x, layer.weights(), layer.biases());
    }
    return x;
  }

  @Override
  Object sizes() {
    return sizes;
  }

  @Override
  Pass newPass() {
    return new ConvolutionPass(sizes);
  }

  private static final class ConvolutionPass extends Pass {
    private final int line;
    private final int height;
    private final int width;
    private final Convolution first;
    private final Convolution second;
    private final int scoreWeights;
    private final Planes outer;
    private final Planes inner;
    private final double[] pooled;
    private final double[] pooledGradient;
    private final double[] rowGradient;
    private final double[] scores;

    /** What a layer reads and writes. */
    private record Planes(double[] input, double[] inputGradient, double[] output, int[] largest) {
      static Planes of(Convolution layer) {
        int input = layer.inputs() * layer.plane();
        return new Planes(
            new double[input],
            new double[input],
            new double[layer.filters() * layer.plane()],
            new int[layer.filters() * layer.cells()]);
      }
    }

    ConvolutionPass(ConvolutionSizes sizes) {
      super(sizes, sizes.classes());
      first = sizes.first();
      second = sizes.second();
      line = first.line();
      height = sizes.height();
      width = sizes.width();
      scoreWeights = second.end();
      outer = Planes.of(first);
      inner = Planes.of(second);
      pooled = new double[sizes.pooled()];
      pooledGradient = new double[sizes.pooled()];
      rowGradient = new double[Math.max(first.end(), second.end() - first.end())];
      scores = new double[sizes.classes()];
    }

    @Override
    double[] scores(double[] x, CsrBlock block, int row) {
      read(block, row);
      first.apply(x, outer.input, outer.output);
      first.pool(outer.output, outer.largest, inner.input, 1);
      second.apply(x, inner.input, inner.output);
      second.pool(inner.output, inner.largest, pooled, 0);
      dense(x, scoreWeights, pooled, pooled.length, scores);
      return scores;
    }

    /** The pixels of a row in planes with borders. */
    private void read(CsrBlock block, int row) {
      double[] input = outer.input;
      int[] indices = block.indices();
      float[] values = block.values();
      Arrays.fill(input, 0);
      int end = block.rowOffsets()[row + 1];
      int pixels = height * width;
      for (int k = block.rowOffsets()[row]; k < end; k++) {
        int channel = indices[k] / pixels;
        int pixel = indices[k] - channel * pixels;
        int y = pixel / width;
        int at = channel * first.plane() + (y + 1) * line + pixel - y * width + 1;
        input[at] = values[k];
      }
    }

    @Override
    double addGradient(
        double[] x, CsrBlock block, int row, double[] residual, double factor, double[] gradient) {
      double squaredNorm =
          denseBack(
              x, scoreWeights, pooled, pooled.length, residual, factor, gradient, pooledGradient);
      second.back(
          x,
          inner.input,
          inner.output,
          inner.largest,
          pooledGradient,
          0,
          rowGradient,
          inner.inputGradient);
      squaredNorm += add(second, factor, gradient);
      first.back(
          x, outer.input, outer.output, outer.largest, inner.inputGradient, 1, rowGradient, null);
      return squaredNorm + add(first, factor, gradient);
    }

    /** Adds the row's gradient of one layer; returns its squared norm. */
    private double add(Convolution layer, double factor, double[] gradient) {
      int length = layer.end() - layer.weights();
      double squares = 0;
      for (int v = 0; v < length; v++) {
        squares += rowGradient[v] * rowGradient[v];
        gradient[layer.weights() + v] += factor * rowGradient[v];
      }
      return squares;
    }
  }
}
