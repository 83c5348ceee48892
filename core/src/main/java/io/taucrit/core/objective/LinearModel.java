package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;

/**
 * An objective whose gradient of a row is a number times the row, ∇f_i(x) = r_i(aᵀx) a. Then a step
 * needs no vector besides x itself: first the numbers of all its rows, then x moves along the rows.
 */
public interface LinearModel extends Objective {
  /**
   * r_i at x = (s z_1, …, s z_p, z_{p+1}, …, z_d): the representation of a vector that decays, but
   * for its free coordinates.
   *
   * @param scale s
   * @param penalised p
   */
  double residual(double[] z, double scale, int penalised, CsrBlock block, int row);

  /** z ← z + c a on the first p coordinates, z + c_free a on the others. */
  static void addRow(double[] z, double c, double free, int penalised, CsrBlock block, int row) {
    int[] indices = block.indices();
    float[] values = block.values();
    int start = block.rowOffsets()[row];
    int end = block.rowOffsets()[row + 1];
    // Indices ascend: free ones are the last.
    while (end > start && indices[end - 1] >= penalised) {
      end--;
      z[indices[end]] += free * values[end];
    }
    for (int k = start; k < end; k++) {
      z[indices[k]] += c * values[k];
    }
  }
}
