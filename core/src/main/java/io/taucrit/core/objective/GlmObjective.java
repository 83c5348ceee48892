package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.List;

/**
 * A generalised linear model: f_i(x) = c_i ℓ(a_iᵀx, y_i) with a pointwise loss ℓ, sparse rows a_i
 * and c_i = n w_i / Σ w (1 without weights). Then ∇f_i = c_i ℓ'_i a_i and ‖∇f_i‖² = c_i² ℓ'_i²
 * ‖a_i‖², so one margin a row gives everything and no gradient per row is ever stored.
 */
public final class GlmObjective implements LinearModel {
  private static final long serialVersionUID = 1L;

  private final PointwiseLoss loss;
  private final int dimension;
  private final Penalty penalty;
  private final double weightScale;

  /**
   * @param dimension d
   * @param weightScale n / Σ w over the training rows; 1 without weights
   */
  public GlmObjective(PointwiseLoss loss, int dimension, double lambda, double weightScale) {
    this(loss, dimension, Penalty.l2(lambda), weightScale);
  }

  /**
   * @param dimension d
   * @param weightScale n / Σ w over the training rows; 1 without weights
   */
  public GlmObjective(PointwiseLoss loss, int dimension, Penalty penalty, double weightScale) {
    if (!(weightScale > 0)) {
      throw new IllegalArgumentException(
          "Invalid objective: weight scale %s <= 0".formatted(weightScale));
    }
    this.loss = loss;
    this.dimension = dimension;
    this.penalty = penalty;
    this.weightScale = weightScale;
  }

  public PointwiseLoss loss() {
    return loss;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public Penalty penalty() {
    return penalty;
  }

  @Override
  public double smoothness() {
    return loss.smoothness();
  }

  @Override
  public void touch(CsrBlock block, int row, CoordinateSet coordinates) {
    int[] indices = block.indices();
    int end = block.rowOffsets()[row + 1];
    for (int k = block.rowOffsets()[row]; k < end; k++) {
      coordinates.add(indices[k]);
    }
  }

  @Override
  public int[] touched(CsrBlock block, int row, CoordinateSet empty) {
    // A row's indices ascend as they are.
    int[] offsets = block.rowOffsets();
    return Arrays.copyOfRange(block.indices(), offsets[row], offsets[row + 1]);
  }

  @Override
  public void addGradient(double[] x, CsrBlock block, int row, double[] gradient) {
    int[] indices = block.indices();
    float[] values = block.values();
    int start = block.rowOffsets()[row];
    int end = block.rowOffsets()[row + 1];
    double margin = 0;
    for (int k = start; k < end; k++) {
      margin += values[k] * x[indices[k]];
    }
    double label = loss.label(block.labels()[row]);
    double multiplier = weight(block, row) * loss.derivative(margin, label);
    for (int k = start; k < end; k++) {
      gradient[indices[k]] += multiplier * values[k];
    }
  }

  @Override
  public double residual(double[] z, double scale, int penalised, CsrBlock block, int row) {
    int[] indices = block.indices();
    float[] values = block.values();
    int start = block.rowOffsets()[row];
    int end = block.rowOffsets()[row + 1];
    double free = 0;
    while (end > start && indices[end - 1] >= penalised) {
      end--;
      free += values[end] * z[indices[end]];
    }
    double sum = 0;
    for (int k = start; k < end; k++) {
      sum += values[k] * z[indices[k]];
    }
    return derivativeAt(scale * sum + free, block, row);
  }

  @Override
  public void accumulate(double[] x, CsrBlock block, int from, int to, GradientSums sums) {
    int[] offsets = block.rowOffsets();
    int[] indices = block.indices();
    float[] values = block.values();
    double[] gradient = sums.gradient();
    double lossSum = 0;
    double squaredNorms = 0;
    for (int row = from; row < to; row++) {
      int start = offsets[row];
      int end = offsets[row + 1];
      double margin = 0;
      double rowNorm = 0;
      for (int k = start; k < end; k++) {
        double value = values[k];
        margin += value * x[indices[k]];
        rowNorm += value * value;
      }
      double label = loss.label(block.labels()[row]);
      double weight = weight(block, row);
      double derivative = loss.derivative(margin, label);
      double multiplier = weight * derivative;
      for (int k = start; k < end; k++) {
        gradient[indices[k]] += multiplier * values[k];
      }
      lossSum += weight * loss.value(margin, label, derivative);
      squaredNorms += multiplier * multiplier * rowNorm;
    }
    sums.add(to - from, lossSum, squaredNorms);
  }

  @Override
  public double errors(double[] x, CsrBlock block, int from, int to) {
    double errors = 0;
    for (int row = from; row < to; row++) {
      errors += loss.error(dot(block, row, x), loss.label(block.labels()[row]));
    }
    return errors;
  }

  @Override
  public JointSums jointSums(List<double[]> iterates) {
    return iterates.size() == 1
        ? new SeparateSums(this, iterates)
        : InterleavedSums.of(loss, weightScale, dimension, iterates);
  }

  @Override
  public void addHessianProducts(
      double[] x, CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    for (int row = from; row < to; row++) {
      double label = loss.label(block.labels()[row]);
      double curvature = loss.secondDerivative(dot(block, row, x), label);
      addOuterProducts(block, row, weight(block, row) * curvature, vectors, products);
    }
  }

  @Override
  public void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    if (Double.isInfinite(loss.smoothness())) {
      throw new IllegalStateException(
          "Cannot bound the curvature of the %s loss: its second derivative has no supremum"
              .formatted(loss.name()));
    }
    for (int row = from; row < to; row++) {
      addOuterProducts(block, row, weight(block, row) * loss.smoothness(), vectors, products);
    }
  }

  @Override
  public void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum) {
    for (int row = from; row < to; row++) {
      double label = loss.label(block.labels()[row]);
      double derivative = loss.derivative(dot(block, row, x), label);
      addRow(block, row, coefficients[row] * weight(block, row) * derivative, sum);
    }
  }

  /** Adds c a aᵀ v to the product of every v. */
  private static void addOuterProducts(
      CsrBlock block, int row, double c, double[][] vectors, double[][] products) {
    if (c == 0) {
      return;
    }
    for (int j = 0; j < vectors.length; j++) {
      addRow(block, row, c * dot(block, row, vectors[j]), products[j]);
    }
  }

  /** c_i ℓ(z, y_i) at a margin z. */
  double lossAt(double margin, CsrBlock block, int row) {
    double label = loss.label(block.labels()[row]);
    return weight(block, row) * loss.value(margin, label, loss.derivative(margin, label));
  }

  /** c_i ℓ'(z, y_i) at a margin z. */
  double derivativeAt(double margin, CsrBlock block, int row) {
    return weight(block, row) * loss.derivative(margin, loss.label(block.labels()[row]));
  }

  /** a_iᵀx. */
  static double dot(CsrBlock block, int row, double[] x) {
    int[] indices = block.indices();
    float[] values = block.values();
    int end = block.rowOffsets()[row + 1];
    double sum = 0;
    for (int k = block.rowOffsets()[row]; k < end; k++) {
      sum += values[k] * x[indices[k]];
    }
    return sum;
  }

  private static void addRow(CsrBlock block, int row, double multiplier, double[] sum) {
    int[] indices = block.indices();
    float[] values = block.values();
    int end = block.rowOffsets()[row + 1];
    for (int k = block.rowOffsets()[row]; k < end; k++) {
      sum[indices[k]] += multiplier * values[k];
    }
  }

  private double weight(CsrBlock block, int row) {
    float[] weights = block.weights();
    return weights == null ? 1 : weightScale * weights[row];
  }
}
