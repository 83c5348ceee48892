package io.taucrit.jobs.checkpoint;

import java.io.IOException;

/** What is read is not what was written; the message says why and names no file. */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(String message) {
    super(message);
  }

  DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
