package io.taucrit.core.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Values of some runs at the same evaluations, their mean, and its first crossing of a target. */
final class MeanCurve {
  private static final int RESAMPLES = 1000;

  private final double target;
  private final List<double[]> values = new ArrayList<>();
  private long[] updates = new long[64];
  private double[] mean = new double[0];
  private double[] standardError = new double[0];

  /** Sums over the runs at each evaluation. */
  private double[] gradients = new double[64];

  private double[] noises = new double[64];
  private int length;

  /**
   * @param target relative to the start
   */
  MeanCurve(double target) {
    this.target = target;
  }

  /**
   * Sets a run's value at evaluation k; runs and evaluations come in order. All runs are evaluated
   * after the same updates, but for one that diverged: it stays where it did.
   */
  void set(int run, int k, long at, double value) {
    if (k >= updates.length) {
      updates = Arrays.copyOf(updates, 2 * k);
      gradients = Arrays.copyOf(gradients, 2 * k);
      noises = Arrays.copyOf(noises, 2 * k);
    }
    if (run == values.size()) {
      values.add(new double[updates.length]);
    }
    if (k >= values.get(run).length) {
      values.set(run, Arrays.copyOf(values.get(run), 2 * k));
    }
    if (run == 0) {
      updates[k] = at;
    }
    // All runs begin at the same x_0.
    double start = k == 0 ? value : values.get(0)[0];
    values.get(run)[k] = k == 0 ? value : value / start;
    length = Math.max(length, k + 1);
  }

  /** Adds what a run's evaluation k saw of the noise, once {@link #set} has its value. */
  void addNoise(int k, double gradientNormSquared, double noise) {
    gradients[k] += gradientNormSquared;
    noises[k] += noise;
  }

  /** Takes new values into the mean. */
  void update() {
    mean = new double[length];
    standardError = new double[length];
    int n = values.size();
    for (int k = 0; k < length; k++) {
      double sum = 0;
      for (int r = 0; r < n; r++) {
        sum += value(r, k);
      }
      mean[k] = sum / n;
      double squares = 0;
      for (int r = 0; r < n; r++) {
        double off = value(r, k) - mean[k];
        squares += off * off;
      }
      standardError[k] = Math.sqrt(squares / (n - 1) / n);
    }
  }

  private double value(int run, int k) {
    return k == 0 ? 1 : values.get(run)[k];
  }

  /** Evaluations so far. */
  int length() {
    return length;
  }

  double lastMean() {
    return mean[length - 1];
  }

  long lastUpdates() {
    return updates[length - 1];
  }

  long updates(int k) {
    return updates[k];
  }

  double standardError(int k) {
    return standardError[k];
  }

  /** The first evaluation at which the mean is at most the target; −1 for none. */
  int crossing() {
    return crossing(mean);
  }

  private int crossing(double[] curve) {
    for (int k = 0; k < length; k++) {
      if (curve[k] <= target) {
        return k;
      }
    }
    return -1;
  }

  /** Whether the mean is not yet below the target by two standard errors at the end. */
  boolean undecided() {
    return lastMean() + 2 * standardError[length - 1] > target;
  }

  /** Updates at the first crossing, between evaluations as the logarithm of the mean falls. */
  double crossingUpdates() {
    return crossingUpdates(mean);
  }

  private double crossingUpdates(double[] curve) {
    int k = crossing(curve);
    if (k <= 0) {
      return k < 0 ? Double.POSITIVE_INFINITY : 0;
    }
    double fall = Math.log(curve[k - 1] / curve[k]);
    double share = Math.log(curve[k - 1] / target) / fall;
    // A run that falls below the target at once leaves no logarithm.
    share = Double.isFinite(share) ? Math.min(1, share) : 1;
    return updates[k - 1] == 0
        ? share * updates[k]
        : updates[k - 1] * Math.pow((double) updates[k] / updates[k - 1], share);
  }

  /**
   * The 2.5 % and 97.5 % points of the crossing over resamples of the runs; infinite where too few
   * of them cross.
   */
  double[] bootstrap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = values.size();
    double[] crossings = new double[RESAMPLES];
    int[] counts = new int[n];
    double[] resampled = new double[length];
    for (int b = 0; b < RESAMPLES; b++) {
      Arrays.fill(counts, 0);
      for (int i = 0; i < n; i++) {
        counts[random.nextInt(n)]++;
      }
      for (int k = 0; k < length; k++) {
        double sum = 0;
        for (int r = 0; r < n; r++) {
          sum += counts[r] == 0 ? 0 : counts[r] * value(r, k);
        }
        resampled[k] = sum / n;
      }
      crossings[b] = crossingUpdates(resampled);
    }
    Arrays.sort(crossings);
    int tail = RESAMPLES / 40;
    return new double[] {crossings[tail], crossings[RESAMPLES - 1 - tail]};
  }

  List<Curve.Point> points() {
    List<Curve.Point> points = new ArrayList<>();
    for (int k = 0; k < length; k++) {
      points.add(
          new Curve.Point(
              updates[k],
              mean[k],
              standardError[k],
              gradients[k] / values.size(),
              noises[k] / values.size()));
    }
    return points;
  }
}
