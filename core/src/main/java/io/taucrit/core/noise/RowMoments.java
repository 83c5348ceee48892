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
 * <p>with ξ_i = g_i − ḡ, and of Σ v_i ξ_i and Σ u_i ξ_i. Both scalars have mean 0 over the sample
 * by construction. One row costs two sparse dot products and two sparse additions, and nothing is
 * kept of it. Partial sums of slices may be merged in any order; merge in a fixed one where bits
 * matter. Not thread-safe.
 */
final class RowMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int HIGHEST = 3;
  private static final int[][] BINOMIAL = {{1}, {1, 1}, {1, 2, 1}, {1, 3, 3, 1}};

  /** Σ v_i^{p−k} u_i^k at [p][k]. */
  private final double[][] powers = new double[HIGHEST + 1][HIGHEST + 1];

  /** Σ v_i ξ_i and Σ u_i ξ_i, length d. */
  private final double[][] turned;

  /** Σ v_i² ‖ξ_i‖², Σ v_i u_i ‖ξ_i‖², Σ u_i² ‖ξ_i‖²: what the vectors' products owe to i = j. */
  private final double[] own = new double[3];

  private long rows;

  RowMoments(int dimension) {
    turned = new double[2][dimension];
  }

  /** The sums over the rows of the slices, which are among those whose mean is given. */
  static RowMoments of(Objective objective, SampleMean mean, List<Slice> slices) {
    RowMoments sums = new RowMoments(objective.dimension());
    RowGradient gradient = new RowGradient(objective);
    double m = mean.rows();
    double dataSquared = dot(mean.data(), mean.data());
    double cross = dot(mean.data(), mean.full());
    boolean regularised = objective.penalty().l2() != 0;
    double noise = mean.spread() * (m - 1) / m;
    for (Slice s : slices) {
      for (int row = s.from(); row < s.to(); row++) {
        gradient.load(mean.x(), s.block(), row);
        double alongData = gradient.dot(mean.data());
        double alongFull = regularised ? gradient.dot(mean.full()) : alongData;
        double v = gradient.squaredNorm() - 2 * alongData + dataSquared - noise;
        double p = alongFull - cross;
        double u = ((m - 2) * p - v) / (m - 1);
        sums.add(v, u);
        gradient.addTo(sums.turned[0], v);
        gradient.addTo(sums.turned[1], u);
        sums.own[0] += v * v * (v + noise);
        sums.own[1] += v * u * (v + noise);
        sums.own[2] += u * u * (v + noise);
        sums.rows++;
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
  }

  private void add(int power, double... products) {
    for (int k = 0; k <= power; k++) {
      powers[power][k] += products[k];
    }
  }

  void merge(RowMoments other) {
    for (int power = 2; power <= HIGHEST; power++) {
      add(power, other.powers[power]);
    }
    for (int k = 0; k < 2; k++) {
      for (int v = 0; v < turned[k].length; v++) {
        turned[k][v] += other.turned[k][v];
      }
    }
    for (int k = 0; k < own.length; k++) {
      own[k] += other.own[k];
    }
    rows += other.rows;
  }

  /** The moments of all rows, without the vectors. */
  Sums sums() {
    double vv = dot(turned[0], turned[0]) - own[0];
    double uv = dot(turned[0], turned[1]) - own[1];
    double uu = dot(turned[1], turned[1]) - own[2];
    return new Sums(rows, powers, new double[] {vv, uv, uu});
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += a[v] * b[v];
    }
    return sum;
  }

  /**
   * @param rows m
   * @param powers Σ v_i^{p−k} u_i^k at [p][k]
   * @param turned Σ over i ≠ j of v_i v_j ξ_iᵀξ_j, v_i u_j ξ_iᵀξ_j and u_i u_j ξ_iᵀξ_j
   */
  record Sums(long rows, double[][] powers, double[] turned) {
    /** (1/m) Σ (a v_i + b u_i)^power, power 2 or 3. */
    double moment(int power, double a, double b) {
      double sum = 0;
      for (int k = 0; k <= power; k++) {
        sum += BINOMIAL[power][k] * power(a, power - k) * power(b, k) * powers[power][k];
      }
      return sum / rows;
    }

    /** ‖E wξ‖² with w = a v + b u, unbiased for the w_i as they are, but not below 0. */
    double turned(double a, double b) {
      double square = a * a * turned[0] + 2 * a * b * turned[1] + b * b * turned[2];
      return Math.max(0, square) / (rows * (rows - 1.0));
    }

    private static double power(double base, int exponent) {
      double product = 1;
      for (int k = 0; k < exponent; k++) {
        product *= base;
      }
      return product;
    }
  }
}
