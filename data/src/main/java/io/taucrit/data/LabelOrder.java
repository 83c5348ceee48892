package io.taucrit.data;

import java.io.Serializable;

/**
 * Whether labels come in a random order, from sums over consecutive rows.
 *
 * <p>The ratio of von Neumann (1941), the mean of (y_{i+1} − y_i)² over the variance of y, is near
 * 2 in random order, whatever the labels' law, and near 0 where rows are sorted by label or each
 * part of the data has a label of its own. Immutable and thread-safe.
 *
 * @param rows rows
 * @param sum Σ y_i
 * @param squares Σ y_i²
 * @param steps Σ (y_{i+1} − y_i)²
 * @param first label of the first row
 * @param last label of the last row
 */
public record LabelOrder(
    long rows, double sum, double squares, double steps, float first, float last)
    implements Serializable {

  /** Of no rows. */
  public static final LabelOrder NONE = new LabelOrder(0, 0, 0, 0, Float.NaN, Float.NaN);

  /** Of a block's rows. */
  public static LabelOrder of(CsrBlock block) {
    float[] labels = block.labels();
    if (labels.length == 0) {
      return NONE;
    }
    double sum = 0;
    double squares = 0;
    double steps = 0;
    for (int row = 0; row < labels.length; row++) {
      double y = labels[row];
      double step = row == 0 ? 0 : y - labels[row - 1];
      sum += y;
      squares += y * y;
      steps += step * step;
    }
    return new LabelOrder(labels.length, sum, squares, steps, labels[0], labels[labels.length - 1]);
  }

  /** Of these rows with others behind them. */
  public LabelOrder followedBy(LabelOrder other) {
    if (rows == 0 || other.rows == 0) {
      return rows == 0 ? other : this;
    }
    double step = (double) other.first - last;
    return new LabelOrder(
        rows + other.rows,
        sum + other.sum,
        squares + other.squares,
        steps + other.steps + step * step,
        first,
        other.last);
  }

  /** The ratio to six decimals, 2 in random order; null where all labels are equal. */
  public Double ratio() {
    double variance = squares / rows - sum / rows * (sum / rows);
    // What rounding leaves of equal labels is no variance.
    return rows > 1 && variance > 1e-12 * (squares / rows)
        ? Math.round(steps / (rows - 1) / variance * 1e6) / 1e6
        : null;
  }
}
