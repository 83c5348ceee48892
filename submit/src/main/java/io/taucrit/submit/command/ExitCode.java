package io.taucrit.submit.command;

/** What a command returns to the shell. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** The data, the cluster or the run failed. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The run ended well but short of its target, or a sweep's point drifted. */
  public static final int NOT_REACHED = 3;

  private ExitCode() {}
}
