package io.taucrit.core.engine;

/** Told what happens in a run, in its order, under the run's lock: be quick. */
public interface RunListener {
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

  /** Hears nothing. */
  static RunListener none() {
    return new RunListener() {};
  }
}
