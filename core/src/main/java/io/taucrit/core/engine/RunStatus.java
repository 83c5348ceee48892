package io.taucrit.core.engine;

/**
 * How far a run is.
 *
 * @param updates rounds applied
 * @param samples rows whose gradients were applied
 * @param trainSeconds training clock
 * @param last the last evaluation, null before the first
 * @param meanStaleness mean θ of all pushes
 * @param largestStaleness largest θ of all pushes
 * @param registered workers that have registered
 * @param owing workers that were sent something and did not answer yet
 * @param bytesPushed bytes of all pushes
 * @param bytesPulled bytes of the parameters pulled
 * @param checkpoints checkpoints written
 */
public record RunStatus(
    long updates,
    long samples,
    double trainSeconds,
    TracePoint last,
    double meanStaleness,
    long largestStaleness,
    int registered,
    int owing,
    long bytesPushed,
    long bytesPulled,
    long checkpoints) {
  /** Before anything has happened. */
  public static RunStatus beginning() {
    return new RunStatus(0, 0, 0, null, 0, 0, 0, 0, 0, 0, 0);
  }
}
