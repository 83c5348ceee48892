package io.taucrit.core.engine;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Arrays as they are stored, big-endian and some after their length. A length is believed only as
 * far as there are numbers: what is allocated is at most twice what was read, and a piece.
 */
final class StoredArrays {
  private static final int PIECE = 1 << 16;

  private StoredArrays() {}

  /** The length of an array that follows. */
  static int readLength(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("it announces an array of %d numbers".formatted(length));
    }
    return length;
  }

  /** A length and as many numbers. */
  static long[] readLongs(DataInputStream in) throws IOException {
    int length = readLength(in);
    long[] values = new long[Math.min(length, PIECE)];
    for (int i = 0; i < length; i++) {
      if (i == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * i));
      }
      values[i] = in.readLong();
    }
    return values;
  }

  /** So many numbers. */
  static double[] readDoubles(DataInputStream in, int length) throws IOException {
    double[] values = new double[Math.min(length, PIECE)];
    for (int i = 0; i < length; i++) {
      if (i == values.length) {
        values = Arrays.copyOf(values, (int) Math.min(length, 2L * i));
      }
      values[i] = in.readDouble();
    }
    return values;
  }
}
