package io.taucrit.core.noise;

import io.taucrit.core.objective.Objective;
import io.taucrit.data.CsrBlock;

/**
 * The sparse data gradient ∇f_i(x) of one row at a time, whatever the objective: its support is the
 * row's. Holds one vector of length d that is zero outside the loaded row. Not thread-safe.
 */
final class RowGradient {
  private final Objective objective;
  private final double[] dense;
  private CsrBlock block;
  private int from;
  private int to;

  RowGradient(Objective objective) {
    this.objective = objective;
    this.dense = new double[objective.dimension()];
  }

  void load(double[] x, CsrBlock rows, int row) {
    clear();
    block = rows;
    from = rows.rowOffsets()[row];
    to = rows.rowOffsets()[row + 1];
    objective.addGradient(x, rows, row, dense);
  }

  /** ∇f_iᵀ v. */
  double dot(double[] v) {
    int[] indices = block.indices();
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += dense[indices[k]] * v[indices[k]];
    }
    return sum;
  }

  /** ‖∇f_i‖². */
  double squaredNorm() {
    return dot(dense);
  }

  /** The row's components in the order of its indices. */
  double[] values() {
    double[] values = new double[to - from];
    for (int k = from; k < to; k++) {
      values[k - from] = dense[block.indices()[k]];
    }
    return values;
  }

  /** Adds c ∇f_i to a vector of length d. */
  void addTo(double[] sum, double c) {
    int[] indices = block.indices();
    for (int k = from; k < to; k++) {
      sum[indices[k]] += c * dense[indices[k]];
    }
  }

  private void clear() {
    for (int k = from; k < to; k++) {
      dense[block.indices()[k]] = 0;
    }
  }
}
