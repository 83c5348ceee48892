package io.taucrit.core.objective;

import java.io.Serializable;

/**
 * Sums over rows at one fixed x: Σ f_i, Σ ∇f_i and Σ ‖∇f_i‖² of the data parts. Sums of doubles are
 * safe here: the cancellation in V is between numbers of the size of their own noise.
 *
 * <p>Not thread-safe; combine partial sums with {@link #merge}, in a fixed order where bits matter.
 */
public final class GradientSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private double loss;
  private double squaredNorms;
  private final double[] gradient;

  public GradientSums(int dimension) {
    this(0, 0, 0, new double[dimension]);
  }

  public GradientSums(long rows, double loss, double squaredNorms, double[] gradient) {
    this.rows = rows;
    this.loss = loss;
    this.squaredNorms = squaredNorms;
    this.gradient = gradient;
  }

  /** Counts rows whose gradients were added to {@link #gradient} by the caller. */
  public void add(long addedRows, double addedLoss, double addedSquaredNorms) {
    rows += addedRows;
    loss += addedLoss;
    squaredNorms += addedSquaredNorms;
  }

  /** No rows: merging it changes nothing. */
  public static GradientSums none() {
    return new GradientSums(0);
  }

  public void merge(GradientSums other) {
    if (other.rows == 0) {
      return;
    }
    add(other.rows, other.loss, other.squaredNorms);
    for (int v = 0; v < gradient.length; v++) {
      gradient[v] += other.gradient[v];
    }
  }

  public long rows() {
    return rows;
  }

  public double loss() {
    return loss;
  }

  public double squaredNorms() {
    return squaredNorms;
  }

  /** Σ ∇f_i, the accumulator itself, length d. */
  public double[] gradient() {
    return gradient;
  }

  /**
   * f, ∇f and V at x from the sums over all rows.
   *
   * @param x where the sums were taken
   * @param penalty added to value and gradient here
   */
  public GradientStatistics statistics(double[] x, Penalty penalty) {
    double[] full = new double[gradient.length];
    double dataNorm = 0;
    for (int v = 0; v < full.length; v++) {
      full[v] = gradient[v] / rows;
      dataNorm += full[v] * full[v];
    }
    penalty.addSmoothGradient(x, full);
    double norm = 0;
    for (int v = 0; v < full.length; v++) {
      double shortest = penalty.shortest(x, v, full[v]);
      norm += shortest * shortest;
    }
    double value = loss / rows + penalty.value(x);
    double noise = Math.max(0, squaredNorms / rows - dataNorm);
    return new GradientStatistics(rows, value, full, norm, dataNorm, noise);
  }
}
