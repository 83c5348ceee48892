package io.taucrit.core.predict;

/**
 * A long step down the slow part of a descent: along x' = −∇f(x) for the time
 *
 * <pre>
 *   h = γ β(s)/2,   β(s) ≈ 1.93 s²
 * </pre>
 *
 * <p>by s gradients, where as many steps γ go no further than sγ. It is the Runge-Kutta-Chebyshev
 * scheme of first order (van der Houwen and Sommeijer, On the internal stability of explicit,
 * m-stage Runge-Kutta methods for large m-values, 1980, section 2, with damping 0.05): a direction
 * of curvature λ is multiplied by T_s(w_0 − w_1 hλ)/T_s(w_0), which is stable for λ ≤ 2/γ, as a
 * step γ is, and is e^{−hλ} to first order.
 *
 * <p>Not thread-safe.
 */
final class Stride {
  private static final double DAMPING = 0.05;

  /** h over the time so far: as fine as a path is looked at. */
  private static final double SHARE = 0.03;

  private final double length;
  private final double shift;
  private final double scale;
  private final int stages;
  private final double[] start;
  private double[] gradientAtStart;
  private double[] before;
  private int done;

  /** T_{j−1}(w_0) and T_j(w_0) of the stage j that was last. */
  private double chebyshevBefore = 1;

  private double chebyshev;

  /**
   * @param step γ
   * @param stages s ≥ 2
   * @param x where it starts
   */
  Stride(double step, int stages, double[] x) {
    this.stages = stages;
    shift = shift(stages);
    scale = scale(stages);
    length = length(step, stages);
    start = x.clone();
    chebyshev = shift;
  }

  /** The stages of the longest one at the time t·γ; 1 while a plain step is no shorter. */
  static int stages(double t) {
    int s = 1 + (int) ((1 + DAMPING) * Math.sqrt(SHARE * t));
    while (s > 1 && length(1, s) > SHARE * t) {
      s--;
    }
    return Math.max(1, s);
  }

  /** w_0. */
  private static double shift(int stages) {
    return 1 + DAMPING / ((double) stages * stages);
  }

  /** w_1 = T_s(w_0)/T_s'(w_0). */
  private static double scale(int stages) {
    double angle = acosh(shift(stages));
    return Math.sinh(angle) / (stages * Math.tanh(stages * angle));
  }

  private static double acosh(double x) {
    return Math.log(x + Math.sqrt(x * x - 1));
  }

  private static double length(double step, int stages) {
    return step * (shift(stages) + 1) / scale(stages) / 2;
  }

  /** h. */
  double length() {
    return length;
  }

  /** Whether gradients are still missing. */
  boolean isUnderWay() {
    return done < stages;
  }

  /**
   * The next stage.
   *
   * @param gradient at {@code x}
   * @param x where the stage before ended; afterwards, where this one does
   */
  void stage(double[] gradient, double[] x) {
    if (done == 0) {
      gradientAtStart = gradient;
      for (int v = 0; v < x.length; v++) {
        x[v] -= scale / shift * length * gradient[v];
      }
      before = start.clone();
    } else {
      double next = 2 * shift * chebyshev - chebyshevBefore;
      double ahead = 2 * shift * chebyshev / next;
      double step = 2 * scale * chebyshev / next * length;
      for (int v = 0; v < x.length; v++) {
        double y = x[v] + (ahead - 1) * (x[v] - before[v]) - step * gradient[v];
        before[v] = x[v];
        x[v] = y;
      }
      chebyshevBefore = chebyshev;
      chebyshev = next;
    }
    done++;
  }

  /** Sets x back to where it started, and returns the gradient there. */
  double[] undo(double[] x) {
    System.arraycopy(start, 0, x, 0, x.length);
    return gradientAtStart;
  }
}
