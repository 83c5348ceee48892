package io.taucrit.core.predict;

import io.taucrit.core.Dials;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.InThreadRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.passes.InMemoryPasses;

/**
 * Tries a predicted step on rows in memory before anybody depends on it. Predictions are local to
 * x⋆; where the curvature on the way there is far larger, or gradients are unbounded, a predicted
 * step can be too long for the noise. The trial runs SGD itself, in this thread, and halves the
 * step until the target is reached within a few times the predicted updates.
 *
 * @param step the longest step of γ, γ/2, γ/4, … that reached the target; the shortest tried if
 *     none did
 * @param updates updates it took, null if none reached the target
 */
public record StepTrial(double step, Long updates) {
  private static final int MAX_HALVINGS = 10;

  /**
   * A fair run may need more updates than predicted; one that needs this many times more is not.
   */
  private static final double PATIENCE = 3;

  /**
   * @param optimum f⋆ of these rows
   * @param relativeTarget r = δ/(f(0) − f⋆)
   * @param predictedUpdates T(b) at the step
   * @param maxRows rows that all trials together may touch
   */
  public static StepTrial run(
      InMemoryPasses sample,
      double optimum,
      double relativeTarget,
      int batch,
      double step,
      double predictedUpdates,
      long maxRows,
      long seed) {
    double tried = step;
    double rowsLeft = maxRows;
    for (int halvings = 0; halvings <= MAX_HALVINGS; halvings++) {
      tried = step * Math.pow(0.5, halvings);
      // A shorter step needs more updates in proportion.
      double patience = PATIENCE * predictedUpdates * Math.pow(2, halvings) + 10;
      long most = (long) Math.min(patience, rowsLeft / batch);
      if (most < 1) {
        break;
      }
      Sequencer run =
          train(
              sample,
              new StoppingRule(optimum, relativeTarget, most, Double.POSITIVE_INFINITY),
              batch,
              tried,
              seed);
      if (run.outcome() == Outcome.REACHED) {
        return new StepTrial(tried, run.updates());
      }
      rowsLeft -= run.samples();
    }
    return new StepTrial(tried, null);
  }

  private static Sequencer train(
      InMemoryPasses sample, StoppingRule stopping, int batch, double step, long seed) {
    Sequencer sequencer =
        new Sequencer(
            new double[sample.objective().dimension()],
            RunPlan.synchronous(1, batch, step, stopping, EvaluationSchedule.standard()),
            sample.objective().penalty(),
            () -> 0,
            RunListener.none());
    BatchSampler sampler = new BatchSampler(sample.rows(), batch, seed);
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(
            sample.objective(), sample.slices(), Dials.synchronous(1, batch), sampler));
    return sequencer;
  }
}
