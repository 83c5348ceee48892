package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.StepTrial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;

/**
 * The curves of a target after trials of some batches, the largest of which refuted its prediction:
 *
 * <ul>
 *   <li>a batch that was tried has the step and the updates of its trial, and no interval;
 *   <li>larger batches, and delays of as many rows, have no prediction left, and no longer step
 *       than what the largest trial ended with; nor has what counts on a longer step;
 *   <li>anything else that was not tried stays as predicted;
 *   <li>every speedup is against the same T(1), that of the trial if there was one.
 * </ul>
 */
final class TriedCurves {
  private final Target predicted;
  private final NavigableMap<Integer, StepTrial> trials;
  private final Double one;

  private TriedCurves(Target predicted, NavigableMap<Integer, StepTrial> trials) {
    this.predicted = predicted;
    this.trials = trials;
    StepTrial first = trials.get(1);
    // Where not even single rows reach the target there is nothing to compare with.
    one = first == null ? predicted.updatesFor(1) : updates(first);
  }

  /**
   * @param trials by batch, not empty
   */
  static Target of(Target predicted, NavigableMap<Integer, StepTrial> trials) {
    return new TriedCurves(predicted, trials).target();
  }

  private Target target() {
    List<Speedup> batches = batches();
    List<Speedup> delays = predicted.delays().stream().map(this::delay).toList();
    return predicted.withCurves(
        Estimate.point(PredictedCurves.halfEfficiency(batches)),
        Estimate.point(PredictedCurves.halfEfficiency(delays)),
        steps(),
        batches,
        delays);
  }

  private List<Speedup> batches() {
    List<Speedup> batches = new ArrayList<>();
    for (Speedup s : predicted.speedup()) {
      if (!trials.containsKey(s.batch())) {
        batches.add(untried(s, predicted.stepFor(s.batch())));
      }
    }
    trials.forEach((batch, trial) -> batches.add(tried(batch, trial)));
    batches.sort(Comparator.comparingInt(Speedup::batch));
    return batches;
  }

  private Speedup delay(Speedup s) {
    return s.delay() == 1 && trials.containsKey(1)
        ? tried(1, trials.get(1))
        : untried(s, predicted.delayedStepFor(s.delay()));
  }

  private Speedup untried(Speedup s, double step) {
    boolean refuted = s.rowsInFlight() >= trials.lastKey() || step > longest(s.delay());
    return speedup(s, refuted ? null : s.updates());
  }

  /** A delay has the step of a batch of as many rows, for each of them. */
  private double longest(int delay) {
    return trials.lastEntry().getValue().step() / delay;
  }

  private Speedup tried(int batch, StepTrial trial) {
    double formula = new CriticalBatch(predicted.criticalBatch().estimate() - 1).speedup(batch);
    return speedup(
        new Speedup(batch, 1, null, null, null, null, null, null, formula), updates(trial));
  }

  /** The point with other updates, its interval only if they are as predicted. */
  private Speedup speedup(Speedup s, Double updates) {
    boolean known = updates != null && one != null;
    boolean same = s.updates() != null && s.updates().equals(updates);
    return new Speedup(
        s.batch(),
        s.delay(),
        updates,
        same ? s.updatesLower() : null,
        same ? s.updatesUpper() : null,
        known ? (Double) (s.delay() * one / updates) : null,
        null,
        null,
        s.formula());
  }

  private List<StepSize> steps() {
    List<StepSize> steps = new ArrayList<>();
    trials.forEach(
        (batch, trial) -> steps.add(new StepSize(batch, 1, trial.step(), StepSize.TRIAL)));
    for (StepSize s : predicted.stepSizes()) {
      if (s.delay() > 1 || !trials.containsKey(s.batch())) {
        double longest = longest(s.delay());
        steps.add(
            s.step() > longest ? new StepSize(s.batch(), s.delay(), longest, StepSize.BOUND) : s);
      }
    }
    steps.sort(Comparator.comparingInt(StepSize::delay).thenComparingInt(StepSize::batch));
    return steps;
  }

  private static Double updates(StepTrial trial) {
    return trial.updates() == null ? null : (Double) (double) trial.updates();
  }
}
