package io.taucrit.core.passes;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.JointSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one worker contributes to a pass: the sums over its own pieces of blocks. The in-memory and
 * the distributed passes differ only in where these run.
 */
public final class PartialPass {
  private static final long LARGEST_GROUP = 1 << 24;

  private PartialPass() {}

  /** The rows [from, to) of a block. */
  public record Slice(CsrBlock block, int from, int to) implements Serializable {
    public static Slice whole(CsrBlock block) {
      return new Slice(block, 0, block.rows());
    }

    public int rows() {
      return to - from;
    }

    /** The same rows in a block of their own, without those around them. */
    public Slice alone() {
      int[] offsets = Arrays.copyOfRange(block.rowOffsets(), from, to + 1);
      int first = offsets[0];
      int end = offsets[offsets.length - 1];
      for (int row = 0; row < offsets.length; row++) {
        offsets[row] -= first;
      }
      return whole(
          new CsrBlock(
              offsets,
              Arrays.copyOfRange(block.indices(), first, end),
              Arrays.copyOfRange(block.values(), first, end),
              Arrays.copyOfRange(block.labels(), from, to),
              block.weights() == null ? null : Arrays.copyOfRange(block.weights(), from, to)));
    }

    /** The rows [first, end) of the rows of all slices, counted through. */
    public static List<Slice> range(List<Slice> slices, long first, long end) {
      List<Slice> range = new ArrayList<>();
      long place = 0;
      for (Slice s : slices) {
        int start = (int) Math.max(0, Math.min(s.rows(), first - place));
        int stop = (int) Math.max(0, Math.min(s.rows(), end - place));
        if (start < stop) {
          range.add(new Slice(s.block(), s.from() + start, s.from() + stop));
        }
        place += s.rows();
      }
      return range;
    }
  }

  public static GradientSums sums(Objective objective, double[] x, List<Slice> slices) {
    GradientSums sums = new GradientSums(objective.dimension());
    for (Slice slice : slices) {
      objective.accumulate(x, slice.block(), slice.from(), slice.to(), sums);
    }
    return sums;
  }

  /** The sums at several iterates, in their order, from one reading of the rows. */
  public static ArrayList<GradientSums> sums(
      Objective objective, List<double[]> iterates, List<Slice> slices) {
    JointSums sums = objective.jointSums(iterates);
    for (Slice slice : slices) {
      sums.add(slice.block(), slice.from(), slice.to());
    }
    return new ArrayList<>(sums.sums());
  }

  /** Adds the parts' sums in their order, iterate by iterate. */
  public static List<GradientSums> merged(
      int dimension, int iterates, List<? extends List<GradientSums>> parts) {
    List<GradientSums> merged = new ArrayList<>();
    for (int k = 0; k < iterates; k++) {
      GradientSums sums = new GradientSums(dimension);
      for (List<GradientSums> part : parts) {
        sums.merge(part.get(k));
      }
      merged.add(sums);
    }
    return merged;
  }

  /**
   * The iterates in groups that one pass takes together: of length d each, some 2^24 numbers (128
   * MiB) a worker, at least one.
   */
  public static List<List<double[]>> groups(List<double[]> iterates, int dimension) {
    int size = (int) Math.max(1, LARGEST_GROUP / Math.max(1, dimension));
    List<List<double[]>> groups = new ArrayList<>();
    for (int k = 0; k < iterates.size(); k += size) {
      groups.add(iterates.subList(k, Math.min(iterates.size(), k + size)));
    }
    return groups;
  }

  /** Σ ∇²f_i(x) v without the regulariser; with x null, by the bound on the curvature. */
  public static double[][] curvatureTimes(
      Objective objective, double[] x, double[][] vectors, List<Slice> slices) {
    double[][] products = new double[vectors.length][objective.dimension()];
    for (Slice s : slices) {
      if (x == null) {
        objective.addCurvatureBoundProducts(s.block(), s.from(), s.to(), vectors, products);
      } else {
        objective.addHessianProducts(x, s.block(), s.from(), s.to(), vectors, products);
      }
    }
    return products;
  }

  public static FeatureCounts counts(int features, List<Slice> slices) {
    FeatureCounts counts = new FeatureCounts(features);
    for (Slice slice : slices) {
      counts.add(slice.block(), slice.from(), slice.to());
    }
    return counts;
  }

  /** Adds {@code part} to {@code sum}, vector by vector. */
  public static void add(double[][] sum, double[][] part) {
    for (int j = 0; j < sum.length; j++) {
      for (int v = 0; v < sum[j].length; v++) {
        sum[j][v] += part[j][v];
      }
    }
  }

  /**
   * Turns sums over n rows into a mean with the smooth part of the regulariser: product/n + λ₂ v.
   */
  public static double[][] finish(
      double[][] products, double[][] vectors, long rows, Penalty penalty) {
    for (int j = 0; j < products.length; j++) {
      for (int v = 0; v < products[j].length; v++) {
        products[j][v] /= rows;
      }
      penalty.addSmoothGradient(vectors[j], products[j]);
    }
    return products;
  }
}
