package io.taucrit.data.hadoop;

import io.taucrit.data.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** Paths that users give, and what to tell them when one cannot be used. */
final class Paths {
  private Paths() {}

  static Path of(String path) {
    try {
      return new Path(path);
    } catch (IllegalArgumentException e) {
      throw new InputException("Invalid path: '%s'".formatted(path), e);
    }
  }

  static InputException unreadable(String path, IOException cause) {
    return new InputException("Cannot read %s: %s".formatted(path, reason(cause)), cause);
  }

  static InputException unwritable(String path, IOException cause) {
    return new InputException("Cannot write %s: %s".formatted(path, reason(cause)), cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileNotFoundException) {
      return "no such file";
    }
    String message = cause.getMessage();
    // Remote exceptions carry a stack trace below their first line.
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
