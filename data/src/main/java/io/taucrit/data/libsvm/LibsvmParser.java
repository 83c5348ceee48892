package io.taucrit.data.libsvm;

import ch.randelshofer.fastdoubleparser.JavaFloatParser;
import io.taucrit.data.CsrBlockBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Parses lines of LIBSVM text into a {@link CsrBlockBuilder}.
 *
 * <p>A line is {@code label index:value index:value … # comment}: decimal numbers, tokens separated
 * by spaces or tabs, indices from 1 and strictly ascending, a carriage return at the end allowed.
 *
 * <ul>
 *   <li>Blank and comment-only lines are not rows; a label alone is a row without features.
 *   <li>Explicit zeros are checked like other entries and not stored.
 *   <li>Refused: anything that is no finite decimal number in the range of a float (so NaN,
 *       infinity, 1e99, hexadecimal and suffixed forms), {@code qid}, indices below 1, above the
 *       number of features or not ascending.
 * </ul>
 *
 * <p>No object is made for a well-formed line. Not thread-safe: one parser per thread.
 */
public final class LibsvmParser {
  /** The largest index, and so the largest number of features. */
  public static final int LARGEST_INDEX = Integer.MAX_VALUE;

  private static final int EXCERPT_BYTES = 32;

  // What a byte means inside a token.
  private static final byte DECIMAL = 1;
  private static final byte BLANK = 2;
  private static final byte COMMENT = 3;
  private static final String NOT_A_NUMBER = " is not a finite decimal number";
  private static final byte[] KINDS = kinds();

  private final int features;
  private byte[] buffer;
  private int position;
  private int end;
  private int tokenStart;
  private int index;
  private float number;
  private String reason;

  private LibsvmParser(int features) {
    this.features = features;
  }

  /** A parser that accepts indices up to 2^31 − 1. */
  public static LibsvmParser create() {
    return new LibsvmParser(LARGEST_INDEX);
  }

  /** A parser that refuses indices above the given number of features. */
  public static LibsvmParser withFeatures(int features) {
    if (features < 1) {
      throw new IllegalArgumentException("Invalid features: %d < 1".formatted(features));
    }
    return new LibsvmParser(features);
  }

  /**
   * Adds the line's row to the builder, or nothing for a blank line.
   *
   * @param line number of the line, for the error only
   * @return empty, or what is wrong with the line; the builder is then as before
   */
  public Optional<MalformedLine> parse(
      byte[] bytes, int offset, int length, long line, CsrBlockBuilder rows) {
    buffer = bytes;
    position = offset;
    end = offset + length;
    if (length > 0 && bytes[end - 1] == '\r') {
      end--;
    }
    if (!nextToken()) {
      return Optional.empty();
    }
    tokenStart = position;
    if (!readNumber("label")) {
      return Optional.of(malformed(line, offset));
    }
    rows.startRow(number);
    int previous = 0;
    while (nextToken()) {
      tokenStart = position;
      if (!readIndex(previous)) {
        rows.dropRow();
        return Optional.of(malformed(line, offset));
      }
      previous = index;
      tokenStart = position;
      if (!readNumber("value")) {
        rows.dropRow();
        return Optional.of(malformed(line, offset));
      }
      if (number != 0) {
        rows.add(index - 1, number);
      }
    }
    return Optional.empty();
  }

  /** Skips blanks; false at the end of the line or at a comment. */
  private boolean nextToken() {
    while (position < end && KINDS[buffer[position] & 0xFF] == BLANK) {
      position++;
    }
    return position < end && buffer[position] != '#';
  }

  /** Reads the number at {@code tokenStart} and stands behind it. */
  private boolean readNumber(String what) {
    int stop = tokenStart;
    while (stop < end && KINDS[buffer[stop] & 0xFF] == DECIMAL) {
      stop++;
    }
    position = stop;
    if (!delimiterAt(stop)) {
      reason = what + NOT_A_NUMBER;
      return false;
    }
    if (stop == tokenStart) {
      reason = what + " is missing";
      return false;
    }
    try {
      number = JavaFloatParser.parseFloat(buffer, tokenStart, stop - tokenStart);
    } catch (NumberFormatException e) {
      reason = what + NOT_A_NUMBER;
      return false;
    }
    if (Float.isInfinite(number)) {
      reason = what + " is outside the range of a float";
      return false;
    }
    return true;
  }

  /** Reads {@code index:} at {@code tokenStart} and stands behind the colon. */
  private boolean readIndex(int previous) {
    long read = 0;
    int p = tokenStart;
    while (p < end && buffer[p] >= '0' && buffer[p] <= '9') {
      // Saturates above the largest index, whatever the number of digits.
      read = Math.min(read * 10 + (buffer[p] - '0'), LARGEST_INDEX + 1L);
      p++;
    }
    if (p == tokenStart || p == end || buffer[p] != ':') {
      reason = reasonNotIndex();
    } else if (read < 1) {
      reason = "index is 0, indices begin at 1";
    } else if (read > LARGEST_INDEX) {
      reason = "index is above 2147483647";
    } else if (read > features) {
      reason = "index %d is above the number of features, %d".formatted(read, features);
    } else if (read == previous) {
      reason = "index %d occurs twice".formatted(read);
    } else if (read < previous) {
      reason = "index %d follows %d, indices must ascend".formatted(read, previous);
    } else {
      index = (int) read;
      position = p + 1;
      return true;
    }
    return false;
  }

  private String reasonNotIndex() {
    int stop = tokenEnd();
    int colon = tokenStart;
    while (colon < stop && buffer[colon] != ':') {
      colon++;
    }
    if (colon == stop) {
      return "no colon, expected index:value";
    }
    String name = new String(buffer, tokenStart, colon - tokenStart, StandardCharsets.ISO_8859_1);
    if (name.equals("qid")) {
      return "qid is not supported, expected index:value";
    }
    return name.matches("-[0-9]+")
        ? "index is negative, indices begin at 1"
        : "index is not a positive integer, expected index:value";
  }

  private MalformedLine malformed(long line, int offset) {
    int stop = Math.min(tokenEnd(), tokenStart + EXCERPT_BYTES);
    StringBuilder excerpt = new StringBuilder();
    for (int p = tokenStart; p < stop; p++) {
      excerpt.append(buffer[p] > ' ' && buffer[p] < 127 ? (char) buffer[p] : '?');
    }
    return new MalformedLine(line, tokenStart - offset + 1, reason, excerpt.toString());
  }

  private int tokenEnd() {
    int stop = tokenStart;
    while (!delimiterAt(stop)) {
      stop++;
    }
    return stop;
  }

  private boolean delimiterAt(int p) {
    return p == end || KINDS[buffer[p] & 0xFF] >= BLANK;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (char c : "0123456789+-.eE".toCharArray()) {
      kinds[c] = DECIMAL;
    }
    kinds[' '] = BLANK;
    kinds['\t'] = BLANK;
    kinds['#'] = COMMENT;
    return kinds;
  }
}
