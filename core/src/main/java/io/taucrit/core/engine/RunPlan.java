package io.taucrit.core.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.step.StepSizes;
import java.io.Serializable;

/**
 * What the sequencer needs to know of a run.
 *
 * @param averaging which iterate is evaluated and returned
 */
public record RunPlan(
    Dials dials,
    StepSizes steps,
    Averaging averaging,
    StoppingRule stopping,
    EvaluationSchedule evaluations)
    implements Serializable {

  /** Mini-batch SGD with a constant averaged step. */
  public static RunPlan synchronous(
      int workers, int batch, double step, StoppingRule stopping, EvaluationSchedule evaluations) {
    return new RunPlan(
        Dials.synchronous(workers, batch),
        StepSizes.constant(step),
        Averaging.NONE,
        stopping,
        evaluations);
  }

  public RunPlan withDials(Dials newDials) {
    return new RunPlan(newDials, steps, averaging, stopping, evaluations);
  }
}
