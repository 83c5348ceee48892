package io.taucrit.core.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * A vector x = scale · w, so that x ← (1 − c) x costs one multiplication and L2 decay is exact at
 * the price of a sparse step. The scale is folded into w before it underflows.
 *
 * <p>It keeps the weighted average of its own history the same way, x̄ = Σ w_t x_t / Σ w_t. With A
 * = Σ w_t scale_t since the last fold, that part of the sum is A·w less, for every change of a
 * coordinate, the change times the A of its time: a sparse step stays sparse.
 *
 * <p>Not thread-safe.
 */
final class ScaledVector {
  private static final double SMALLEST_SCALE = 1e-100;

  /** With an average the fold comes earlier: A·w and its correction cancel by 1/scale. */
  private static final double SMALLEST_AVERAGED_SCALE = 1e-3;

  /** Weights are relative; they are rescaled before they overflow. */
  private static final double LARGEST_WEIGHT = 1e100;

  private final double[] w;
  private double scale = 1;

  private final Averaging averaging;
  private final double[] folded;
  private final double[] correction;
  private double weightedScales;
  private double weights;
  private long iterates;

  ScaledVector(double[] start) {
    this(start, Averaging.NONE);
  }

  ScaledVector(double[] start, Averaging averaging) {
    w = start.clone();
    this.averaging = averaging;
    boolean averaged = averaging != Averaging.NONE;
    folded = averaged ? new double[w.length] : null;
    correction = averaged ? new double[w.length] : null;
  }

  private ScaledVector(ScaledVector o) {
    w = o.w.clone();
    scale = o.scale;
    averaging = o.averaging;
    folded = o.folded == null ? null : o.folded.clone();
    correction = o.correction == null ? null : o.correction.clone();
    weightedScales = o.weightedScales;
    weights = o.weights;
    iterates = o.iterates;
  }

  /** An independent copy with the same raw representation, hence the same future bits. */
  ScaledVector copy() {
    return new ScaledVector(this);
  }

  int length() {
    return w.length;
  }

  /** x ← factor · x, factor in (0, 1]. */
  void decay(double factor) {
    scale *= factor;
    if (scale < (folded == null ? SMALLEST_SCALE : SMALLEST_AVERAGED_SCALE)) {
      foldAverage();
      for (int v = 0; v < w.length; v++) {
        w[v] *= scale;
      }
      scale = 1;
    }
  }

  /** x_v ← x_v + multiplier · values_k for the k-th coordinate v; all coordinates if null. */
  void add(int[] coordinates, double[] values, double multiplier) {
    double m = multiplier / scale;
    addTo(w, coordinates, values, m);
    if (folded != null) {
      addTo(correction, coordinates, values, m * weightedScales);
    }
  }

  private static void addTo(double[] sum, int[] coordinates, double[] values, double m) {
    if (coordinates == null) {
      for (int v = 0; v < sum.length; v++) {
        sum[v] += m * values[v];
      }
    } else {
      for (int k = 0; k < coordinates.length; k++) {
        sum[coordinates[k]] += m * values[k];
      }
    }
  }

  /** Takes x as it is now into the average. */
  void endOfUpdate() {
    if (folded == null) {
      return;
    }
    iterates++;
    double share = averaging.share(iterates);
    // W_t = W_{t−1}/(1 − ρ_t) and w_t = ρ_t W_t.
    weights = iterates == 1 ? 1 : weights / (1 - share);
    weightedScales += share * weights * scale;
    if (weights > LARGEST_WEIGHT) {
      foldAverage();
      for (int v = 0; v < w.length; v++) {
        folded[v] /= weights;
      }
      weights = 1;
    }
  }

  private void foldAverage() {
    if (folded != null) {
      for (int v = 0; v < w.length; v++) {
        folded[v] += weightedScales * w[v] - correction[v];
        correction[v] = 0;
      }
      weightedScales = 0;
    }
  }

  /** x at the coordinates, or all of x for null. */
  double[] gather(int[] coordinates) {
    int n = coordinates == null ? w.length : coordinates.length;
    double[] values = new double[n];
    for (int k = 0; k < n; k++) {
      values[k] = scale * w[coordinates == null ? k : coordinates[k]];
    }
    return values;
  }

  /** x̄, or x itself without averaging and before the first update. */
  double[] average() {
    if (iterates == 0) {
      return gather(null);
    }
    double[] mean = new double[w.length];
    for (int v = 0; v < w.length; v++) {
      mean[v] = (folded[v] + (weightedScales * w[v] - correction[v])) / weights;
    }
    return mean;
  }

  /** Writes the raw representation. */
  void writeTo(DataOutputStream out) throws IOException {
    out.writeUTF(averaging.name());
    out.writeInt(w.length);
    out.writeDouble(scale);
    write(w, out);
    if (folded != null) {
      out.writeDouble(weightedScales);
      out.writeDouble(weights);
      out.writeLong(iterates);
      write(folded, out);
      write(correction, out);
    }
  }

  /** Reads what {@link #writeTo} wrote. */
  static ScaledVector readFrom(DataInputStream in) throws IOException {
    Averaging averaging = Averaging.valueOf(in.readUTF());
    int length = in.readInt();
    double scale = in.readDouble();
    double[] w = new double[length];
    read(w, in);
    ScaledVector vector = new ScaledVector(w, averaging);
    vector.scale = scale;
    if (vector.folded != null) {
      vector.weightedScales = in.readDouble();
      vector.weights = in.readDouble();
      vector.iterates = in.readLong();
      read(vector.folded, in);
      read(vector.correction, in);
    }
    return vector;
  }

  private static void write(double[] values, DataOutputStream out) throws IOException {
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static void read(double[] values, DataInputStream in) throws IOException {
    for (int v = 0; v < values.length; v++) {
      values[v] = in.readDouble();
    }
  }
}
