package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.DataPasses;
import java.util.Arrays;

/**
 * The path of full-gradient descent x_{t+1} = x_t − γ∇f(x_t) from x_0 = 0: its suboptimality and
 * its noise at every t.
 */
final class DescentPath {
  /** A path may first overshoot; it has diverged when it is this much worse than the start. */
  private static final double DIVERGED = 1e3;

  private final double step;
  private final double[] suboptimality;
  private final double[] noise;
  private final boolean reached;

  private DescentPath(double step, double[] suboptimality, double[] noise, boolean reached) {
    this.step = step;
    this.suboptimality = suboptimality;
    this.noise = noise;
    this.reached = reached;
  }

  /**
   * Descends until the suboptimality is at most {@code until}, for at most {@code maxPasses}
   * passes.
   *
   * @param optimum f⋆ of the same data
   */
  static DescentPath follow(
      DataPasses data, double optimum, double step, double until, int maxPasses) {
    double[] x = new double[data.objective().dimension()];
    double[] suboptimality = new double[64];
    double[] noise = new double[64];
    int t = 0;
    boolean reached = false;
    while (t < maxPasses && !reached) {
      GradientStatistics at = data.at(x);
      if (t == suboptimality.length) {
        suboptimality = Arrays.copyOf(suboptimality, 2 * t);
        noise = Arrays.copyOf(noise, 2 * t);
      }
      suboptimality[t] = at.value() - optimum;
      noise[t] = at.noise();
      if (!(suboptimality[t] <= DIVERGED * suboptimality[0])) {
        break;
      }
      reached = suboptimality[t] <= until;
      for (int v = 0; v < x.length; v++) {
        x[v] -= step * at.gradient()[v];
      }
      t++;
    }
    return new DescentPath(step, Arrays.copyOf(suboptimality, t), Arrays.copyOf(noise, t), reached);
  }

  double step() {
    return step;
  }

  boolean reached() {
    return reached;
  }

  /** Passes spent. */
  int length() {
    return suboptimality.length;
  }

  /** The last t·γ the path knows about. */
  double horizon() {
    return (suboptimality.length - 1) * step;
  }

  /** Suboptimality after the time s = γt, log-linear between steps. */
  double suboptimalityAt(double time) {
    return interpolate(suboptimality, time / step);
  }

  /** V after the time s = γt. */
  double noiseAt(double time) {
    return interpolate(noise, time / step);
  }

  private static double interpolate(double[] y, double t) {
    int i = (int) Math.min(y.length - 1, Math.floor(t));
    if (i >= y.length - 1 || !(y[i] > 0) || !(y[i + 1] > 0)) {
      return y[i];
    }
    return y[i] * Math.pow(y[i + 1] / y[i], t - i);
  }
}
