package io.taucrit.core.engine;

/** What the sequencer answers. */
public sealed interface Reply {
  /** The attempt is the current one and its next step has this clock. */
  record Registered(long clock) implements Reply {}

  /**
   * The gate is open.
   *
   * @param version the one version of the parameters at which all values were read
   * @param step averaged step for local steps
   * @param values x at the coordinates asked for
   */
  record Work(long clock, long version, double step, double[] values) implements Reply {}

  /** Evaluate x on all own rows; the pull is answered afterwards. */
  record Evaluate(long version, double[] x) implements Reply {}

  /** Training is over. */
  record Stop() implements Reply {}

  /** This attempt must leave: a newer one took its place, or the run failed. */
  record Refused(String reason) implements Reply {}
}
