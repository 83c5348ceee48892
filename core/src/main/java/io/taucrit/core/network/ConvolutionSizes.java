package io.taucrit.core.network;

import java.io.Serializable;

/**
 * The sizes of a {@link SmallConvolution}.
 *
 * @param channels of an image, ≥ 1
 * @param height of an image, a multiple of 4
 * @param width of an image, a multiple of 4
 * @param firstFilters of the first layer, ≥ 1
 * @param secondFilters of the second layer, ≥ 1
 * @param classes K ≥ 2
 */
public record ConvolutionSizes(
    int channels, int height, int width, int firstFilters, int secondFilters, int classes)
    implements Serializable {
  public ConvolutionSizes {
    if (channels < 1 || firstFilters < 1 || secondFilters < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "Invalid network: %d channels, %d and %d filters, %d classes"
              .formatted(channels, firstFilters, secondFilters, classes));
    }
    if (height < 4 || width < 4 || height % 4 != 0 || width % 4 != 0) {
      throw new IllegalArgumentException(
          "Invalid network: images of %d x %d pixels, height and width must be multiples of 4"
              .formatted(height, width));
    }
  }

  /** Pixels of a row: channel by channel, line by line. */
  public int features() {
    return channels * height * width;
  }

  Convolution first() {
    return new Convolution(0, channels, firstFilters, height, width);
  }

  Convolution second() {
    return new Convolution(first().end(), firstFilters, secondFilters, height / 2, width / 2);
  }

  /** Inputs of the scores. */
  int pooled() {
    return secondFilters * (height / 4) * (width / 4);
  }

  int dimension() {
    return second().end() + classes * (pooled() + 1);
  }
}
