package io.taucrit.data;

import java.io.Serializable;

/**
 * What the labels of a set of rows look like; a loss reads from it whether they fit.
 *
 * <p>Of no rows: min = +∞, max = −∞ and every {@code all…} holds, the neutral element of {@link
 * #merge}. Immutable and thread-safe.
 *
 * @param min the smallest label
 * @param max the largest label
 * @param allZeroOne whether every label is 0 or 1
 * @param allPlusMinusOne whether every label is −1 or +1
 * @param allCounts whether every label is a non-negative integer
 */
public record Labels(
    float min, float max, boolean allZeroOne, boolean allPlusMinusOne, boolean allCounts)
    implements Serializable {

  /** The summary of no rows. */
  public static final Labels NONE =
      new Labels(Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, true, true, true);

  /** The summary of a block's labels. */
  public static Labels of(CsrBlock block) {
    float min = NONE.min;
    float max = NONE.max;
    boolean zeroOne = true;
    boolean plusMinusOne = true;
    boolean counts = true;
    for (float label : block.labels()) {
      min = Math.min(min, label);
      max = Math.max(max, label);
      zeroOne &= label == 0 || label == 1;
      plusMinusOne &= label == -1 || label == 1;
      counts &= label >= 0 && label == Math.rint(label);
    }
    return new Labels(min, max, zeroOne, plusMinusOne, counts);
  }

  /** The summary of both sets of rows together. */
  public Labels merge(Labels other) {
    return new Labels(
        Math.min(min, other.min),
        Math.max(max, other.max),
        allZeroOne && other.allZeroOne,
        allPlusMinusOne && other.allPlusMinusOne,
        allCounts && other.allCounts);
  }
}
