package io.taucrit.data;

import java.util.regex.Pattern;

/**
 * Something the user gave cannot be used: a file, a line, an option value, a cluster too small. The
 * message is one line for the user: what is wrong, where, what is allowed, what to do. It is shown
 * without a stack trace. Control characters of what it quotes become question marks.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With those of Unicode that end a line. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

  public InputException(String message) {
    super(printable(message));
  }

  public InputException(String message, Throwable cause) {
    super(printable(message), cause);
  }

  private static String printable(String message) {
    return message == null ? null : CONTROL.matcher(message).replaceAll("?");
  }
}
