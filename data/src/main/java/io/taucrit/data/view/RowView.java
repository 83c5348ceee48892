package io.taucrit.data.view;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows as a model is fitted to them: with factors s_v of the features and weights w_k of the
 * classes, the row (a_i, y_i, w_i) becomes
 *
 * <pre>  a'_iv = s_v a_iv for v &lt; d,  a'_id = 1 with an intercept,  w'_i = w_i w_{y_i}</pre>
 *
 * <p>A model y of the view has the margins of the model x_v = s_v y_v on the rows themselves, and
 * the same intercept, for nothing is centred. A feature with s_v = 0 is left out of rows and has
 * coefficient 0.
 *
 * <p>Values and weights stay floats: s_v a_iv is rounded to 2^−24 of itself, some 6·10^−8, and so
 * are margins of x and of y the same to about that share of Σ_v |a_iv x_v|. An intercept costs 8
 * bytes a row, the factors 8 bytes a feature, also wherever tasks are sent. Immutable, thread-safe.
 */
public final class RowView implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int features;
  private final double[] scales;
  private final boolean intercept;
  private final TreeMap<Float, Double> classWeights;
  private final double weightScale;

  /**
   * @param scales s_v ≥ 0, length d, not copied; null for 1
   * @param classWeights w_k by label; null for 1
   * @param weightScale n / Σ w'_i over the training rows, 1 where no weights were changed
   */
  RowView(
      int features,
      double[] scales,
      boolean intercept,
      SortedMap<Float, Double> classWeights,
      double weightScale) {
    this.features = features;
    this.scales = scales;
    this.intercept = intercept;
    this.classWeights = classWeights == null ? null : new TreeMap<>(classWeights);
    this.weightScale = weightScale;
  }

  /** Rows as they are. */
  public static RowView plain(int features) {
    return new RowView(features, null, false, null, 1);
  }

  /** Rows as they are, with an intercept. */
  public static RowView withIntercept(int features) {
    return new RowView(features, null, true, null, 1);
  }

  /** d, and one more with an intercept, which is the last coordinate. */
  public int dimension() {
    return features + (intercept ? 1 : 0);
  }

  /** Coordinates behind those of the features: 1 with an intercept. */
  public int intercepts() {
    return intercept ? 1 : 0;
  }

  /** The factor of all weights that makes their mean over the training rows 1. */
  public double weightScale() {
    return weightScale;
  }

  /** The block's rows in this view; the block itself where it is the same. */
  public CsrBlock of(CsrBlock block) {
    if (scales == null && !intercept) {
      return classWeights == null
          ? block
          : new CsrBlock(
              block.rowOffsets(), block.indices(), block.values(), block.labels(), weights(block));
    }
    int rows = block.rows();
    int most = block.nonzeros() + (intercept ? rows : 0);
    int[] offsets = new int[rows + 1];
    int[] indices = new int[most];
    float[] values = new float[most];
    int next = 0;
    for (int row = 0; row < rows; row++) {
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        int v = block.indices()[k];
        if (scales == null || scales[v] > 0) {
          indices[next] = v;
          values[next++] =
              scales == null ? block.values()[k] : (float) (scales[v] * block.values()[k]);
        }
      }
      if (intercept) {
        indices[next] = features;
        values[next++] = 1;
      }
      offsets[row + 1] = next;
    }
    return new CsrBlock(
        offsets,
        next == most ? indices : Arrays.copyOf(indices, next),
        next == most ? values : Arrays.copyOf(values, next),
        block.labels(),
        weights(block));
  }

  private float[] weights(CsrBlock block) {
    if (classWeights == null) {
      return block.weights();
    }
    float[] weights = new float[block.rows()];
    for (int row = 0; row < weights.length; row++) {
      // A class that only held-out rows have weighs 1.
      double factor = classWeights.getOrDefault(block.labels()[row] + 0f, 1.0);
      weights[row] = (float) (block.weights() == null ? factor : factor * block.weights()[row]);
    }
    return weights;
  }

  /**
   * Coefficients for rows as they are.
   *
   * @param y of the view: K numbers for each of the {@link #dimension} coordinates, one after the
   *     other
   * @return a new vector of the same length, the intercepts last
   */
  public double[] original(double[] y) {
    double[] x = y.clone();
    int scores = x.length / dimension();
    for (int v = 0; scales != null && v < features * scores; v++) {
      x[v] *= scales[v / scores];
    }
    return x;
  }

  /**
   * The inverse of {@link #original}; what x has for features that the view leaves out is lost.
   *
   * @param x for rows as they are, as {@link #original} returns it
   */
  public double[] viewed(double[] x) {
    double[] y = x.clone();
    int scores = y.length / dimension();
    for (int v = 0; scales != null && v < features * scores; v++) {
      double scale = scales[v / scores];
      y[v] = scale > 0 ? y[v] / scale : 0;
    }
    return y;
  }
}
