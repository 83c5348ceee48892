package io.taucrit.data.images;

import java.io.Serializable;

/**
 * The shape of a set of images.
 *
 * @param classes K, labels are 0 … K−1
 */
public record ImageShape(int channels, int height, int width, int classes) implements Serializable {
  /** Pixels of all channels: the features of a row. */
  public int features() {
    return channels * height * width;
  }
}
