package io.taucrit.core.engine;

import java.util.function.Supplier;

/**
 * A run while it goes on, and for as long as somebody keeps this. Thread-safe.
 *
 * @param id unique among all runs
 * @param now asked for every {@link #status}
 */
public record LiveRun(String id, RunPlan plan, Supplier<RunStatus> now) {
  /**
   * How far the run is. Copies O(P) numbers under the run's lock, so ask a few times a second at
   * most, not at every push. A simulated run has no status but its last.
   */
  public RunStatus status() {
    return now.get();
  }
}
