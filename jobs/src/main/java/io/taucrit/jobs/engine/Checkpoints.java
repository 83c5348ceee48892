package io.taucrit.jobs.engine;

import io.taucrit.core.engine.SequencerState;
import io.taucrit.jobs.checkpoint.CheckpointFolder;

/**
 * Where and how often to save the state of a run, and where to go on from.
 *
 * @param folder null to save nothing
 * @param everyUpdates save every so many updates; null for no such rule
 * @param everySeconds save every so many seconds; null for no such rule
 * @param description of the run, kept with every checkpoint
 * @param start state to go on from; null for x_0
 */
public record Checkpoints(
    CheckpointFolder folder,
    Long everyUpdates,
    Double everySeconds,
    String description,
    SequencerState start) {
  /** From the beginning, saving nothing. */
  public static Checkpoints none() {
    return new Checkpoints(null, null, null, null, null);
  }
}
