package io.taucrit.core.engine;

/**
 * A vector x = scale · w, so that x ← (1 − c) x costs one multiplication and L2 decay is exact at
 * the price of a sparse step. The scale is folded into w before it underflows. Not thread-safe.
 */
final class ScaledVector {
  private static final double SMALLEST_SCALE = 1e-100;

  private final double[] w;
  private double scale = 1;

  ScaledVector(double[] start) {
    w = start.clone();
  }

  int length() {
    return w.length;
  }

  /** x ← factor · x, factor in (0, 1]. */
  void decay(double factor) {
    scale *= factor;
    if (scale < SMALLEST_SCALE) {
      for (int v = 0; v < w.length; v++) {
        w[v] *= scale;
      }
      scale = 1;
    }
  }

  /** x_v ← x_v + multiplier · values_k for the k-th coordinate v; all coordinates if null. */
  void add(int[] coordinates, double[] values, double multiplier) {
    double m = multiplier / scale;
    if (coordinates == null) {
      for (int v = 0; v < w.length; v++) {
        w[v] += m * values[v];
      }
    } else {
      for (int k = 0; k < coordinates.length; k++) {
        w[coordinates[k]] += m * values[k];
      }
    }
  }

  /** x at the coordinates, or all of x for null. */
  double[] gather(int[] coordinates) {
    int n = coordinates == null ? w.length : coordinates.length;
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = scale * w[coordinates == null ? k : coordinates[k]];
    }
    return values;
  }
}
