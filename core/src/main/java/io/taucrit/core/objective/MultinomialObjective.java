package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;

/**
 * Multinomial logistic regression of K classes: with x_k ∈ R^d the parameters of class k,
 *
 * <pre>
 *   f_i(x) = c_i [log Σ_k exp(a_iᵀx_k) − a_iᵀx_{y_i}],   ∂f_i/∂x_k = c_i r_k a_i,
 *   r_k = p_k − [k = y_i],   p_k = exp(a_iᵀx_k)/Σ_j exp(a_iᵀx_j)
 * </pre>
 *
 * <p>with labels y_i ∈ {0, …, K−1} and c_i = n w_i / Σ w (1 without weights). Hence ‖∇f_i‖² = c_i²
 * ‖r‖² ‖a_i‖², and ∇²f_i = c_i (diag p − ppᵀ) ⊗ a_i a_iᵀ.
 *
 * <p>Parameter (v, k) is coordinate vK + k of x, so that what a feature touches is one range, and
 * the last feature's parameters are the last K coordinates. Adding one vector to all x_k changes no
 * f_i: an L2 term makes the minimiser unique, and its x_k add up to 0 where they are penalised.
 *
 * <p>Immutable and thread-safe; each thread keeps K numbers.
 */
public final class MultinomialObjective implements Objective {
  private static final long serialVersionUID = 1L;

  /** The longest array of any virtual machine, and some. */
  static final int MOST_PARAMETERS = Integer.MAX_VALUE - 64;

  /** Single gradients are asked for by the row, too often to allocate for each. */
  private static final ThreadLocal<double[]> LAST = ThreadLocal.withInitial(() -> new double[0]);

  private final int features;
  private final int classes;
  private final Penalty penalty;
  private final double weightScale;

  /**
   * @param features d
   * @param classes K ≥ 2
   * @param penalty on all dK coordinates
   * @param weightScale n / Σ w over the training rows; 1 without weights
   */
  public MultinomialObjective(int features, int classes, Penalty penalty, double weightScale) {
    if (classes < 2 || !(weightScale > 0) || (long) features * classes > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "Invalid objective: %d classes < 2 or too many for %d features, or weight scale %s <= 0"
              .formatted(classes, features, weightScale));
    }
    this.features = features;
    this.classes = classes;
    this.penalty = penalty;
    this.weightScale = weightScale;
  }

  /** K. */
  public int classes() {
    return classes;
  }

  @Override
  public int dimension() {
    return features * classes;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public Penalty penalty() {
    return penalty;
  }

  /** 1/2, the largest eigenvalue of diag p − ppᵀ over all p, at two classes of 1/2 each. */
  @Override
  public double smoothness() {
    return 0.5;
  }

  @Override
  public void touch(CsrBlock block, int row, CoordinateSet coordinates) {
    int end = block.rowOffsets()[row + 1];
    for (int e = block.rowOffsets()[row]; e < end; e++) {
      int first = block.indices()[e] * classes;
      for (int k = 0; k < classes; k++) {
        coordinates.add(first + k);
      }
    }
  }

  @Override
  public int[] touched(CsrBlock block, int row, CoordinateSet empty) {
    // A row's indices ascend as they are.
    int start = block.rowOffsets()[row];
    int[] coordinates = new int[(block.rowOffsets()[row + 1] - start) * classes];
    for (int c = 0; c < coordinates.length; c++) {
      coordinates[c] = block.indices()[start + c / classes] * classes + c % classes;
    }
    return coordinates;
  }

  @Override
  public void addGradient(double[] x, CsrBlock block, int row, double[] gradient) {
    double[] residual = LAST.get();
    if (residual.length != classes) {
      residual = new double[classes];
      LAST.set(residual);
    }
    residual(x, block, row, residual);
    addOuterProduct(block, row, weight(block, row), residual, gradient);
  }

  @Override
  public void accumulate(double[] x, CsrBlock block, int from, int to, GradientSums sums) {
    double[] residual = new double[classes];
    double lossSum = 0;
    double squaredNorms = 0;
    for (int row = from; row < to; row++) {
      double weight = weight(block, row);
      lossSum += weight * residual(x, block, row, residual);
      addOuterProduct(block, row, weight, residual, sums.gradient());
      squaredNorms += weight * weight * squaredNorm(residual) * rowNorm(block, row);
    }
    sums.add(to - from, lossSum, squaredNorms);
  }

  /** A tie is an error. */
  @Override
  public double errors(double[] x, CsrBlock block, int from, int to) {
    double[] scores = new double[classes];
    int errors = 0;
    for (int row = from; row < to; row++) {
      scores(x, block, row, scores);
      errors += Softmax.largest(scores, label(block, row)) ? 0 : 1;
    }
    return errors;
  }

  @Override
  public void addHessianProducts(
      double[] x, CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    double[] p = new double[classes];
    double[] u = new double[classes];
    for (int row = from; row < to; row++) {
      scores(x, block, row, p);
      Softmax.probabilities(p, p);
      for (int j = 0; j < vectors.length; j++) {
        scores(vectors[j], block, row, u);
        double mean = 0;
        for (int k = 0; k < classes; k++) {
          mean += p[k] * u[k];
        }
        for (int k = 0; k < classes; k++) {
          u[k] = p[k] * (u[k] - mean);
        }
        addOuterProduct(block, row, weight(block, row), u, products[j]);
      }
    }
  }

  /**
   * With ½ (I − 11ᵀ/K) in place of diag p − ppᵀ, which it bounds for all p (Böhning, Annals of the
   * Institute of Statistical Mathematics 44, 1992, theorem 1).
   */
  @Override
  public void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    double[] u = new double[classes];
    for (int row = from; row < to; row++) {
      for (int j = 0; j < vectors.length; j++) {
        scores(vectors[j], block, row, u);
        double mean = 0;
        for (double score : u) {
          mean += score / classes;
        }
        for (int k = 0; k < classes; k++) {
          u[k] = (u[k] - mean) / 2;
        }
        addOuterProduct(block, row, weight(block, row), u, products[j]);
      }
    }
  }

  @Override
  public void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum) {
    double[] residual = new double[classes];
    for (int row = from; row < to; row++) {
      residual(x, block, row, residual);
      addOuterProduct(block, row, coefficients[row] * weight(block, row), residual, sum);
    }
  }

  /** Puts r into the array and returns f_i/c_i. */
  private double residual(double[] x, CsrBlock block, int row, double[] residual) {
    scores(x, block, row, residual);
    return Softmax.crossEntropy(residual, label(block, row), residual);
  }

  /** a_iᵀx_k for every k. */
  private static void scores(double[] x, CsrBlock block, int row, double[] scores) {
    int[] indices = block.indices();
    float[] values = block.values();
    int classes = scores.length;
    int end = block.rowOffsets()[row + 1];
    Arrays.fill(scores, 0);
    for (int e = block.rowOffsets()[row]; e < end; e++) {
      double value = values[e];
      int first = indices[e] * classes;
      for (int k = 0; k < classes; k++) {
        scores[k] += value * x[first + k];
      }
    }
  }

  /** Adds c u_k a_i to the parameters of every class k. */
  private static void addOuterProduct(CsrBlock block, int row, double c, double[] u, double[] sum) {
    int[] indices = block.indices();
    float[] values = block.values();
    int end = block.rowOffsets()[row + 1];
    for (int e = block.rowOffsets()[row]; e < end; e++) {
      double value = c * values[e];
      int first = indices[e] * u.length;
      for (int k = 0; k < u.length; k++) {
        sum[first + k] += value * u[k];
      }
    }
  }

  private static double rowNorm(CsrBlock block, int row) {
    float[] values = block.values();
    int end = block.rowOffsets()[row + 1];
    double squares = 0;
    for (int e = block.rowOffsets()[row]; e < end; e++) {
      squares += (double) values[e] * values[e];
    }
    return squares;
  }

  private static double squaredNorm(double[] vector) {
    double squares = 0;
    for (double component : vector) {
      squares += component * component;
    }
    return squares;
  }

  private static int label(CsrBlock block, int row) {
    return (int) block.labels()[row];
  }

  private double weight(CsrBlock block, int row) {
    float[] weights = block.weights();
    return weights == null ? 1 : weightScale * weights[row];
  }
}
