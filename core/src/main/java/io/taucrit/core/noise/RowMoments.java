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

  private static final int HIGHEST = 4;
  private static final int[][] BINOMIAL = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}, {1, 4, 6, 4, 1}};

  /** sums[p][k] = Σ v_i^{p−k} u_i^k. */
  private final double[][] sums = new double[HIGHEST + 1][HIGHEST + 1];

  /** Σ p_i ξ_i with p_i = ξ_iᵀḡ, length d: m times the sample's Σḡ. */
  private final double[] turned;

  /** Σ p_i² ‖ξ_i‖². */
  private double turnedSquares;

  RowMoments(int dimension) {
    turned = new double[dimension];
  }

  /** The sums over the rows of the slices, which are among those whose mean is given. */
  static RowMoments of(Objective objective, SampleMean mean, List<Slice> slices) {
    RowMoments sums = new RowMoments(objective.dimension());
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
        double p = alongFull - cross;
        sums.add(v, ((m - 2) * p - v) / (m - 1));
        gradient.addTo(sums.turned, p);
        sums.turnedSquares += p * p * (v + noise);
      }
    }
    return sums;
  }

  private void add(double v, double u) {
    double vv = v * v;
    double uv = u * v;
    double uu = u * u;
    add(2, vv, uv, uu);
    add(3, vv * v, vv * u, uu * v, uu * u);
    add(4, vv * vv, vv * uv, uv * uv, uu * uv, uu * uu);
  }

  private void add(int power, double... products) {
    for (int k = 0; k <= power; k++) {
      sums[power][k] += products[k];
    }
  }

  void merge(RowMoments other) {
    for (int power = 2; power <= HIGHEST; power++) {
      add(power, other.sums[power]);
    }
    for (int v = 0; v < turned.length; v++) {
      turned[v] += other.turned[v];
    }
    turnedSquares += other.turnedSquares;
  }

  /** Σ (a v_i + c u_i)^power, power 2, 3 or 4. */
  double sum(int power, double a, double c) {
    double sum = 0;
    for (int k = 0; k <= power; k++) {
      sum += BINOMIAL[power][k] * power(a, power - k) * power(c, k) * sums[power][k];
    }
    return sum;
  }

  /**
   * Σ (a v_i + c u_i)³ with the terms odd in u multiplied by {@code trust}: where ḡ is mostly
   * noise, the sign of u means nothing.
   */
  double third(double a, double c, double trust) {
    double[] s = sums[3];
    return a * a * a * s[0]
        + 3 * a * c * c * s[2]
        + trust * (3 * a * a * c * s[1] + c * c * c * s[3]);
  }

  /** Σ u_i v_i. */
  double cross() {
    return sums[2][1];
  }

  /** Σ over i ≠ j of p_i ξ_iᵀξ_j p_j, which is m(m − 1) ḡᵀΣ²ḡ. */
  double turned() {
    return dot(turned, turned) - turnedSquares;
  }

  private static double power(double base, int exponent) {
    double product = 1;
    for (int k = 0; k < exponent; k++) {
      product *= base;
    }
    return product;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += a[v] * b[v];
    }
    return sum;
  }
}
