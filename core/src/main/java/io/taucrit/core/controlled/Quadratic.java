package io.taucrit.core.controlled;

import java.io.Serializable;

/**
 * f(x) = ½⟨Ax, x⟩ + (λ/2)‖x‖² with A = tridiag(−1, 2, −1) of size d: Stich et al. (2021), section
 * 7.1. A's eigenvalues are 2 − 2 cos(kπ/(d + 1)), k = 1 … d. The minimum is f(0) = 0.
 *
 * @param dimension d ≥ 2
 * @param lambda λ ≥ 0
 */
public record Quadratic(int dimension, double lambda) implements Serializable {
  /** The paper's: d = 20, λ = 0.2. */
  public static final Quadratic PAPER = new Quadratic(20, 0.2);

  public Quadratic {
    if (dimension < 2 || !(lambda >= 0)) {
      throw new IllegalArgumentException(
          "Invalid quadratic: dimension %d < 2 or lambda %s < 0".formatted(dimension, lambda));
    }
  }

  /** L, the largest eigenvalue of A + λI. */
  public double smoothness() {
    return lambda + 2 + 2 * Math.cos(Math.PI / (dimension + 1));
  }

  /** μ, the smallest eigenvalue of A + λI. */
  public double strongConvexity() {
    double sine = Math.sin(Math.PI / (2 * (dimension + 1)));
    return lambda + 4 * sine * sine;
  }

  /** f(x). */
  public double value(double[] x) {
    double[] gradient = new double[dimension];
    gradient(x, 0, gradient);
    double sum = 0;
    for (int v = 0; v < dimension; v++) {
      sum += x[v] * gradient[v];
    }
    return sum / 2;
  }

  /**
   * ∇f = (A + λI) x of d coordinates of a vector.
   *
   * @param from the first of them
   * @param gradient set to ∇f, length d or more
   */
  public void gradient(double[] x, int from, double[] gradient) {
    double diagonal = 2 + lambda;
    int last = dimension - 1;
    gradient[0] = diagonal * x[from] - x[from + 1];
    for (int v = 1; v < last; v++) {
      gradient[v] = diagonal * x[from + v] - (x[from + v - 1] + x[from + v + 1]);
    }
    gradient[last] = diagonal * x[from + last] - x[from + last - 1];
  }

  /** ‖∇f(x)‖². */
  public double gradientNormSquared(double[] x) {
    double[] gradient = new double[dimension];
    gradient(x, 0, gradient);
    return squaredNorm(gradient, dimension);
  }

  /** Sum of squares of the first coordinates; four sums, so that additions need not wait. */
  static double squaredNorm(double[] x, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int v = 0;
    for (; v + 3 < length; v += 4) {
      a += x[v] * x[v];
      b += x[v + 1] * x[v + 1];
      c += x[v + 2] * x[v + 2];
      d += x[v + 3] * x[v + 3];
    }
    for (; v < length; v++) {
      a += x[v] * x[v];
    }
    return (a + b) + (c + d);
  }
}
