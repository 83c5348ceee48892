package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;

/**
 * A generalised linear model whose L2 term lies in the rows, unbiased and without a dense part
 * (Stich et al., AISTATS 2021, Definition 2 asks for gradients with sparse support): with p_v =
 * (rows with feature v)/n and the data part h_i,
 *
 * <pre>
 *   f_i(x) = h_i(x) + (λ/2) Σ_{v ∈ supp a_i} x_v²/p_v,   ∇f_i = ∇h_i + λ Σ_{v ∈ supp a_i} (x_v/p_v) e_v
 * </pre>
 *
 * <p>Over the n rows that were counted, the means of f_i, ∇f_i and ∇²f_i are those of f with its L2
 * term on the features that occur; a feature that never occurs is not regularised and stays where
 * it is, and free coordinates (see {@link Penalty}) are not regularised either. The regulariser's
 * part of ‖∇f_i‖² counts in V. A row of other data adds nothing for a feature that was never
 * counted.
 *
 * <p>Immutable and thread-safe. Memory: 4 bytes a feature.
 */
public final class SparselyRegularised implements Objective {
  private static final long serialVersionUID = 1L;
  private static final long LARGEST_COUNT = (1L << Integer.SIZE) - 1;

  private final GlmObjective data;
  private final double lambda;
  private final long rows;

  /**
   * Rows with each feature, unsigned. The quotient n/count is exact to a rounding; a float is not.
   */
  private final int[] counts;

  private final long smallestCount;

  /**
   * @param data the data part; its own λ is not used
   * @param lambda λ ≥ 0
   * @param counts of the training rows
   * @param rows n, training rows, below 2³²
   * @throws IllegalArgumentException if λ &lt; 0, n is too large, or the counts are of other rows
   */
  public SparselyRegularised(GlmObjective data, double lambda, FeatureCounts counts, long rows) {
    if (!(lambda >= 0)) {
      throw new IllegalArgumentException("Invalid objective: lambda %s < 0".formatted(lambda));
    }
    if (rows != counts.rows() || rows > LARGEST_COUNT) {
      throw new IllegalArgumentException(
          "Invalid objective: features counted in %d rows for %d training rows (at most %d)"
              .formatted(counts.rows(), rows, LARGEST_COUNT));
    }
    this.data = data;
    this.lambda = lambda;
    this.rows = rows;
    this.counts = new int[data.dimension()];
    long smallest = Long.MAX_VALUE;
    // A count of 0 is no penalty: that of free coordinates.
    for (int v = 0; v < data.penalty().end(this.counts.length); v++) {
      long count = counts.count(v);
      this.counts[v] = (int) count;
      smallest = count > 0 ? Math.min(smallest, count) : smallest;
    }
    smallestCount = smallest;
  }

  /** λ/p_v. */
  private double penalty(int v) {
    int count = counts[v];
    return count == 0 ? 0 : lambda * rows / Integer.toUnsignedLong(count);
  }

  /**
   * 2 p_min/λ with p_min = min_v p_v over the features that occur; infinite for λ = 0. A row
   * multiplies x_v by 1 − γ λ/p_v, where γ = averaged step / batch is the step per sample: a γ
   * above this bound makes x_v grow. In the mean square, b independent rows a step ask for a little
   * more: γ λ (1/p_min + b − 1) &lt; 2.
   */
  public double largestStablePerSampleStep() {
    return lambda == 0 || smallestCount == Long.MAX_VALUE
        ? Double.POSITIVE_INFINITY
        : 2 * ((double) smallestCount / rows) / lambda;
  }

  @Override
  public int dimension() {
    return data.dimension();
  }

  /** No dense term is left. */
  @Override
  public Penalty penalty() {
    return new Penalty(0, 0, data.penalty().free());
  }

  @Override
  public double regularisation() {
    return lambda;
  }

  @Override
  public Objective dataPart() {
    return data;
  }

  @Override
  public double smoothness() {
    return data.smoothness();
  }

  @Override
  public void touch(CsrBlock block, int row, CoordinateSet coordinates) {
    data.touch(block, row, coordinates);
  }

  @Override
  public int[] touched(CsrBlock block, int row, CoordinateSet empty) {
    return data.touched(block, row, empty);
  }

  @Override
  public void addGradient(double[] x, CsrBlock block, int row, double[] gradient) {
    data.addGradient(x, block, row, gradient);
    int[] indices = block.indices();
    int end = block.rowOffsets()[row + 1];
    for (int k = block.rowOffsets()[row]; k < end; k++) {
      gradient[indices[k]] += penalty(indices[k]) * x[indices[k]];
    }
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
      double margin = GlmObjective.dot(block, row, x);
      double multiplier = data.derivativeAt(margin, block, row);
      double product = 0;
      for (int k = offsets[row]; k < offsets[row + 1]; k++) {
        int v = indices[k];
        double part = penalty(v) * x[v];
        double component = multiplier * values[k] + part;
        gradient[v] += component;
        squaredNorms += component * component;
        product += part * x[v];
      }
      lossSum += data.lossAt(margin, block, row) + product / 2;
    }
    sums.add(to - from, lossSum, squaredNorms);
  }

  @Override
  public double errors(double[] x, CsrBlock block, int from, int to) {
    return data.errors(x, block, from, to);
  }

  @Override
  public void addHessianProducts(
      double[] x, CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    data.addHessianProducts(x, block, from, to, vectors, products);
    addPenaltyProducts(block, from, to, vectors, products);
  }

  @Override
  public void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    data.addCurvatureBoundProducts(block, from, to, vectors, products);
    addPenaltyProducts(block, from, to, vectors, products);
  }

  private void addPenaltyProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    int[] indices = block.indices();
    int end = block.rowOffsets()[to];
    for (int k = block.rowOffsets()[from]; k < end; k++) {
      int v = indices[k];
      double penalty = penalty(v);
      for (int j = 0; j < vectors.length; j++) {
        products[j][v] += penalty * vectors[j][v];
      }
    }
  }

  @Override
  public void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum) {
    data.addCombination(x, block, from, to, coefficients, sum);
    int[] offsets = block.rowOffsets();
    int[] indices = block.indices();
    for (int row = from; row < to; row++) {
      for (int k = offsets[row]; k < offsets[row + 1]; k++) {
        int v = indices[k];
        sum[v] += coefficients[row] * penalty(v) * x[v];
      }
    }
  }
}
