package io.taucrit.core.analysis;

import io.taucrit.core.analysis.Analysis.Speedup;
import io.taucrit.core.analysis.Analysis.StepSize;
import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.predict.HalfEfficiency;
import io.taucrit.core.predict.PathPredictor;
import io.taucrit.core.predict.PredictionBand;
import java.util.ArrayList;
import java.util.List;

/**
 * T(b), T(τ), steps and speedups of one target, point by point, with the paper's formula beside
 * them. Batches go on beyond the rows, which are drawn with replacement, to show where the speedup
 * ends.
 */
final class PredictedCurves {
  /** Rows are drawn with replacement: batches beyond n show where the speedup ends. */
  private static final long BATCHES_BEYOND_ROWS = 16;

  private static final int LARGEST_DELAY = 16_384;

  private final PathPredictor predictor;
  private final PredictionBand.Goal goal;
  private final CriticalBatch formula;
  private final double fullGradientStep;
  private final PathPredictor.Prediction one;
  private final PredictionBand band;
  private final List<StepSize> steps = new ArrayList<>();
  private final List<Speedup> batches = new ArrayList<>();
  private final List<Speedup> delays = new ArrayList<>();

  PredictedCurves(
      PathPredictor predictor,
      PredictionBand.Goal goal,
      CriticalBatch formula,
      double fullGradientStep,
      long n) {
    this.predictor = predictor;
    this.goal = goal;
    this.formula = formula;
    this.fullGradientStep = fullGradientStep;
    this.one = goal.predict(predictor, 1, 1);
    this.band = one == null ? null : new PredictionBand(predictor, goal);
    for (long b = 1; b <= Math.min(BATCHES_BEYOND_ROWS * n, 1 << 30); b *= 4) {
      add((int) b, 1);
    }
    for (int delay = 4; delay <= Math.min(BATCHES_BEYOND_ROWS * n, LARGEST_DELAY); delay *= 4) {
      add(1, delay);
    }
  }

  private void add(int batch, int delay) {
    PathPredictor.Prediction p = one == null ? null : goal.predict(predictor, batch, delay);
    int inFlight = batch * delay;
    Speedup speedup = speedup(p, batch, delay, formula.speedup(inFlight));
    if (delay == 1) {
      batches.add(speedup);
    }
    if (batch == 1) {
      delays.add(speedup);
    }
    double byFormula = formula.averagedStep(fullGradientStep, inFlight) / delay;
    steps.add(
        p == null
            ? new StepSize(batch, delay, byFormula, StepSize.FORMULA)
            : new StepSize(batch, delay, p.step(), StepSize.PATH));
  }

  private Speedup speedup(PathPredictor.Prediction p, int batch, int delay, double formulaSpeedup) {
    if (p == null) {
      return new Speedup(batch, delay, null, null, null, null, null, null, formulaSpeedup);
    }
    double saved = delay * one.updates() / p.updates();
    PredictionBand.Ends updates = band.ofUpdates(p.updates(), batch, delay);
    PredictionBand.Ends ends = band.ofSpeedup(saved, batch, delay);
    return new Speedup(
        batch,
        delay,
        p.updates(),
        updates == null ? null : updates.lower(),
        updates == null ? null : updates.upper(),
        saved,
        ends == null ? null : ends.lower(),
        ends == null ? null : ends.upper(),
        formulaSpeedup);
  }

  /** Whether T(1) is predicted at all. */
  boolean known() {
    return one != null;
  }

  List<StepSize> steps() {
    return steps;
  }

  List<Speedup> batches() {
    return batches;
  }

  List<Speedup> delays() {
    return delays;
  }

  /** The b or τ, log-interpolated, at which the efficiency falls to 1/2; null if it does not. */
  static Double halfEfficiency(List<Speedup> speedups) {
    List<Speedup> known = speedups.stream().takeWhile(s -> s.estimate() != null).toList();
    return HalfEfficiency.at(
        known.stream().mapToDouble(Speedup::rowsInFlight).toArray(),
        known.stream().mapToDouble(s -> s.estimate() / s.rowsInFlight()).toArray());
  }
}
