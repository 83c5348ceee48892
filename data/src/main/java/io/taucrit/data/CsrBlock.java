package io.taucrit.data;

import java.io.Serializable;

/**
 * A block of labelled sparse rows in compressed sparse row form.
 *
 * <p>Row {@code i} holds the entries {@code k = rowOffsets[i] .. rowOffsets[i + 1] - 1}: feature
 * {@code indices[k]} (0-based, strictly ascending within a row) with value {@code values[k]}. A
 * nonzero takes 8 bytes; there is no object per row. {@code weights} is null where all rows weigh
 * 1.
 *
 * <p>The accessors hand out the arrays themselves so that kernels can run over them; callers must
 * not write to them. Blocks are immutable by that convention and may be shared between threads.
 */
public final class CsrBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] rowOffsets;
  private final int[] indices;
  private final float[] values;
  private final float[] labels;
  private final float[] weights;

  /**
   * Wraps the arrays without copying.
   *
   * @param rowOffsets length rows + 1, starting at 0, not decreasing
   * @param indices length {@code rowOffsets[rows]}
   * @param values length {@code rowOffsets[rows]}
   * @param labels length rows
   * @param weights length rows, or null for weight 1
   * @throws IllegalArgumentException if the lengths do not agree
   */
  public CsrBlock(
      int[] rowOffsets, int[] indices, float[] values, float[] labels, float[] weights) {
    int rows = rowOffsets.length - 1;
    if (rows < 0 || rowOffsets[0] != 0 || labels.length != rows) {
      throw new IllegalArgumentException(
          "Invalid CSR block: %d row offsets, %d labels"
              .formatted(rowOffsets.length, labels.length));
    }
    if (indices.length != rowOffsets[rows] || values.length != indices.length) {
      throw new IllegalArgumentException(
          "Invalid CSR block: last row offset %d, %d indices, %d values"
              .formatted(rowOffsets[rows], indices.length, values.length));
    }
    if (weights != null && weights.length != rows) {
      throw new IllegalArgumentException(
          "Invalid CSR block: %d rows, %d weights".formatted(rows, weights.length));
    }
    this.rowOffsets = rowOffsets;
    this.indices = indices;
    this.values = values;
    this.labels = labels;
    this.weights = weights;
  }

  public int rows() {
    return labels.length;
  }

  public int nonzeros() {
    return indices.length;
  }

  public int[] rowOffsets() {
    return rowOffsets;
  }

  public int[] indices() {
    return indices;
  }

  public float[] values() {
    return values;
  }

  public float[] labels() {
    return labels;
  }

  /** The row weights, or null where all rows weigh 1. */
  public float[] weights() {
    return weights;
  }
}
