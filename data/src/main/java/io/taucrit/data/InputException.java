package io.taucrit.data;

/**
 * Something the user gave cannot be used: a file, a line, an option value, a cluster too small. The
 * message is one line for the user: what is wrong, where, what is allowed, what to do. It is shown
 * without a stack trace.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}
