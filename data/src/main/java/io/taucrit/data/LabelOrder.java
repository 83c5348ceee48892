package io.taucrit.data;

import java.io.Serializable;

/**
 * Whether labels come in a random order, from sums over neighbouring rows.
 *
 * <p>The ratio of von Neumann (1941), Σ (y_{i+1} − y_i)²/pairs over the variance of y, is near 2 in
 * random order, whatever the labels' law, and near 0 where rows are sorted by label or each part of
 * the data has labels of its own. Neighbours in different parts count as none. Immutable and
 * thread-safe.
 *
 * @param rows rows
 * @param sum Σ y_i
 * @param squares Σ y_i²
 * @param pairs neighbours within a part
 * @param steps Σ (y_{i+1} − y_i)² over them
 */
public record LabelOrder(long rows, double sum, double squares, long pairs, double steps)
    implements Serializable {

  /** Of no rows. */
  public static final LabelOrder NONE = new LabelOrder(0, 0, 0, 0, 0);

  /** Of a block's rows. */
  public static LabelOrder of(CsrBlock block) {
    float[] labels = block.labels();
    double sum = 0;
    double squares = 0;
    double steps = 0;
    for (int row = 0; row < labels.length; row++) {
      double y = labels[row];
      sum += y;
      squares += y * y;
      double step = row == 0 ? 0 : y - labels[row - 1];
      steps += step * step;
    }
    return new LabelOrder(labels.length, sum, squares, Math.max(0, labels.length - 1), steps);
  }

  /** Of both parts of the data. */
  public LabelOrder merge(LabelOrder other) {
    return new LabelOrder(
        rows + other.rows,
        sum + other.sum,
        squares + other.squares,
        pairs + other.pairs,
        steps + other.steps);
  }

  /** The ratio, 2 in random order; null where all labels are equal or no rows are neighbours. */
  public Double ratio() {
    double variance = squares / rows - sum / rows * (sum / rows);
    // What rounding leaves of equal labels is no variance.
    return pairs > 0 && variance > 1e-12 * (squares / rows) ? steps / pairs / variance : null;
  }
}
