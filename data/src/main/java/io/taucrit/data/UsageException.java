package io.taucrit.data;

/** An option or argument is wrong by itself, whatever the data and the cluster: exit code 2. */
public final class UsageException extends InputException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
