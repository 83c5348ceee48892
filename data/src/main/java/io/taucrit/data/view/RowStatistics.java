package io.taucrit.data.view;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has to be known about the training rows to make a {@link RowView} of them: rows, weights and
 * variances, by class where classes have weights, so that one pass is enough. Merge parts in a
 * fixed order for the same bits. Memory: 24 bytes a feature (and class) with scaling, next to none
 * without. Not thread-safe.
 */
public final class RowStatistics implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int features;
  private final Preprocessing asked;
  private final TreeMap<Float, Moments> classes = new TreeMap<>();

  /**
   * @param features d
   * @param asked what the view is to do
   */
  public RowStatistics(int features, Preprocessing asked) {
    this.features = features;
    this.asked = asked;
  }

  /** Whether a view needs to know anything about the rows. */
  public static boolean needed(Preprocessing asked) {
    return asked.unitVariance() || asked.classWeights() != null;
  }

  /** Adds the rows [from, to). */
  public void add(CsrBlock block, int from, int to) {
    for (int row = from; row < to; row++) {
      // −0 and 0 are one label.
      of(asked.classWeights() == null ? 0 : block.labels()[row] + 0f).add(block, row);
    }
  }

  public void merge(RowStatistics other) {
    other.classes.forEach((label, part) -> of(label).merge(part, 1));
  }

  private Moments of(float label) {
    return classes.computeIfAbsent(label, l -> new Moments(asked.unitVariance() ? features : 0));
  }

  /**
   * The view of rows like these, and what their weights amount to.
   *
   * @throws io.taucrit.data.InputException if weights are given to a class without rows
   */
  public RowView view() {
    SortedMap<Float, Double> factors = null;
    if (asked.classWeights() != null) {
      SortedMap<Float, Long> rows = new TreeMap<>();
      classes.forEach((label, part) -> rows.put(label, part.rows()));
      factors = new ClassWeights(asked.classWeights()).of(rows);
    }
    Moments all = new Moments(asked.unitVariance() ? features : 0);
    for (var part : classes.entrySet()) {
      all.merge(part.getValue(), factors == null ? 1 : factors.get(part.getKey()));
    }
    double[] scales = null;
    if (asked.unitVariance()) {
      scales = new double[features];
      for (int v = 0; v < features; v++) {
        double variance = all.variance(v);
        scales[v] = variance > 0 ? 1 / Math.sqrt(variance) : 0;
      }
    }
    double weightScale = factors == null ? 1 : all.rows() / all.weight();
    return new RowView(features, scales, asked.intercept(), factors, weightScale);
  }
}
