package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/** Without delay: x ← x − γ g. */
record ImmediateWrites(int support) implements Writes {
  @Override
  public double write(double[] x, int from, double[] g, double step, SplittableRandom random) {
    return subtract(x, from, g, support, step);
  }

  /**
   * x[from + v] −= γ g[v] for v &lt; length.
   *
   * @return by how much that changed ‖x‖²
   */
  static double subtract(double[] x, int from, double[] g, int length, double step) {
    double change = 0;
    for (int v = 0; v < length; v++) {
      double before = x[from + v];
      double after = before - step * g[v];
      x[from + v] = after;
      change += (after - before) * (after + before);
    }
    return change;
  }
}
