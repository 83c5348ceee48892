package io.taucrit.jobs.engine;

import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.TracePoint;
import java.io.Serializable;
import java.util.List;

/**
 * The end of a run.
 *
 * @param trainSeconds training clock; simulated time in a simulated run
 * @param pushes pushes in order of application, the first million
 * @param cost what the run took; null in a simulated run
 */
public record TrainingResult(
    double[] parameters,
    long updates,
    long samples,
    double trainSeconds,
    Outcome outcome,
    List<TracePoint> trace,
    Staleness staleness,
    PushLog pushes,
    Cost cost)
    implements Serializable {

  /**
   * @param bytesPushed bytes of all pushes and what comes with them, as sent (in one JVM: as handed
   *     over)
   * @param bytesPulled bytes of the parameters pulled
   * @param bytesOfEvaluations bytes of evaluations, both ways; not counted in one JVM
   * @param driverPeakHeapBytes most heap the driver's JVM has used so far
   * @param workerPeakHeapBytes the same, the largest over the workers' JVMs
   * @param checkpoints checkpoints written
   * @param checkpointFailure why the last one that failed did; null if none has
   * @param resumedFrom updates of the checkpoint that the run went on from, null without one
   */
  public record Cost(
      long bytesPushed,
      long bytesPulled,
      long bytesOfEvaluations,
      boolean encrypted,
      long driverPeakHeapBytes,
      long workerPeakHeapBytes,
      long checkpoints,
      String checkpointFailure,
      Long resumedFrom)
      implements Serializable {}

  static TrainingResult of(Sequencer s, Staleness staleness, PushLog pushes) {
    return new TrainingResult(
        s.parameters(),
        s.updates(),
        s.samples(),
        s.trainSeconds(),
        s.outcome(),
        s.trace(),
        staleness,
        pushes,
        null);
  }

  /** How far a run of P workers without a cost came. */
  RunStatus status(int workers) {
    return new RunStatus(
        updates,
        samples,
        trainSeconds,
        trace.get(trace.size() - 1),
        staleness.mean(),
        staleness.max(),
        workers,
        0,
        0,
        0,
        0);
  }

  TrainingResult withCost(Cost newCost) {
    return new TrainingResult(
        parameters, updates, samples, trainSeconds, outcome, trace, staleness, pushes, newCost);
  }
}
