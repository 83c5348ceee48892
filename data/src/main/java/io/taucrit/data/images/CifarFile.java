package io.taucrit.data.images;

import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The binary version of CIFAR-10 (Krizhevsky, "Learning multiple layers of features from tiny
 * images", 2009): records of one label byte, 0 … 9, and 3072 pixel bytes, 1024 each of red, green
 * and blue, line by line. A pixel p becomes (p − 127.5)/64, so that the values have a mean near 0
 * and a standard deviation near 1. Stateless.
 */
public final class CifarFile {
  /** 3 x 32 x 32 in 10 classes. */
  public static final ImageShape SHAPE = new ImageShape(3, 32, 32, 10);

  private static final float MIDDLE = 127.5f;
  private static final float SCALE = 64;

  private CifarFile() {}

  /**
   * Adds the first images of a file as rows.
   *
   * @param in read from where it stands; not closed
   * @param name of the file, for messages
   * @param most images to read
   * @return images read, fewer than {@code most} where the file ends before
   * @throws InputException if the file ends within a record or a label is above 9
   * @throws IOException if it cannot be read
   */
  public static int read(InputStream in, String name, int most, CsrBlockBuilder rows)
      throws IOException {
    byte[] bytes = new byte[1 + SHAPE.features()];
    for (int image = 0; image < most; image++) {
      int length = in.readNBytes(bytes, 0, bytes.length);
      if (length == 0) {
        return image;
      }
      if (length < bytes.length) {
        throw new InputException(
            "Cannot read %s: image %d has %d of %d bytes; the file is cut short or no CIFAR-10 binary"
                .formatted(name, image, length, bytes.length));
      }
      int label = Byte.toUnsignedInt(bytes[0]);
      if (label >= SHAPE.classes()) {
        throw new InputException(
            "Cannot read %s: image %d has label %d (allowed: 0 to 9); is it the binary version of CIFAR-10?"
                .formatted(name, image, label));
      }
      rows.startRow(label);
      for (int v = 0; v < SHAPE.features(); v++) {
        rows.add(v, (Byte.toUnsignedInt(bytes[v + 1]) - MIDDLE) / SCALE);
      }
    }
    return most;
  }
}
