package io.taucrit.core.engine;

import io.taucrit.core.engine.Sequencer.Outcome;

/**
 * Told what happens in a run, in its order, one thing at a time, on several threads. All but the
 * beginning comes under the run's lock: be quick, and wait for nothing that needs the run.
 */
public interface RunListener {
  /** The run begins; no worker has registered yet. */
  default void started(LiveRun run) {}

  /**
   * A worker, or the attempt that replaces a lost one, is there.
   *
   * @param clock pushes of this worker that the run has: it goes on after them
   */
  default void registered(int worker, long clock) {}

  /**
   * A worker's task ended before the run did; Spark starts another.
   *
   * @param reason one line, by Spark
   */
  default void lost(int worker, String reason) {}

  /** An evaluation is complete. */
  default void evaluated(TracePoint point) {}

  /**
   * A push was applied.
   *
   * @param clock of the push, 0, 1, 2, … for each worker
   * @param staleness θ, pushes applied between its read and its own application
   * @param seconds between the two on the training clock
   */
  default void applied(int worker, long clock, long staleness, double seconds) {}

  /**
   * A checkpoint is written.
   *
   * @param updates of the state that it holds
   */
  default void checkpointed(long updates) {}

  /**
   * The run is over, its workers have left.
   *
   * @param run whose status is now the last
   * @param failure why, where the outcome is {@link Outcome#FAILED}; else null
   */
  default void ended(LiveRun run, Outcome outcome, String failure) {}

  /** Hears nothing. */
  static RunListener none() {
    return new RunListener() {};
  }
}
