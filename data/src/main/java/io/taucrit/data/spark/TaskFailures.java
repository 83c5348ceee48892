package io.taucrit.data.spark;

import io.taucrit.data.InputException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Errors of the user's making that tasks met: Spark wraps what a task throws, callers want the
 * {@link InputException} itself. Stateless and thread-safe.
 */
public final class TaskFailures {
  private TaskFailures() {}

  /**
   * Runs a Spark action.
   *
   * @throws InputException the one that a task threw
   */
  public static <T> T unwrapped(Supplier<T> action) {
    try {
      return action.get();
    } catch (Throwable failure) {
      // SparkException is checked but not declared by the Java API, so only Throwable catches it.
      Optional<InputException> input = inputException(failure);
      if (input.isPresent()) {
        throw input.get();
      }
      throw failure;
    }
  }

  /** The user's error among the causes of a failure, if there is one. */
  public static Optional<InputException> inputException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InputException input) {
        return Optional.of(input);
      }
    }
    return Optional.empty();
  }
}
