package io.taucrit.data.libsvm;

import java.io.Serializable;

/**
 * Why a line is not an example.
 *
 * @param line 1-based number of the line
 * @param column 1-based byte column at which the offending token begins
 * @param reason what is wrong with it and what is allowed
 * @param excerpt the token itself, printable and shortened
 */
public record MalformedLine(long line, int column, String reason, String excerpt)
    implements Serializable {

  /** The same finding with lines counted from {@code linesBefore} lines earlier. */
  public MalformedLine after(long linesBefore) {
    return new MalformedLine(linesBefore + line, column, reason, excerpt);
  }

  /** {@code file:line:column: reason, found 'excerpt'}. */
  public String in(String file) {
    return "%s:%d:%d: %s, found '%s'".formatted(file, line, column, reason, excerpt);
  }
}
