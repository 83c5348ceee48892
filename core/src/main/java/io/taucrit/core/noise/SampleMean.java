package io.taucrit.core.noise;

import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Penalty;
import java.io.Serializable;

/**
 * The mean gradient of m sampled rows at a fixed x.
 *
 * @param rows m
 * @param x where
 * @param data h̄ = (1/m) Σ ∇f_i, length d
 * @param full ḡ = h̄ + λx, length d, with λ on penalised coordinates
 * @param normSquared ‖ḡ‖²
 * @param spread s² = (1/(m − 1)) Σ ‖∇f_i − h̄‖², unbiased for the trace of the rows' covariance
 */
record SampleMean(
    long rows, double[] x, double[] data, double[] full, double normSquared, double spread)
    implements Serializable {

  static SampleMean of(GradientSums sums, double[] x, Penalty penalty) {
    long m = sums.rows();
    double[] data = sums.gradient().clone();
    double dataSquared = 0;
    for (int v = 0; v < data.length; v++) {
      data[v] /= m;
      dataSquared += data[v] * data[v];
    }
    double[] full = data.clone();
    penalty.addSmoothGradient(x, full);
    double fullSquared = 0;
    for (double component : full) {
      fullSquared += component * component;
    }
    double spread = m < 2 ? 0 : Math.max(0, sums.squaredNorms() - m * dataSquared) / (m - 1);
    return new SampleMean(m, x, data, full, fullSquared, spread);
  }
}
