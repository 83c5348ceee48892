package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;

/**
 * How many rows have each feature, from which follows the relative sparsity Δ = max_v P(v ∈ supp g)
 * = max_v (rows with feature v)/n of Definition 2 (Stich et al., AISTATS 2021). Not thread-safe.
 */
public final class FeatureCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private long nonzeros;
  private double largestSquaredNorm;
  private final long[] counts;

  public FeatureCounts(int features) {
    counts = new long[features];
  }

  /** Counts the rows [from, to) of a block. */
  public void add(CsrBlock block, int from, int to) {
    int[] offsets = block.rowOffsets();
    for (int row = from; row < to; row++) {
      double norm = 0;
      for (int k = offsets[row]; k < offsets[row + 1]; k++) {
        counts[block.indices()[k]]++;
        norm += (double) block.values()[k] * block.values()[k];
      }
      largestSquaredNorm = Math.max(largestSquaredNorm, norm);
    }
    rows += to - from;
    nonzeros += offsets[to] - offsets[from];
  }

  public void merge(FeatureCounts other) {
    rows += other.rows;
    nonzeros += other.nonzeros;
    largestSquaredNorm = Math.max(largestSquaredNorm, other.largestSquaredNorm);
    for (int v = 0; v < counts.length; v++) {
      counts[v] += other.counts[v];
    }
  }

  public long rows() {
    return rows;
  }

  /** Rows with that feature. */
  public long count(int feature) {
    return counts[feature];
  }

  public long nonzeros() {
    return nonzeros;
  }

  /** max_i ‖a_i‖². */
  public double largestSquaredNorm() {
    return largestSquaredNorm;
  }

  /** Δ, leaving out features that every row has (an intercept has Δ = 1); 0 if nothing is left. */
  public double relativeSparsity() {
    long largest = 0;
    for (long count : counts) {
      if (count < rows) {
        largest = Math.max(largest, count);
      }
    }
    return (double) largest / rows;
  }

  /** How many features every row has. */
  public int constantFeatures() {
    int constant = 0;
    for (long count : counts) {
      if (count == rows) {
        constant++;
      }
    }
    return constant;
  }

  /** How many features occur at all. */
  public int usedFeatures() {
    int used = 0;
    for (long count : counts) {
      if (count > 0) {
        used++;
      }
    }
    return used;
  }
}
