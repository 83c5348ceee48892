package io.taucrit.core.predict;

import io.taucrit.core.predict.PathPredictor.Prediction;
import io.taucrit.core.spectrum.NoiseSpectrum;
import io.taucrit.core.sweep.Measure;
import java.util.ArrayList;
import java.util.List;

/**
 * The descents with one delay τ, from the longest step to ever shorter ones, each made when first
 * asked for. A step goes with the {@link DescentPath} of its own lag: γ(τ − ½) is what decides how
 * a delay bends a path. Thread-safe.
 */
final class Descents {
  /** T grows as 1/γ once γ is shorter than best on one path: no use to look further than this. */
  private static final double FAR_FROM_BEST = 2;

  private static final int SMALLER_STEPS = 120;

  /** A path and the step it is followed with. */
  record Start(DescentPath path, double step) {}

  private final List<Start> starts;
  private final double continuousStep;
  private final Measure measure;
  private final double delay;
  private final NoiseSpectrum spectrum;
  private final double noiseAtOptimum;
  private final List<NoisyDescent> made = new ArrayList<>();

  private Descents(
      List<Start> starts,
      double continuousStep,
      Measure measure,
      double delay,
      NoiseSpectrum spectrum,
      double noiseAtOptimum) {
    this.starts = starts;
    this.continuousStep = continuousStep;
    this.measure = measure;
    this.delay = delay;
    this.spectrum = spectrum;
    this.noiseAtOptimum = noiseAtOptimum;
  }

  static Descents of(
      Paths paths, Measure measure, double delay, NoiseSpectrum spectrum, double noiseAtOptimum) {
    double steepest = spectrum.largestCurvature();
    List<Start> starts = new ArrayList<>();
    for (Start s : paths.at(delay)) {
      if (DelayedMode.stable(s.step() * steepest, delay)) {
        starts.add(s);
      }
    }
    for (int k = 0; k < SMALLER_STEPS; k++) {
      double step = paths.slowStep(delay) / Math.pow(Paths.STEP_RATIO, k);
      starts.add(new Start(paths.slow(step), step));
    }
    return new Descents(starts, paths.continuousStep(), measure, delay, spectrum, noiseAtOptimum);
  }

  /** The descent with the k-th step, the longest first. */
  private synchronized NoisyDescent get(int k) {
    while (made.size() <= k) {
      Start s = starts.get(made.size());
      made.add(NoisyDescent.of(s.path(), measure, s.step(), delay, spectrum, noiseAtOptimum));
    }
    return made.get(k);
  }

  /**
   * The step that reaches the level first, and when; null if none does.
   *
   * @param leftOut a probe not to count, −1 for none
   * @param feedback κ of {@link NoiseFeedback}
   */
  Prediction best(double batch, double level, double initial, int leftOut, double feedback) {
    Prediction best = null;
    for (int k = 0; k < starts.size(); k++) {
      Double updates = get(k).crossing(batch, level, initial, leftOut, feedback);
      if (updates == null) {
        continue;
      }
      if (best == null || updates < best.updates()) {
        best = new Prediction(updates, starts.get(k).step());
      } else if (updates > FAR_FROM_BEST * best.updates()
          && starts.get(k).step() < continuousStep) {
        break;
      }
    }
    return best;
  }
}
