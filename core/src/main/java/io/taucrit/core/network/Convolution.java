package io.taucrit.core.network;

import java.util.Arrays;

/**
 * A layer of 3 x 3 convolutions, ReLU and 2 x 2 max-pooling with stride 2. Images are planes with a
 * border of zeros one pixel wide, so that a shift in the image is a shift in the array and the
 * kernel is one loop over a whole plane; what the loop leaves in the border of its output is never
 * read. Immutable; the arrays belong to the caller.
 *
 * @param weights where its parameters begin in x: filter by filter, input by input, 9 each; then a
 *     bias a filter
 * @param inputs planes that come in
 * @param filters planes that go out
 * @param height of the planes that come in, even
 * @param width of the planes that come in, even
 */
record Convolution(int weights, int inputs, int filters, int height, int width) {
  /** Where its biases begin. */
  int biases() {
    return weights + filters * inputs * 9;
  }

  /** Where its parameters end. */
  int end() {
    return biases() + filters;
  }

  /** Length of a line with its border. */
  int line() {
    return width + 2;
  }

  /** Length of a plane with its border. */
  int plane() {
    return (height + 2) * line();
  }

  /** Cells of a plane after pooling. */
  int cells() {
    return height / 2 * (width / 2);
  }

  /**
   * The filters' outputs before ReLU and pooling.
   *
   * @param input planes with borders
   * @param output planes with borders, of one length with the input's
   */
  void apply(double[] x, double[] input, double[] output) {
    int from = line() + 1;
    int to = plane() - line() - 1;
    for (int f = 0; f < filters; f++) {
      int out = f * plane();
      Arrays.fill(output, out + from, out + to, x[biases() + f]);
      for (int c = 0; c < inputs; c++) {
        addShifted(x, weights + (f * inputs + c) * 9, input, c * plane(), output, out, from, to);
      }
    }
  }

  private void addShifted(
      double[] x, int w, double[] input, int in, double[] output, int out, int from, int to) {
    double w0 = x[w];
    double w1 = x[w + 1];
    double w2 = x[w + 2];
    double w3 = x[w + 3];
    double w4 = x[w + 4];
    double w5 = x[w + 5];
    double w6 = x[w + 6];
    double w7 = x[w + 7];
    double w8 = x[w + 8];
    int above = in - line();
    int below = in + line();
    for (int p = from; p < to; p++) {
      output[out + p] +=
          w0 * input[above + p - 1]
              + w1 * input[above + p]
              + w2 * input[above + p + 1]
              + w3 * input[in + p - 1]
              + w4 * input[in + p]
              + w5 * input[in + p + 1]
              + w6 * input[below + p - 1]
              + w7 * input[below + p]
              + w8 * input[below + p + 1];
    }
  }

  /**
   * ReLU and max-pooling, which commute.
   *
   * @param output of {@link #apply}
   * @param largest set to where each cell's maximum lies in the output, filter by filter
   * @param pooled set to the cells' values, in planes with a border if {@code border} is 1
   */
  void pool(double[] output, int[] largest, double[] pooled, int border) {
    int cell = 0;
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < height; row += 2) {
        int p = f * plane() + (row + 1) * line() + 1;
        int target = pooledAt(f, row / 2, border);
        for (int column = 0; column < width; column += 2) {
          int best = p;
          best = output[p + 1] > output[best] ? p + 1 : best;
          best = output[p + line()] > output[best] ? p + line() : best;
          best = output[p + line() + 1] > output[best] ? p + line() + 1 : best;
          largest[cell++] = best;
          pooled[target++] = Math.max(0, output[best]);
          p += 2;
        }
      }
    }
  }

  /** Where a line of pooled cells begins. */
  private int pooledAt(int filter, int row, int border) {
    int pooledLine = width / 2 + 2 * border;
    int pooledPlane = (height / 2 + 2 * border) * pooledLine;
    return filter * pooledPlane + (row + border) * pooledLine + border;
  }

  /**
   * The way back from the pooled cells: only the pixel that was the maximum gets anything, and only
   * if ReLU let it through.
   *
   * @param pooledGradient laid out as {@code pooled}
   * @param gradient set to the gradient of this layer's parameters, beginning at 0
   * @param inputGradient planes with borders, set to what the input gets; null if nobody asks
   */
  void back(
      double[] x,
      double[] input,
      double[] output,
      int[] largest,
      double[] pooledGradient,
      int border,
      double[] gradient,
      double[] inputGradient) {
    Arrays.fill(gradient, 0, end() - weights, 0);
    if (inputGradient != null) {
      Arrays.fill(inputGradient, 0);
    }
    int cell = 0;
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < height / 2; row++) {
        int source = pooledAt(f, row, border);
        for (int column = 0; column < width / 2; column++) {
          int p = largest[cell++];
          double delta = pooledGradient[source + column];
          if (delta != 0 && output[p] > 0) {
            gradient[filters * inputs * 9 + f] += delta;
            addTaps(x, f, p - f * plane(), delta, input, gradient, inputGradient);
          }
        }
      }
    }
  }

  private void addTaps(
      double[] x,
      int filter,
      int pixel,
      double delta,
      double[] input,
      double[] gradient,
      double[] inputGradient) {
    for (int c = 0; c < inputs; c++) {
      int w = (filter * inputs + c) * 9;
      for (int dy = 0; dy < 3; dy++) {
        int p = c * plane() + pixel + (dy - 1) * line() - 1;
        gradient[w] += delta * input[p];
        gradient[w + 1] += delta * input[p + 1];
        gradient[w + 2] += delta * input[p + 2];
        if (inputGradient != null) {
          inputGradient[p] += delta * x[weights + w];
          inputGradient[p + 1] += delta * x[weights + w + 1];
          inputGradient[p + 2] += delta * x[weights + w + 2];
        }
        w += 3;
      }
    }
  }
}
