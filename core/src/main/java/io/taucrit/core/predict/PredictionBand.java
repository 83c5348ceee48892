package io.taucrit.core.predict;

import io.taucrit.core.predict.PathPredictor.Prediction;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The 95 % interval of a predicted T(b, τ), and of its speedup over one row at a time, on the
 * logarithm: the jackknife over the k probes of the noise spectrum, with variance (k − 1)/k Σ_j (ln
 * T_(j) − mean)² and the t quantile of k − 1 degrees of freedom, and the error of the model itself,
 * added as squares. Immutable and thread-safe.
 *
 * <p>The model's error is {@value #MODEL_ERROR} on the logarithm: the root mean square of
 * ln(measured/predicted) over the 99 points of sweeps behind the README's table is 0.075, here
 * rounded up. It is what the predictor did on those data sets, not a bound for others.
 */
public final class PredictionBand {
  /** Standard deviation of ln(measured/predicted). */
  static final double MODEL_ERROR = 0.1;

  private static final double NORMAL_95 = 1.96;

  /** T(b, τ) to one target by any predictor; null where it has none. */
  public interface Goal {
    Prediction predict(PathPredictor predictor, double batch, double delay);
  }

  private final List<PathPredictor> parts;
  private final Goal goal;
  private final double[] one;

  public PredictionBand(PathPredictor predictor, Goal goal) {
    parts = predictor.jackknife();
    this.goal = goal;
    one = logarithms(1, 1);
  }

  /** Both ends. */
  public record Ends(double lower, double upper) {
    private static Ends of(double estimate, double halfWidth) {
      return new Ends(estimate * Math.exp(-halfWidth), estimate * Math.exp(halfWidth));
    }
  }

  private double[] logarithms(double batch, double delay) {
    return parts.stream()
        .map(p -> goal.predict(p, batch, delay))
        .mapToDouble(p -> p == null ? Double.NaN : Math.log(p.updates()))
        .toArray();
  }

  /**
   * Around T(b, τ); null where a part has no prediction.
   *
   * @param estimate from all probes
   */
  public Ends ofUpdates(double estimate, double batch, double delay) {
    return around(estimate, logarithms(batch, delay));
  }

  /**
   * Around T(1, 1)/T(b, τ); null where a part has no prediction.
   *
   * @param estimate from all probes
   */
  public Ends ofSpeedup(double estimate, double batch, double delay) {
    if (batch == 1 && delay == 1) {
      return new Ends(estimate, estimate);
    }
    double[] here = logarithms(batch, delay);
    for (int j = 0; j < here.length; j++) {
      here[j] -= one[j];
    }
    return around(estimate, here);
  }

  private static Ends around(double estimate, double[] logarithms) {
    int k = logarithms.length;
    double mean = 0;
    for (double logarithm : logarithms) {
      mean += logarithm / k;
    }
    double squares = 0;
    for (double logarithm : logarithms) {
      squares += (logarithm - mean) * (logarithm - mean);
    }
    double ofProbes =
        new TDistribution(k - 1).inverseCumulativeProbability(0.975)
            * Math.sqrt((k - 1.0) / k * squares);
    double half = Math.hypot(ofProbes, NORMAL_95 * MODEL_ERROR);
    return Double.isNaN(half) ? null : Ends.of(estimate, half);
  }
}
