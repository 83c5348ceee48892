package io.taucrit.core.noise;

import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import java.io.Serializable;
import java.util.List;

/**
 * Sums over sampled rows of products of two scalars a row, taken in a second pass at the same x:
 *
 * <pre>
 *   v_i = ‖ξ_i‖² − V̄        the row's share in the noise, V̄ the mean over the sample
 *   u_i = g_iᵀ ḡ_{−i} − Ū    the row's share in ‖∇f‖², ḡ_{−i} the mean of the other rows
 *       = ((m − 2) ξ_iᵀḡ − v_i)/(m − 1)
 * </pre>
 *
 * <p>with ξ_i = g_i − ḡ. Both have mean 0 over the sample by construction. One row costs two sparse
 * dot products and nothing is kept of it. Partial sums of slices may be merged in any order; merge
 * in a fixed one where bits matter. Not thread-safe.
 */
final class RowMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private double vv;
  private double uv;
  private double uu;
  private double vvv;
  private double uvv;
  private double uuv;
  private double uuu;

  /** The sums over the rows of the slices, which are among those whose mean is given. */
  static RowMoments of(Objective objective, SampleMean mean, List<Slice> slices) {
    RowMoments sums = new RowMoments();
    RowGradient gradient = new RowGradient(objective);
    double m = mean.rows();
    double dataSquared = dot(mean.data(), mean.data());
    double cross = dot(mean.data(), mean.full());
    boolean regularised = objective.lambda() != 0;
    double noise = mean.spread() * (m - 1) / m;
    for (Slice s : slices) {
      for (int row = s.from(); row < s.to(); row++) {
        gradient.load(mean.x(), s.block(), row);
        double alongData = gradient.dot(mean.data());
        double alongFull = regularised ? gradient.dot(mean.full()) : alongData;
        double v = gradient.squaredNorm() - 2 * alongData + dataSquared - noise;
        sums.add(v, ((m - 2) * (alongFull - cross) - v) / (m - 1));
      }
    }
    return sums;
  }

  private void add(double v, double u) {
    vv += v * v;
    uv += u * v;
    uu += u * u;
    vvv += v * v * v;
    uvv += u * v * v;
    uuv += u * u * v;
    uuu += u * u * u;
  }

  void merge(RowMoments other) {
    vv += other.vv;
    uv += other.uv;
    uu += other.uu;
    vvv += other.vvv;
    uvv += other.uvv;
    uuv += other.uuv;
    uuu += other.uuu;
  }

  /** Σ (a v_i + c u_i)². */
  double second(double a, double c) {
    return a * a * vv + 2 * a * c * uv + c * c * uu;
  }

  /** Σ (a v_i + c u_i)³. */
  double third(double a, double c) {
    return a * a * a * vvv + 3 * a * a * c * uvv + 3 * a * c * c * uuv + c * c * c * uuu;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += a[v] * b[v];
    }
    return sum;
  }
}
