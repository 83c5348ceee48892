package io.taucrit.core.predict;

import io.taucrit.core.objective.FeatureCounts;
import java.io.Serializable;

/**
 * How many coordinates m random rows touch, what a worker with m rows pulls and pushes:
 *
 * <pre>  U(m) = Σ_v 1 − (1 − p_v)^m,   p_v the share of rows with the feature of coordinate v</pre>
 *
 * @param atPowersOfTwo U(1), U(2), U(4), …; log-log between them, constant after
 */
public record TouchedCoordinates(double[] atPowersOfTwo) implements Serializable {
  /** Up to 2^20 rows. */
  private static final int POWERS = 21;

  /**
   * @param coordinates of each feature
   */
  public static TouchedCoordinates of(FeatureCounts counts, int features, int coordinates) {
    double[] sums = new double[POWERS];
    for (int v = 0; v < features; v++) {
      double untouched = 1 - (double) counts.count(v) / counts.rows();
      for (int k = 0; k < POWERS && untouched < 1; k++) {
        sums[k] += coordinates * (1 - untouched);
        untouched *= untouched;
      }
    }
    return new TouchedCoordinates(sums);
  }

  /** U(m), m ≥ 0; below one row in proportion. */
  public double at(double rows) {
    if (rows <= 1) {
      return Math.max(0, rows) * atPowersOfTwo[0];
    }
    double power = Math.min(Math.log(rows) / Math.log(2), atPowersOfTwo.length - 1);
    int k = (int) Math.min(power, atPowersOfTwo.length - 2);
    double below = atPowersOfTwo[k];
    return below == 0 ? 0 : below * Math.pow(atPowersOfTwo[k + 1] / below, power - k);
  }
}
