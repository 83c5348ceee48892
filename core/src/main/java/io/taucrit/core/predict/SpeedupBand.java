package io.taucrit.core.predict;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The 95 % interval of a predicted speedup T(1)/T(b) by the jackknife over the k probes of the
 * noise spectrum: on the logarithm, with variance (k − 1)/k Σ_j (ln S_(j) − mean)² and the t
 * quantile of k − 1 degrees of freedom. It holds the probes' share of the uncertainty alone.
 * Immutable and thread-safe.
 */
public final class SpeedupBand {
  private final List<PathPredictor> parts;
  private final double relativeTarget;
  private final double[] one;

  public SpeedupBand(PathPredictor predictor, double relativeTarget) {
    parts = predictor.jackknife();
    this.relativeTarget = relativeTarget;
    one = updates(1);
  }

  private double[] updates(double batch) {
    return parts.stream()
        .map(p -> p.predict(batch, relativeTarget))
        .mapToDouble(p -> p == null ? Double.NaN : p.updates())
        .toArray();
  }

  /**
   * Lower and upper end around an estimate; null where a part has no prediction.
   *
   * @param estimate from all probes
   */
  public double[] around(double estimate, double batch) {
    double[] here = updates(batch);
    int k = here.length;
    double[] logarithms = new double[k];
    double mean = 0;
    for (int j = 0; j < k; j++) {
      logarithms[j] = Math.log(one[j] / here[j]);
      mean += logarithms[j] / k;
    }
    double squares = 0;
    for (double logarithm : logarithms) {
      squares += (logarithm - mean) * (logarithm - mean);
    }
    double half =
        new TDistribution(k - 1).inverseCumulativeProbability(0.975)
            * Math.sqrt((k - 1.0) / k * squares);
    return Double.isNaN(half)
        ? null
        : new double[] {estimate * Math.exp(-half), estimate * Math.exp(half)};
  }
}
