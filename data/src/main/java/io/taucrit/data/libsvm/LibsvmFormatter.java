package io.taucrit.data.libsvm;

import io.taucrit.data.CsrBlock;
import java.io.IOException;

/**
 * Writes rows of a block as LIBSVM text that {@link LibsvmParser} reads back to the same bits.
 * Stateless and thread-safe.
 */
public final class LibsvmFormatter {
  private LibsvmFormatter() {}

  /**
   * Appends all rows, one line each, ended by a line feed.
   *
   * @throws IllegalArgumentException if the rows are weighted: the text has no place for weights
   */
  public static void append(CsrBlock block, Appendable text) throws IOException {
    if (block.weights() != null) {
      throw new IllegalArgumentException("Cannot write LIBSVM text: the rows are weighted");
    }
    int[] offsets = block.rowOffsets();
    for (int row = 0; row < block.rows(); row++) {
      appendNumber(block.labels()[row], text);
      for (int k = offsets[row]; k < offsets[row + 1]; k++) {
        text.append(' ').append(Long.toString(block.indices()[k] + 1L)).append(':');
        appendNumber(block.values()[k], text);
      }
      text.append('\n');
    }
  }

  private static void appendNumber(float number, Appendable text) throws IOException {
    // Labels and indicator values are whole numbers mostly: 1, not 1.0.
    boolean whole = number == (int) number && Math.abs(number) < 1e6f && !negativeZero(number);
    text.append(whole ? Integer.toString((int) number) : Float.toString(number));
  }

  private static boolean negativeZero(float number) {
    return Float.floatToRawIntBits(number) == Float.floatToRawIntBits(-0f);
  }
}
