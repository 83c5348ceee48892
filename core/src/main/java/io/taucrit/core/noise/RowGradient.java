package io.taucrit.core.noise;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;
import io.taucrit.data.CsrBlock;

/**
 * The sparse data gradient ∇f_i(x) of one row at a time, whatever the objective: its support is
 * what the row touches. Holds one vector of length d that is zero outside the loaded row. Not
 * thread-safe.
 */
final class RowGradient {
  private final Objective objective;
  private final CoordinateSet set;
  private final double[] dense;
  private int[] support = {};

  RowGradient(Objective objective) {
    this.objective = objective;
    this.set = new CoordinateSet(objective.dimension());
    this.dense = new double[objective.dimension()];
  }

  void load(double[] x, CsrBlock block, int row) {
    for (int v : support) {
      dense[v] = 0;
    }
    support = objective.touched(block, row, set);
    objective.addGradient(x, block, row, dense);
  }

  /** The coordinates that may differ from 0, ascending; of this row alone, the caller's to keep. */
  int[] support() {
    return support;
  }

  /** The components on the support, in its order. */
  double[] values() {
    double[] values = new double[support.length];
    for (int e = 0; e < values.length; e++) {
      values[e] = dense[support[e]];
    }
    return values;
  }

  /** ∇f_iᵀ v. */
  double dot(double[] v) {
    double sum = 0;
    for (int coordinate : support) {
      sum += dense[coordinate] * v[coordinate];
    }
    return sum;
  }

  /** ‖∇f_i‖². */
  double squaredNorm() {
    return dot(dense);
  }

  /** Adds c ∇f_i to a vector of length d. */
  void addTo(double[] sum, double c) {
    for (int coordinate : support) {
      sum[coordinate] += c * dense[coordinate];
    }
  }
}
