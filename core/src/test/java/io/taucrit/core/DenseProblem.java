package io.taucrit.core;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;

/**
 * The objective written down densely and slowly from its formulas, sharing no code with the
 * kernels: f(x) = (1/n) Σ c_i ℓ(a_iᵀx, y_i) + (λ/2)‖x‖² with c_i = n w_i / Σ w.
 */
public final class DenseProblem {
  private final String loss;
  private final double lambda;
  private final double[][] rows;
  private final double[] labels;
  private final double[] factors;

  private DenseProblem(
      String loss, double lambda, double[][] rows, double[] labels, double[] factors) {
    this.loss = loss;
    this.lambda = lambda;
    this.rows = rows;
    this.labels = labels;
    this.factors = factors;
  }

  public static DenseProblem of(String loss, CsrBlock block, int features, double lambda) {
    int n = block.rows();
    double[][] rows = new double[n][features];
    double[] labels = new double[n];
    double[] factors = new double[n];
    double weightSum = 0;
    for (int i = 0; i < n; i++) {
      for (int k = block.rowOffsets()[i]; k < block.rowOffsets()[i + 1]; k++) {
        rows[i][block.indices()[k]] = block.values()[k];
      }
      labels[i] = block.labels()[i];
      factors[i] = block.weights() == null ? 1 : block.weights()[i];
      weightSum += factors[i];
    }
    for (int i = 0; i < n; i++) {
      factors[i] *= n / weightSum;
    }
    return new DenseProblem(loss, lambda, rows, labels, factors);
  }

  public int n() {
    return rows.length;
  }

  public double[] row(int i) {
    return rows[i];
  }

  /** f(x). */
  public double value(double[] x) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += factors[i] * lossAt(dot(rows[i], x), labels[i]);
    }
    return sum / rows.length + lambda / 2 * dot(x, x);
  }

  /** g_i(x) = c_i ℓ'_i a_i + λx. */
  public double[] rowGradient(double[] x, int i) {
    double multiplier = factors[i] * derivative(dot(rows[i], x), labels[i]);
    double[] g = new double[x.length];
    for (int v = 0; v < x.length; v++) {
      g[v] = multiplier * rows[i][v] + lambda * x[v];
    }
    return g;
  }

  /** ∇f(x), the mean of the g_i. */
  public double[] gradient(double[] x) {
    double[] mean = new double[x.length];
    for (int i = 0; i < rows.length; i++) {
      double[] g = rowGradient(x, i);
      for (int v = 0; v < x.length; v++) {
        mean[v] += g[v] / rows.length;
      }
    }
    return mean;
  }

  /** V(x), the mean of ‖g_i − ∇f‖². */
  public double noise(double[] x) {
    double trace = 0;
    double[][] covariance = covariance(x);
    for (int v = 0; v < x.length; v++) {
      trace += covariance[v][v];
    }
    return trace;
  }

  /** Σ(x), the mean of (g_i − ∇f)(g_i − ∇f)ᵀ. */
  public double[][] covariance(double[] x) {
    double[] mean = gradient(x);
    double[][] covariance = new double[x.length][x.length];
    for (int i = 0; i < rows.length; i++) {
      double[] g = rowGradient(x, i);
      for (int u = 0; u < x.length; u++) {
        for (int v = 0; v < x.length; v++) {
          covariance[u][v] += (g[u] - mean[u]) * (g[v] - mean[v]) / rows.length;
        }
      }
    }
    return covariance;
  }

  /** ∇²f(x). */
  public double[][] hessian(double[] x) {
    double[] curvatures = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      curvatures[i] = secondDerivative(dot(rows[i], x), labels[i]);
    }
    return curvatureMatrix(curvatures);
  }

  /** The Hessian with every ℓ'' replaced by its supremum. */
  public double[][] curvatureBound() {
    double[] curvatures = new double[rows.length];
    Arrays.fill(curvatures, loss.equals("logistic") ? 0.25 : 1);
    return curvatureMatrix(curvatures);
  }

  private double[][] curvatureMatrix(double[] curvatures) {
    int d = rows[0].length;
    double[][] matrix = new double[d][d];
    for (int u = 0; u < d; u++) {
      for (int v = 0; v < d; v++) {
        for (int i = 0; i < rows.length; i++) {
          matrix[u][v] += factors[i] * curvatures[i] * rows[i][u] * rows[i][v] / rows.length;
        }
      }
      matrix[u][u] += lambda;
    }
    return matrix;
  }

  private double lossAt(double z, double y) {
    return switch (loss) {
      case "logistic" -> Math.log(1 + Math.exp(-sign(y) * z));
      case "squared" -> (z - y) * (z - y) / 2;
      case "poisson" -> Math.exp(z) - y * z;
      case "squared-hinge" -> Math.pow(Math.max(0, 1 - sign(y) * z), 2) / 2;
      default -> throw new IllegalArgumentException(loss);
    };
  }

  private double derivative(double z, double y) {
    return switch (loss) {
      case "logistic" -> -sign(y) / (1 + Math.exp(sign(y) * z));
      case "squared" -> z - y;
      case "poisson" -> Math.exp(z) - y;
      case "squared-hinge" -> -sign(y) * Math.max(0, 1 - sign(y) * z);
      default -> throw new IllegalArgumentException(loss);
    };
  }

  private double secondDerivative(double z, double y) {
    return switch (loss) {
      case "logistic" -> 1 / ((1 + Math.exp(z)) * (1 + Math.exp(-z)));
      case "squared" -> 1;
      case "poisson" -> Math.exp(z);
      case "squared-hinge" -> sign(y) * z < 1 ? 1 : 0;
      default -> throw new IllegalArgumentException(loss);
    };
  }

  private static double sign(double y) {
    return y > 0 ? 1 : -1;
  }

  public static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += a[v] * b[v];
    }
    return sum;
  }
}
