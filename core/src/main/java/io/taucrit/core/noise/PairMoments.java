package io.taucrit.core.noise;

import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Moments of the products k_ij = ξ_iᵀξ_j of two different rows' noise, from all pairs and triples
 * of the first q sampled rows: what governs an estimate of ‖∇f‖² near the optimum, where its law is
 * that of a weighted sum of χ² variables. With Σ the covariance of one row's gradient
 *
 * <pre>
 *   tr Σ² = E k_ij²        tr Σ³ = E k_ij k_jl k_li        tr Σ / √tr Σ² … how many directions carry it
 * </pre>
 *
 * <p>All pairs of q rows are worth far more than q/2 disjoint ones: products of sparse rows are
 * mostly zero. Triples are those of the first {@value #TRIPLED_ROWS} rows. Costs q²/2 sparse dot
 * products whatever m and n are. tr Σ³ is kept within what tr Σ and tr Σ² allow.
 *
 * @param rows q
 * @param traceSquare tr Σ²
 * @param squareVariance variance of that estimate relative to its square: of a mean over pairs, 4/q
 *     times the variance over rows i of the mean of k_ij² over j (Hoeffding, 1948)
 * @param traceCube tr Σ³
 * @param cube E k_ij³
 */
record PairMoments(
    int rows, double traceSquare, double squareVariance, double traceCube, double cube)
    implements Serializable {
  private static final int TRIPLED_ROWS = 256;

  /** No pairs. */
  static final PairMoments NONE = new PairMoments(0, 0, 0, 0, 0);

  static PairMoments of(Objective objective, SampleMean mean, List<Slice> slices, int limit) {
    List<Slice> first = Slice.range(slices, 0, limit);
    double[][] k = products(objective, mean, first);
    int q = k.length;
    int tripled = Math.min(q, TRIPLED_ROWS);
    double sum = 0;
    double squares = 0;
    double cubes = 0;
    double triples = 0;
    double[] ofRow = new double[q];
    for (int i = 0; i < q; i++) {
      for (int j = i + 1; j < q; j++) {
        double product = k[i][j];
        sum += product;
        squares += product * product;
        ofRow[i] += product * product;
        ofRow[j] += product * product;
        cubes += product * product * product;
        double path = 0;
        for (int l = j + 1; l < tripled; l++) {
          path += k[i][l] * k[j][l];
        }
        triples += product * path;
      }
    }
    double pairs = q * (q - 1.0) / 2;
    double average = sum / pairs;
    double square = Math.max(0, squares / pairs - average * average);
    double cube = triples / (tripled * (tripled - 1.0) * (tripled - 2) / 6);
    double least = mean.spread() > 0 ? square * square / mean.spread() : 0;
    double most = square * Math.sqrt(square);
    return new PairMoments(
        q, square, squareVariance(ofRow), Math.min(most, Math.max(least, cube)), cubes / pairs);
  }

  /**
   * @param ofRow Σ_j k_ij² for every i
   */
  private static double squareVariance(double[] ofRow) {
    double mean = StatUtils.mean(ofRow);
    return mean > 0 ? 4 * StatUtils.variance(ofRow) / (ofRow.length * mean * mean) : 0;
  }

  /** k_ij for i < j, centred by the mean of the whole sample. */
  private static double[][] products(Objective objective, SampleMean mean, List<Slice> slices) {
    int q = slices.stream().mapToInt(Slice::rows).sum();
    double[][] values = new double[q][];
    int[][] indices = new int[q][];
    double[] along = new double[q];
    RowGradient gradient = new RowGradient(objective);
    int place = 0;
    double dataSquared = 0;
    for (double component : mean.data()) {
      dataSquared += component * component;
    }
    for (Slice s : slices) {
      CsrBlock block = s.block();
      for (int row = s.from(); row < s.to(); row++, place++) {
        gradient.load(mean.x(), block, row);
        values[place] = gradient.values();
        indices[place] = gradient.support();
        along[place] = gradient.dot(mean.data());
      }
    }
    double[] dense = new double[mean.data().length];
    double[][] k = new double[q][q];
    for (int i = 0; i < q; i++) {
      for (int e = 0; e < indices[i].length; e++) {
        dense[indices[i][e]] = values[i][e];
      }
      for (int j = i + 1; j < q; j++) {
        int[] index = indices[j];
        double[] value = values[j];
        double dot = 0;
        for (int e = 0; e < index.length; e++) {
          dot += value[e] * dense[index[e]];
        }
        k[i][j] = dot - along[i] - along[j] + dataSquared;
      }
      for (int v : indices[i]) {
        dense[v] = 0;
      }
    }
    return k;
  }
}
