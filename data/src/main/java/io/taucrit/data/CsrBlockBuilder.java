package io.taucrit.data;

import java.util.Arrays;

/**
 * Collects rows one after the other and builds a {@link CsrBlock} of them.
 *
 * <p>A row begins with {@link #startRow} and takes its entries through {@link #add}, by strictly
 * ascending feature. The arrays grow by half their length, so adding is amortised O(1). Weights are
 * stored only once some row weighs something other than 1.
 *
 * <p>Not thread-safe.
 */
public final class CsrBlockBuilder {
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private int[] rowOffsets;
  private int[] indices;
  private float[] values;
  private float[] labels;
  private float[] weights;
  private int rows;
  private int nonzeros;

  public CsrBlockBuilder() {
    this(16, 256);
  }

  /** A builder with room for the given counts; it grows where they are exceeded. */
  public CsrBlockBuilder(int expectedRows, int expectedNonzeros) {
    rowOffsets = new int[expectedRows + 1];
    labels = new float[expectedRows];
    indices = new int[expectedNonzeros];
    values = new float[expectedNonzeros];
  }

  /** Begins a row of weight 1. */
  public CsrBlockBuilder startRow(float label) {
    if (rows == labels.length) {
      int capacity = grown(rows);
      labels = Arrays.copyOf(labels, capacity);
      rowOffsets = Arrays.copyOf(rowOffsets, capacity + 1);
      if (weights != null) {
        weights = Arrays.copyOf(weights, capacity);
      }
    }
    labels[rows] = label;
    if (weights != null) {
      weights[rows] = 1;
    }
    rows++;
    rowOffsets[rows] = nonzeros;
    return this;
  }

  /** Begins a row of the given weight. */
  public CsrBlockBuilder startRow(float label, float weight) {
    startRow(label);
    if (weight != 1 && weights == null) {
      weights = new float[labels.length];
      Arrays.fill(weights, 0, rows, 1);
    }
    if (weights != null) {
      weights[rows - 1] = weight;
    }
    return this;
  }

  /**
   * Adds an entry to the row begun last.
   *
   * @param index the feature, 0-based, above those added to this row before
   * @throws IllegalArgumentException if the feature is negative or not above the one before
   * @throws IllegalStateException if no row was begun or the block is full
   */
  public CsrBlockBuilder add(int index, float value) {
    if (rows == 0) {
      throw new IllegalStateException("Cannot add to CSR block: no row was begun");
    }
    int previous = nonzeros > rowOffsets[rows - 1] ? indices[nonzeros - 1] : -1;
    if (index <= previous) {
      throw new IllegalArgumentException(
          "Invalid feature: %d follows %d in row %d, features must ascend from 0"
              .formatted(index, previous, rows - 1));
    }
    reserve(1);
    indices[nonzeros] = index;
    values[nonzeros] = value;
    nonzeros++;
    rowOffsets[rows] = nonzeros;
    return this;
  }

  /** Adds a copy of one row of another block, with its label and weight. */
  public CsrBlockBuilder addRowOf(CsrBlock block, int row) {
    float[] otherWeights = block.weights();
    startRow(block.labels()[row], otherWeights == null ? 1 : otherWeights[row]);
    int from = block.rowOffsets()[row];
    int count = block.rowOffsets()[row + 1] - from;
    reserve(count);
    System.arraycopy(block.indices(), from, indices, nonzeros, count);
    System.arraycopy(block.values(), from, values, nonzeros, count);
    nonzeros += count;
    rowOffsets[rows] = nonzeros;
    return this;
  }

  /** Takes back the row begun last with all its entries. */
  public CsrBlockBuilder dropRow() {
    if (rows == 0) {
      throw new IllegalStateException("Cannot drop a row of CSR block: it has none");
    }
    rows--;
    nonzeros = rowOffsets[rows];
    return this;
  }

  /** Rows begun so far. */
  public int rows() {
    return rows;
  }

  /** Entries added so far. */
  public int nonzeros() {
    return nonzeros;
  }

  /** A block of the rows so far, in arrays of its own; the builder can go on. */
  public CsrBlock build() {
    return new CsrBlock(
        Arrays.copyOf(rowOffsets, rows + 1),
        Arrays.copyOf(indices, nonzeros),
        Arrays.copyOf(values, nonzeros),
        Arrays.copyOf(labels, rows),
        weights == null ? null : Arrays.copyOf(weights, rows));
  }

  /** Forgets all rows and keeps the room they took. */
  public CsrBlockBuilder clear() {
    rows = 0;
    nonzeros = 0;
    weights = null;
    return this;
  }

  private void reserve(int count) {
    if (count > LARGEST_ARRAY - nonzeros) {
      throw new IllegalStateException(
          "Cannot add %d entries to CSR block: it holds %d and an array at most %d"
              .formatted(count, nonzeros, LARGEST_ARRAY));
    }
    if (nonzeros + count > indices.length) {
      int capacity = Math.max(nonzeros + count, grown(indices.length));
      indices = Arrays.copyOf(indices, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }

  private static int grown(int capacity) {
    return (int) Math.min(LARGEST_ARRAY, 16L + capacity + (capacity >> 1));
  }
}
