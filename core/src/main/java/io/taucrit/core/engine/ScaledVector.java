package io.taucrit.core.engine;

import io.taucrit.core.objective.Penalty;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A vector x = scale · w, so that x ← (1 − c) x costs one multiplication and L2 decay is exact at
 * the price of a sparse step. The scale is folded into w before it underflows.
 *
 * <p>Soft thresholding of all coordinates costs as little: x_v ← S_t(x_v) is w_v ←
 * S_{t/scale}(w_v), thresholds of a coordinate that nothing else changes add up, and a coordinate
 * catches up when it is next read or changed (Duchi and Singer, JMLR 10, 2009, section 5).
 *
 * <p>The last {@code free} coordinates are neither decayed nor shrunk.
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
  private final int free;
  private double scale = 1;

  /** Σ t/scale since the last fold, and what of it each coordinate has caught up with. */
  private double thresholds;

  private final double[] caughtUp;

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
    this(start, averaging, Penalty.none());
  }

  /**
   * @throws IllegalArgumentException with λ₁ and averaging, whose sum would not stay sparse
   */
  ScaledVector(double[] start, Averaging averaging, Penalty penalty) {
    this(start, averaging, penalty.free(), penalty.l1() > 0);
  }

  private ScaledVector(double[] start, Averaging averaging, int free, boolean shrinks) {
    if (shrinks && averaging != Averaging.NONE) {
      throw new IllegalArgumentException("Invalid averaging with an L1 term: " + averaging);
    }
    w = start.clone();
    this.free = free;
    caughtUp = shrinks ? new double[w.length - free] : null;
    this.averaging = averaging;
    boolean averaged = averaging != Averaging.NONE;
    folded = averaged ? new double[w.length] : null;
    correction = averaged ? new double[w.length] : null;
  }

  private ScaledVector(ScaledVector o) {
    w = o.w.clone();
    free = o.free;
    scale = o.scale;
    thresholds = o.thresholds;
    caughtUp = o.caughtUp == null ? null : o.caughtUp.clone();
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

  /** x ← factor · x but for free coordinates, factor in (0, 1]. */
  void decay(double factor) {
    scale *= factor;
    for (int v = w.length - free; v < w.length; v++) {
      double change = w[v] / factor - w[v];
      w[v] += change;
      if (folded != null) {
        correction[v] += change * weightedScales;
      }
    }
    if (scale < (folded == null ? SMALLEST_SCALE : SMALLEST_AVERAGED_SCALE)) {
      fold();
    }
  }

  private void fold() {
    foldAverage();
    catchUp(null);
    for (int v = 0; v < w.length; v++) {
      w[v] *= scale;
    }
    scale = 1;
    thresholds = 0;
    if (caughtUp != null) {
      Arrays.fill(caughtUp, 0);
    }
  }

  /** x_v ← S_t(x_v) for all penalised coordinates; only of a vector made for an L1 term. */
  void shrink(double threshold) {
    thresholds += threshold / scale;
  }

  private void catchUp(int[] coordinates) {
    if (caughtUp == null) {
      return;
    }
    int n = coordinates == null ? caughtUp.length : coordinates.length;
    for (int k = 0; k < n; k++) {
      int v = coordinates == null ? k : coordinates[k];
      if (v < caughtUp.length) {
        w[v] = Penalty.threshold(w[v], thresholds - caughtUp[v]);
        caughtUp[v] = thresholds;
      }
    }
  }

  /** x_v ← x_v + multiplier · values_k for the k-th coordinate v; all coordinates if null. */
  void add(int[] coordinates, double[] values, double multiplier) {
    double m = multiplier / scale;
    catchUp(coordinates);
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
    catchUp(coordinates);
    if (coordinates == null) {
      double[] values = new double[w.length];
      for (int v = 0; v < values.length; v++) {
        values[v] = scale * w[v];
      }
      return values;
    }
    double[] values = new double[coordinates.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = scale * w[coordinates[k]];
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
    out.writeInt(free);
    out.writeBoolean(caughtUp != null);
    out.writeDouble(scale);
    write(w, out);
    if (caughtUp != null) {
      out.writeDouble(thresholds);
      write(caughtUp, out);
    }
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
    String averagingName = in.readUTF();
    Averaging averaging =
        Arrays.stream(Averaging.values())
            .filter(a -> a.name().equals(averagingName))
            .findFirst()
            .orElse(null);
    int length = StoredArrays.readLength(in);
    int free = in.readInt();
    boolean shrinks = in.readBoolean();
    double scale = in.readDouble();
    if (averaging == null
        || free < 0
        || free > length
        || (shrinks && averaging != Averaging.NONE)
        || !(scale > 0 && scale <= 1)) {
      throw new IOException("it holds no vector of a run");
    }
    double[] w = StoredArrays.readDoubles(in, length);
    ScaledVector vector = new ScaledVector(w, averaging, free, shrinks);
    vector.scale = scale;
    if (shrinks) {
      vector.thresholds = in.readDouble();
      read(vector.caughtUp, in);
    }
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
