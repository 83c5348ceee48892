package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.DataPasses;
import io.taucrit.core.sweep.Measure;
import java.util.Arrays;
import java.util.List;

/**
 * The path of full-gradient descent from x_0 = 0, its suboptimality, gradient norm and noise at
 * every t:
 *
 * <pre>
 *   x_{t+1} = x_t − γ∇f(x_{t−m}),   x_i = x_0 for i &lt; 0
 * </pre>
 *
 * <p>with lag m, 0 for plain descent; with λ₁ a proximal step follows each step. Where it has
 * become slow, all steps take the same path, and it may go on by {@link Stride}s. Immutable and
 * thread-safe.
 */
final class DescentPath {
  private final double step;
  private final double[] times;
  private final double[] suboptimality;
  private final double[] gradient;
  private final double[] noise;
  private final int passes;
  private final boolean reached;

  /** What it goes on as, and how much further along that path's time is; null for nothing. */
  private final DescentPath next;

  private final double ahead;

  private DescentPath(
      double step,
      double[] times,
      double[] suboptimality,
      double[] gradient,
      double[] noise,
      int passes,
      boolean reached,
      DescentPath next,
      double ahead) {
    this.step = step;
    this.times = times;
    this.suboptimality = suboptimality;
    this.gradient = gradient;
    this.noise = noise;
    this.passes = passes;
    this.reached = reached;
    this.next = next;
    this.ahead = ahead;
  }

  /**
   * @param times γt of the points
   */
  DescentPath(
      double step,
      double[] times,
      double[] suboptimality,
      double[] gradient,
      double[] noise,
      int passes,
      boolean reached) {
    this(step, times, suboptimality, gradient, noise, passes, reached, null, 0);
  }

  /**
   * How to descend.
   *
   * @param step γ
   * @param lag m ≥ 0
   * @param longStrides whether to go on by {@link Stride}s where the path has become slow
   */
  record Descent(double step, int lag, boolean longStrides) {
    Descent(double step, int lag) {
      this(step, lag, false);
    }
  }

  /** {@link #together} for one descent without lag, by strides unless there are proximal steps. */
  static DescentPath follow(
      DataPasses data, double optimum, double step, double until, int maxPasses) {
    Descent descent = new Descent(step, 0, data.objective().penalty().l1() == 0);
    return together(data, optimum, List.of(descent), until, maxPasses).get(0);
  }

  /**
   * Descends until the suboptimality is at most {@code until}, for at most {@code maxPasses}
   * passes; all descents share every pass.
   *
   * @param optimum f⋆ of the same data
   */
  static List<DescentPath> together(
      DataPasses data, double optimum, List<Descent> descents, double until, int maxPasses) {
    List<DescentWalk> walks =
        descents.stream().map(descent -> new DescentWalk(descent, data.objective())).toList();
    for (int t = 0; t < maxPasses; t++) {
      List<DescentWalk> walking = walks.stream().filter(w -> !w.hasEnded()).toList();
      if (walking.isEmpty()) {
        break;
      }
      List<GradientStatistics> at = data.at(walking.stream().map(DescentWalk::x).toList());
      for (int k = 0; k < at.size(); k++) {
        walking.get(k).take(at.get(k), optimum, until);
      }
    }
    return walks.stream().map(DescentWalk::path).toList();
  }

  /**
   * This path, going on along another one from where that is as good as this one's end: what is
   * left to descend there is slow, and neither the step nor the lag matters to it.
   */
  DescentPath continuedBy(DescentPath slow) {
    double end = suboptimality[suboptimality.length - 1];
    int k = 0;
    while (k < slow.suboptimality.length && slow.suboptimality[k] > end) {
      k++;
    }
    if (reached || k == 0 || k == slow.suboptimality.length) {
      return this;
    }
    double above = slow.suboptimality[k - 1];
    double share = Math.log(above / end) / Math.log(above / slow.suboptimality[k]);
    double time = slow.times[k - 1] + share * (slow.times[k] - slow.times[k - 1]);
    return new DescentPath(
        step,
        times,
        suboptimality,
        gradient,
        noise,
        passes,
        slow.reached,
        slow,
        time - ownHorizon());
  }

  double step() {
    return step;
  }

  boolean reached() {
    return reached;
  }

  /** Whether its end is below its start. */
  boolean descends() {
    return suboptimality[suboptimality.length - 1] < suboptimality[0];
  }

  /** Passes spent. */
  int length() {
    return passes;
  }

  private double ownHorizon() {
    return times[times.length - 1];
  }

  /** The last t·γ the path knows about. */
  double horizon() {
    return next == null ? ownHorizon() : next.horizon() - ahead;
  }

  /** Suboptimality after the time s = γt, log-linear between steps. */
  double suboptimalityAt(double time) {
    return next != null && time > ownHorizon()
        ? next.suboptimalityAt(time + ahead)
        : interpolate(suboptimality, time);
  }

  /** What is measured after the time s = γt, log-linear between steps. */
  double at(Measure measure, double time) {
    return switch (measure) {
      case SUBOPTIMALITY -> suboptimalityAt(time);
      case GRADIENT ->
          next != null && time > ownHorizon()
              ? next.at(measure, time + ahead)
              : interpolate(gradient, time);
    };
  }

  /** V after the time s = γt. */
  double noiseAt(double time) {
    return next != null && time > ownHorizon()
        ? next.noiseAt(time + ahead)
        : interpolate(noise, time);
  }

  private double interpolate(double[] y, double time) {
    int found = Arrays.binarySearch(times, time);
    int i = found >= 0 ? found : Math.max(0, -found - 2);
    if (i == times.length - 1 || !(y[i] > 0) || !(y[i + 1] > 0)) {
      return y[i];
    }
    return y[i] * Math.pow(y[i + 1] / y[i], (time - times[i]) / (times[i + 1] - times[i]));
  }
}
