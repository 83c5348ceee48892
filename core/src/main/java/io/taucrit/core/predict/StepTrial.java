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
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.passes.InMemoryPasses;

/**
 * Tries a predicted step on rows in memory before anybody depends on it. Predictions are local to
 * x⋆; where the curvature on the way there is far larger, or gradients are unbounded, a predicted
 * step can be too long for the noise. The trial runs SGD itself, in this thread, and halves the
 * step until the target is reached within a few times the predicted updates, and from there on as
 * long as that saves updates.
 *
 * @param step the longest step of γ, γ/2, γ/4, … that reached the target, or a shorter one that was
 *     quicker still; the shortest tried if none did
 * @param updates updates it took, null if none reached the target
 * @param highest largest relative suboptimality on the way, 1 at least; NaN if none reached it
 * @param refuted whether the step γ itself had the updates it is due and did not reach the target;
 *     where neither that nor {@code updates} is known, the rows ran out first
 * @param rows that all tries touched
 */
public record StepTrial(double step, Long updates, double highest, boolean refuted, double rows) {
  private static final int MAX_HALVINGS = 10;

  /**
   * A fair run may need more updates than predicted; one that needs this many times more is not.
   */
  private static final double PATIENCE = 3;

  /**
   * Whether a step is any good: shorter ones only if it is not.
   *
   * @param optimum f⋆ of these rows
   * @param relativeTarget r = δ/(f(0) − f⋆)
   * @param predictedUpdates T(b) at the step
   * @param maxRows rows that all tries together may touch; after the first, each no more than half
   *     of what is left
   */
  public static StepTrial run(
      InMemoryPasses sample,
      double optimum,
      double relativeTarget,
      int batch,
      double step,
      double predictedUpdates,
      double maxRows,
      long seed) {
    return run(sample, optimum, relativeTarget, batch, step, predictedUpdates, maxRows, seed, true);
  }

  /** The same, but shorter steps are tried as long as they save updates. */
  public static StepTrial quickest(
      InMemoryPasses sample,
      double optimum,
      double relativeTarget,
      int batch,
      double step,
      double predictedUpdates,
      double maxRows,
      long seed) {
    return run(
        sample, optimum, relativeTarget, batch, step, predictedUpdates, maxRows, seed, false);
  }

  private static StepTrial run(
      InMemoryPasses sample,
      double optimum,
      double relativeTarget,
      int batch,
      double step,
      double predictedUpdates,
      double maxRows,
      long seed,
      boolean onlyConfirm) {
    StepTrial best = new StepTrial(step, null, Double.NaN, false, 0);
    for (int halvings = 0; halvings <= MAX_HALVINGS; halvings++) {
      double left = (maxRows - best.rows) / (halvings == 0 ? 1 : 2) / batch;
      // A shorter step needs more updates in proportion, and is no use if it needs more than
      // another.
      double due =
          best.updates == null
              ? PATIENCE * predictedUpdates * Math.pow(2, halvings) + 10
              : best.updates - 1;
      long most = (long) Math.min(due, left);
      if (most < 1) {
        break;
      }
      double tried = step * Math.pow(0.5, halvings);
      Highest highest = new Highest();
      Sequencer run =
          train(
              sample,
              new StoppingRule(optimum, relativeTarget, most, Double.POSITIVE_INFINITY),
              batch,
              tried,
              seed,
              highest);
      double rows = best.rows + run.samples();
      if (run.outcome() == Outcome.REACHED) {
        best = new StepTrial(tried, run.updates(), highest.value, best.refuted, rows);
      } else if (best.updates != null) {
        return new StepTrial(best.step, best.updates, best.highest, best.refuted, rows);
      } else {
        boolean fair = due <= left || run.outcome() == Outcome.DIVERGED;
        best = new StepTrial(tried, null, Double.NaN, best.refuted || fair, rows);
      }
      if (onlyConfirm && best.confirmed()) {
        break;
      }
    }
    return best;
  }

  /** Whether the step that was asked about reached the target. */
  public boolean confirmed() {
    return updates != null && !refuted;
  }

  /** The largest relative suboptimality of a run. */
  private static final class Highest implements RunListener {
    private double value = 1;

    @Override
    public void evaluated(TracePoint point) {
      value = Math.max(value, point.relativeSuboptimality());
    }
  }

  private static Sequencer train(
      InMemoryPasses sample,
      StoppingRule stopping,
      int batch,
      double step,
      long seed,
      RunListener listener) {
    Sequencer sequencer =
        new Sequencer(
            new double[sample.objective().dimension()],
            RunPlan.synchronous(1, batch, step, stopping, EvaluationSchedule.standard()),
            sample.objective().penalty(),
            () -> 0,
            listener);
    BatchSampler sampler = new BatchSampler(sample.rows(), batch, seed);
    InThreadRun.run(
        sequencer,
        InThreadRun.workers(
            sample.objective(), sample.slices(), Dials.synchronous(1, batch), sampler));
    return sequencer;
  }
}
