package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@link JointSums} of a generalised linear model, eight iterates at once: coordinate v of iterate
 * k lies at 8v + k, so that a nonzero of a row finds the coordinates of all iterates, and their
 * gradients, side by side, and eight independent sums stay in registers. Iterates beyond the last
 * are zeros that nobody reads.
 */
final class InterleavedSums implements JointSums {
  private static final int LANES = 8;

  private final PointwiseLoss loss;
  private final double weightScale;
  private final int dimension;
  private final int count;
  private final double[] x;
  private final double[] gradient;
  private final double[] lossSums = new double[LANES];
  private final double[] squaredNorms = new double[LANES];

  /** Margins of one row, then its gradients' multipliers. */
  private final double[] lanes = new double[LANES];

  private long rows;

  /**
   * @param iterates at most eight of length d
   */
  InterleavedSums(PointwiseLoss loss, double weightScale, int dimension, List<double[]> iterates) {
    this.loss = loss;
    this.weightScale = weightScale;
    this.dimension = dimension;
    this.count = iterates.size();
    this.x = new double[Math.multiplyExact(dimension, LANES)];
    this.gradient = new double[x.length];
    for (int k = 0; k < count; k++) {
      double[] iterate = iterates.get(k);
      for (int v = 0; v < dimension; v++) {
        x[v * LANES + k] = iterate[v];
      }
    }
  }

  /** The sums at all iterates, by as many sweeps as it takes. */
  static JointSums of(
      PointwiseLoss loss, double weightScale, int dimension, List<double[]> iterates) {
    List<InterleavedSums> groups =
        IntStream.iterate(0, k -> k < iterates.size(), k -> k + LANES)
            .mapToObj(k -> iterates.subList(k, Math.min(iterates.size(), k + LANES)))
            .map(group -> new InterleavedSums(loss, weightScale, dimension, group))
            .toList();
    return groups.size() == 1 ? groups.get(0) : new Groups(groups);
  }

  private record Groups(List<InterleavedSums> groups) implements JointSums {
    @Override
    public void add(CsrBlock block, int from, int to) {
      groups.forEach(group -> group.add(block, from, to));
    }

    @Override
    public List<GradientSums> sums() {
      return groups.stream().flatMap(group -> group.sums().stream()).toList();
    }
  }

  @Override
  public void add(CsrBlock block, int from, int to) {
    int[] offsets = block.rowOffsets();
    float[] weights = block.weights();
    for (int row = from; row < to; row++) {
      int start = offsets[row];
      int end = offsets[row + 1];
      double rowNorm = margins(block.indices(), block.values(), start, end);
      double label = loss.label(block.labels()[row]);
      double weight = weights == null ? 1 : weightScale * weights[row];
      for (int k = 0; k < count; k++) {
        double margin = lanes[k];
        double derivative = loss.derivative(margin, label);
        double multiplier = weight * derivative;
        lossSums[k] += weight * loss.value(margin, label, derivative);
        squaredNorms[k] += multiplier * multiplier * rowNorm;
        lanes[k] = multiplier;
      }
      scatter(block.indices(), block.values(), start, end);
    }
    rows += to - from;
  }

  /** Puts a_iᵀx of every iterate into the lanes and returns ‖a_i‖². */
  private double margins(int[] indices, float[] values, int start, int end) {
    double[] at = x;
    double m0 = 0;
    double m1 = 0;
    double m2 = 0;
    double m3 = 0;
    double m4 = 0;
    double m5 = 0;
    double m6 = 0;
    double m7 = 0;
    double rowNorm = 0;
    for (int k = start; k < end; k++) {
      double value = values[k];
      int v = indices[k] * LANES;
      m0 += value * at[v];
      m1 += value * at[v + 1];
      m2 += value * at[v + 2];
      m3 += value * at[v + 3];
      m4 += value * at[v + 4];
      m5 += value * at[v + 5];
      m6 += value * at[v + 6];
      m7 += value * at[v + 7];
      rowNorm += value * value;
    }
    lanes[0] = m0;
    lanes[1] = m1;
    lanes[2] = m2;
    lanes[3] = m3;
    lanes[4] = m4;
    lanes[5] = m5;
    lanes[6] = m6;
    lanes[7] = m7;
    return rowNorm;
  }

  /** Adds the lanes' multiples of the row to the gradients. */
  private void scatter(int[] indices, float[] values, int start, int end) {
    double[] sum = gradient;
    double c0 = lanes[0];
    double c1 = lanes[1];
    double c2 = lanes[2];
    double c3 = lanes[3];
    double c4 = lanes[4];
    double c5 = lanes[5];
    double c6 = lanes[6];
    double c7 = lanes[7];
    for (int k = start; k < end; k++) {
      double value = values[k];
      int v = indices[k] * LANES;
      sum[v] += c0 * value;
      sum[v + 1] += c1 * value;
      sum[v + 2] += c2 * value;
      sum[v + 3] += c3 * value;
      sum[v + 4] += c4 * value;
      sum[v + 5] += c5 * value;
      sum[v + 6] += c6 * value;
      sum[v + 7] += c7 * value;
    }
  }

  @Override
  public List<GradientSums> sums() {
    GradientSums[] sums = new GradientSums[count];
    for (int k = 0; k < count; k++) {
      double[] own = new double[dimension];
      for (int v = 0; v < dimension; v++) {
        own[v] = gradient[v * LANES + k];
      }
      sums[k] = new GradientSums(rows, lossSums[k], squaredNorms[k], own);
    }
    return Arrays.asList(sums);
  }
}
