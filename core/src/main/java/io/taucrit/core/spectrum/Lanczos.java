package io.taucrit.core.spectrum;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The Lanczos three-term recursion for a symmetric operator H on R^d, advanced for several starting
 * vectors at once so that they share every pass. No basis is kept: memory is three vectors a start.
 * Without reorthogonalisation extreme Ritz values and quadrature weights stay right; converged ones
 * may merely repeat.
 */
final class Lanczos {
  private final UnaryOperator<double[][]> operator;
  private final double[] startNorms;
  private final double[][] diagonal;
  private final double[][] offDiagonal;
  private double[][] previous;
  private double[][] current;
  private int steps;

  /**
   * @param operator v ↦ Hv for each of the k vectors
   * @param starts k vectors of length d, not modified
   */
  Lanczos(UnaryOperator<double[][]> operator, double[][] starts, int maxSteps) {
    this.operator = operator;
    int k = starts.length;
    startNorms = new double[k];
    diagonal = new double[k][maxSteps];
    offDiagonal = new double[k][maxSteps];
    current = new double[k][];
    previous = new double[k][starts[0].length];
    for (int j = 0; j < k; j++) {
      startNorms[j] = norm(starts[j]);
      current[j] = scaled(starts[j], startNorms[j] > 0 ? 1 / startNorms[j] : 0);
    }
  }

  /** One more step for every start, one application of the operator. */
  void step() {
    double[][] next = operator.apply(current);
    for (int j = 0; j < next.length; j++) {
      double[] w = next[j];
      double alpha = 0;
      for (int v = 0; v < w.length; v++) {
        alpha += w[v] * current[j][v];
      }
      double beta = steps == 0 ? 0 : offDiagonal[j][steps - 1];
      for (int v = 0; v < w.length; v++) {
        w[v] -= alpha * current[j][v] + beta * previous[j][v];
      }
      diagonal[j][steps] = alpha;
      double length = norm(w);
      // An exhausted Krylov space: go on with zeros, which adds eigenvalue 0 with weight 0.
      boolean exhausted = length <= 1e-13 * Math.abs(diagonal[j][0]);
      offDiagonal[j][steps] = exhausted ? 0 : length;
      next[j] = scaled(w, exhausted ? 0 : 1 / length);
    }
    previous = current;
    current = next;
    steps++;
  }

  int steps() {
    return steps;
  }

  /** ‖start_j‖. */
  double startNorm(int j) {
    return startNorms[j];
  }

  /** Eigenvalues and eigenvectors of the tridiagonal matrix built so far from start j. */
  EigenDecomposition tridiagonal(int j) {
    return new EigenDecomposition(
        Arrays.copyOf(diagonal[j], steps), Arrays.copyOf(offDiagonal[j], steps - 1));
  }

  private static double norm(double[] x) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double[] scaled(double[] x, double factor) {
    double[] y = new double[x.length];
    for (int v = 0; v < x.length; v++) {
      y[v] = factor * x[v];
    }
    return y;
  }
}
