package io.taucrit.data.view;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;

/**
 * Weighted variances of all features from one pass that touches nonzeros only. Of every feature the
 * weight W_v, mean and sum of squared deviations of its nonzeros are updated row by row (West,
 * Communications of the ACM 22, 1979) and merged pairwise; the zeros are one more group in the end,
 * so that no difference of large sums is ever taken.
 *
 * <p>With W = Σ w_i the variance is that of Spark's Summarizer, Σ w_i (a_iv − mean_v)² / (W − Σ
 * w_i²/W), which has the divisor n − 1 without weights. Memory: 24 bytes a feature. Not
 * thread-safe.
 */
final class Moments implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] weights;
  private final double[] means;
  private final double[] deviations;
  private double weight;
  private double squaredWeights;
  private long rows;

  /**
   * @param features d, or 0 where only rows and weights are to be counted
   */
  Moments(int features) {
    weights = new double[features];
    means = new double[features];
    deviations = new double[features];
  }

  void add(CsrBlock block, int row) {
    double w = block.weights() == null ? 1 : block.weights()[row];
    rows++;
    weight += w;
    squaredWeights += w * w;
    if (weights.length > 0 && w > 0) {
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        add(block.indices()[k], block.values()[k], w);
      }
    }
  }

  private void add(int v, double value, double w) {
    double delta = value - means[v];
    weights[v] += w;
    means[v] += delta * w / weights[v];
    deviations[v] += w * delta * (value - means[v]);
  }

  /**
   * Adds other rows, every one of them with its weight multiplied.
   *
   * @param factor of all their weights, above 0
   */
  void merge(Moments other, double factor) {
    rows += other.rows;
    weight += factor * other.weight;
    squaredWeights += factor * factor * other.squaredWeights;
    for (int v = 0; v < weights.length; v++) {
      double added = factor * other.weights[v];
      if (added > 0) {
        double delta = other.means[v] - means[v];
        double sum = weights[v] + added;
        deviations[v] += factor * other.deviations[v] + delta * delta * weights[v] * added / sum;
        means[v] += delta * added / sum;
        weights[v] = sum;
      }
    }
  }

  long rows() {
    return rows;
  }

  double weight() {
    return weight;
  }

  /** The variance of a feature, its zeros included; 0 where it is the same in all rows. */
  double variance(int v) {
    double zeros = Math.max(0, weight - weights[v]);
    double sum = deviations[v] + means[v] * means[v] * weights[v] * zeros / weight;
    double divisor = weight - squaredWeights / weight;
    return divisor > 0 ? sum / divisor : 0;
  }
}
