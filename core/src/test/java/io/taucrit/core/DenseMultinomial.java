package io.taucrit.core;

import io.taucrit.data.CsrBlock;

/**
 * Multinomial logistic regression written down densely and slowly from its formulas, sharing no
 * code with the kernels. Class k of feature v is coordinate vK + k.
 */
public final class DenseMultinomial {
  private final int classes;
  private final double lambda;
  private final double[][] rows;
  private final int[] labels;
  private final double[] factors;

  public DenseMultinomial(CsrBlock block, int features, int classes, double lambda) {
    int n = block.rows();
    this.classes = classes;
    this.lambda = lambda;
    rows = new double[n][features];
    labels = new int[n];
    factors = new double[n];
    double weights = 0;
    for (int i = 0; i < n; i++) {
      for (int e = block.rowOffsets()[i]; e < block.rowOffsets()[i + 1]; e++) {
        rows[i][block.indices()[e]] = block.values()[e];
      }
      labels[i] = (int) block.labels()[i];
      factors[i] = block.weights() == null ? 1 : block.weights()[i];
      weights += factors[i];
    }
    for (int i = 0; i < n; i++) {
      factors[i] *= n / weights;
    }
  }

  /** p_k of a row. */
  private double[] probabilities(double[] x, int i) {
    double[] p = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      double margin = 0;
      for (int v = 0; v < rows[i].length; v++) {
        margin += rows[i][v] * x[v * classes + k];
      }
      p[k] = Math.exp(margin);
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] /= sum;
    }
    return p;
  }

  /** f(x), the loss as −log p_y. */
  public double value(double[] x) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum -= factors[i] * Math.log(probabilities(x, i)[labels[i]]);
    }
    return sum / rows.length + lambda / 2 * DenseProblem.dot(x, x);
  }

  /** g_i(x), the regulariser included. */
  public double[] rowGradient(double[] x, int i) {
    double[] p = probabilities(x, i);
    double[] gradient = new double[x.length];
    for (int c = 0; c < x.length; c++) {
      int k = c % classes;
      double residual = p[k] - (k == labels[i] ? 1 : 0);
      gradient[c] = factors[i] * residual * rows[i][c / classes] + lambda * x[c];
    }
    return gradient;
  }

  /** ∇f(x), the mean of the g_i. */
  public double[] gradient(double[] x) {
    double[] mean = new double[x.length];
    for (int i = 0; i < rows.length; i++) {
      double[] g = rowGradient(x, i);
      for (int c = 0; c < x.length; c++) {
        mean[c] += g[c] / rows.length;
      }
    }
    return mean;
  }

  /** V(x), the mean of ‖g_i − ∇f‖². */
  public double noise(double[] x) {
    double[] mean = gradient(x);
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      double[] g = rowGradient(x, i);
      for (int c = 0; c < x.length; c++) {
        sum += (g[c] - mean[c]) * (g[c] - mean[c]) / rows.length;
      }
    }
    return sum;
  }

  /** ∇²f(x). */
  public double[][] hessian(double[] x) {
    int d = x.length;
    double[][] hessian = new double[d][d];
    for (int i = 0; i < rows.length; i++) {
      double[] p = probabilities(x, i);
      for (int a = 0; a < d; a++) {
        for (int b = 0; b < d; b++) {
          int k = a % classes;
          int l = b % classes;
          double curvature = (k == l ? p[k] : 0) - p[k] * p[l];
          hessian[a][b] +=
              factors[i] * curvature * rows[i][a / classes] * rows[i][b / classes] / rows.length;
        }
      }
    }
    for (int c = 0; c < d; c++) {
      hessian[c][c] += lambda;
    }
    return hessian;
  }
}
