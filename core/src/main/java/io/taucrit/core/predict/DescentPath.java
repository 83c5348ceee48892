package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.DataPasses;
import io.taucrit.core.sweep.Measure;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The path of full-gradient descent from x_0 = 0, its suboptimality, gradient norm and noise at
 * every t:
 *
 * <pre>
 *   x_{t+1} = x_t − γ∇f(x_{t−m}),   x_i = x_0 for i &lt; 0
 * </pre>
 *
 * <p>with lag m, 0 for plain descent; with λ₁ a proximal step follows each step. Immutable and
 * thread-safe.
 */
final class DescentPath {
  /** A path may first overshoot; it has diverged when it is this much worse than the start. */
  private static final double DIVERGED = 1e3;

  private final double step;
  private final double[] suboptimality;
  private final double[] gradient;
  private final double[] noise;
  private final boolean reached;

  /** What it goes on as, and how much further along that path's time is; null for nothing. */
  private final DescentPath next;

  private final double ahead;

  private DescentPath(
      double step,
      double[] suboptimality,
      double[] gradient,
      double[] noise,
      boolean reached,
      DescentPath next,
      double ahead) {
    this.step = step;
    this.suboptimality = suboptimality;
    this.gradient = gradient;
    this.noise = noise;
    this.reached = reached;
    this.next = next;
    this.ahead = ahead;
  }

  /**
   * How to descend.
   *
   * @param step γ
   * @param lag m ≥ 0
   */
  record Descent(double step, int lag) {}

  /** {@link #together} for one descent without lag. */
  static DescentPath follow(
      DataPasses data, double optimum, double step, double until, int maxPasses) {
    return together(data, optimum, List.of(new Descent(step, 0)), until, maxPasses).get(0);
  }

  /**
   * Descends until the suboptimality is at most {@code until}, for at most {@code maxPasses}
   * passes; all descents share every pass.
   *
   * @param optimum f⋆ of the same data
   */
  static List<DescentPath> together(
      DataPasses data, double optimum, List<Descent> descents, double until, int maxPasses) {
    List<Walk> walks =
        descents.stream().map(descent -> new Walk(descent, data.objective())).toList();
    for (int t = 0; t < maxPasses; t++) {
      List<Walk> walking = walks.stream().filter(w -> !w.ended).toList();
      if (walking.isEmpty()) {
        break;
      }
      List<GradientStatistics> at = data.at(walking.stream().map(w -> w.x).toList());
      for (int k = 0; k < at.size(); k++) {
        walking.get(k).take(at.get(k), optimum, until);
      }
    }
    return walks.stream().map(Walk::path).toList();
  }

  /** A descent under way. */
  private static final class Walk {
    private final Descent descent;
    private final Penalty penalty;
    private final double[] x;
    private final Deque<double[]> gradients = new ArrayDeque<>();
    private double[] suboptimality = new double[64];
    private double[] gradientNorm = new double[64];
    private double[] noise = new double[64];
    private int passes;
    private boolean reached;
    private boolean ended;

    Walk(Descent descent, Objective objective) {
      this.descent = descent;
      this.penalty = objective.penalty();
      this.x = new double[objective.dimension()];
    }

    void take(GradientStatistics at, double optimum, double until) {
      if (passes == suboptimality.length) {
        suboptimality = Arrays.copyOf(suboptimality, 2 * passes);
        gradientNorm = Arrays.copyOf(gradientNorm, 2 * passes);
        noise = Arrays.copyOf(noise, 2 * passes);
      }
      suboptimality[passes] = at.value() - optimum;
      gradientNorm[passes] = at.gradientNormSquared();
      noise[passes] = at.noise();
      if (!(suboptimality[passes] <= DIVERGED * suboptimality[0])) {
        ended = true;
        return;
      }
      reached = suboptimality[passes] <= until;
      ended = reached;
      gradients.add(at.gradient());
      // Until the lag has passed, gradients are those at x_0.
      double[] gradient =
          gradients.size() > descent.lag() ? gradients.remove() : gradients.element();
      for (int v = 0; v < x.length; v++) {
        x[v] -= descent.step() * gradient[v];
      }
      penalty.shrink(x, descent.step());
      passes++;
    }

    DescentPath path() {
      return new DescentPath(
          descent.step(),
          Arrays.copyOf(suboptimality, passes),
          Arrays.copyOf(gradientNorm, passes),
          Arrays.copyOf(noise, passes),
          reached,
          null,
          0);
    }
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
    double at = k - 1 + Math.log(above / end) / Math.log(above / slow.suboptimality[k]);
    return new DescentPath(
        step, suboptimality, gradient, noise, slow.reached, slow, at * slow.step - ownHorizon());
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
    return suboptimality.length;
  }

  private double ownHorizon() {
    return (suboptimality.length - 1) * step;
  }

  /** The last t·γ the path knows about. */
  double horizon() {
    return next == null ? ownHorizon() : next.horizon() - ahead;
  }

  /** Suboptimality after the time s = γt, log-linear between steps. */
  double suboptimalityAt(double time) {
    return next != null && time > ownHorizon()
        ? next.suboptimalityAt(time + ahead)
        : interpolate(suboptimality, time / step);
  }

  /** What is measured after the time s = γt, log-linear between steps. */
  double at(Measure measure, double time) {
    return switch (measure) {
      case SUBOPTIMALITY -> suboptimalityAt(time);
      case GRADIENT ->
          next != null && time > ownHorizon()
              ? next.at(measure, time + ahead)
              : interpolate(gradient, time / step);
    };
  }

  /** V after the time s = γt. */
  double noiseAt(double time) {
    return next != null && time > ownHorizon()
        ? next.noiseAt(time + ahead)
        : interpolate(noise, time / step);
  }

  private static double interpolate(double[] y, double t) {
    int i = (int) Math.min(y.length - 1, Math.floor(t));
    if (i >= y.length - 1 || !(y[i] > 0) || !(y[i + 1] > 0)) {
      return y[i];
    }
    return y[i] * Math.pow(y[i + 1] / y[i], t - i);
  }
}
