package io.taucrit.core.predict;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.predict.DescentPath.Descent;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A descent from x_0 = 0 under way, which is given what was measured at its x. Not thread-safe. */
final class DescentWalk {
  /** A path may first overshoot; it has diverged when it is this much worse than the start. */
  private static final double DIVERGED = 1e3;

  private final Descent descent;
  private final Penalty penalty;
  private final double[] x;
  private final Deque<double[]> gradients = new ArrayDeque<>();
  private double[] times = new double[64];
  private double[] suboptimality = new double[64];
  private double[] gradientNorm = new double[64];
  private double[] noise = new double[64];
  private int points;
  private int passes;
  private boolean longStrides;

  /** How x was reached from the last point; null for a plain step, or none. */
  private Stride stride;

  private boolean reached;
  private boolean ended;

  DescentWalk(Descent descent, Objective objective) {
    this.descent = descent;
    penalty = objective.penalty();
    x = new double[objective.dimension()];
    longStrides = descent.longStrides();
  }

  /** Where it is. */
  double[] x() {
    return x;
  }

  /** Whether it reached its end, or diverged. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Takes a point of the path, or a stage of a stride to one, and goes on.
   *
   * @param at at {@link #x}
   * @param optimum f⋆
   * @param until suboptimality at which to end
   */
  void take(GradientStatistics at, double optimum, double until) {
    passes++;
    if (stride != null && stride.isUnderWay()) {
      stride.stage(at.gradient(), x);
      return;
    }
    double above = at.value() - optimum;
    if (stride != null && !(above <= suboptimality[points - 1])) {
      // Steeper here than a step can take: back, and on in single steps.
      longStrides = false;
      goOn(stride.undo(x));
      return;
    }
    if (points > 0 && !(above <= DIVERGED * suboptimality[0])) {
      ended = true;
      passes--;
      return;
    }
    add(at, above);
    reached = above <= until;
    ended = reached;
    goOn(at.gradient());
  }

  private void add(GradientStatistics at, double above) {
    if (points == times.length) {
      times = Arrays.copyOf(times, 2 * points);
      suboptimality = Arrays.copyOf(suboptimality, 2 * points);
      gradientNorm = Arrays.copyOf(gradientNorm, 2 * points);
      noise = Arrays.copyOf(noise, 2 * points);
    }
    double last = stride == null ? descent.step() : stride.length();
    times[points] = points == 0 ? 0 : times[points - 1] + last;
    suboptimality[points] = above;
    gradientNorm[points] = at.gradientNormSquared();
    noise[points] = at.noise();
    points++;
  }

  private void goOn(double[] gradient) {
    int stages = longStrides ? Stride.stages(times[points - 1] / descent.step()) : 1;
    if (stages > 1) {
      stride = new Stride(descent.step(), stages, x);
      stride.stage(gradient, x);
      return;
    }
    stride = null;
    gradients.add(gradient);
    // Until the lag has passed, gradients are those at x_0.
    double[] old = gradients.size() > descent.lag() ? gradients.remove() : gradients.element();
    for (int v = 0; v < x.length; v++) {
      x[v] -= descent.step() * old[v];
    }
    penalty.shrink(x, descent.step());
  }

  /** Its path so far. */
  DescentPath path() {
    return new DescentPath(
        descent.step(),
        Arrays.copyOf(times, points),
        Arrays.copyOf(suboptimality, points),
        Arrays.copyOf(gradientNorm, points),
        Arrays.copyOf(noise, points),
        passes,
        reached);
  }
}
