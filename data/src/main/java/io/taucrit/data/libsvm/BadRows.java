package io.taucrit.data.libsvm;

/** What happens to malformed lines. */
public enum BadRows {
  /** The first malformed line ends the run with an error that names it. */
  REFUSE,
  /** Malformed lines are left out and counted. */
  SKIP
}
