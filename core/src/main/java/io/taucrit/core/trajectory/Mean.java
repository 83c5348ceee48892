package io.taucrit.core.trajectory;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A mean over runs and how far they spread.
 *
 * @param deviation standard deviation of a single run, with n − 1 in the denominator; 0 of one run
 * @param runs n
 */
public record Mean(double mean, double deviation, int runs) implements Serializable {
  /** Null where any value is missing, or there is none. */
  public static Mean of(List<Double> values) {
    int n = values.size();
    if (n == 0 || values.stream().anyMatch(Objects::isNull)) {
      return null;
    }
    double mean = values.stream().mapToDouble(v -> v).sum() / n;
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    return new Mean(mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1)), n);
  }

  /** Of the mean: deviation/√n. */
  public double standardError() {
    return deviation / Math.sqrt(runs);
  }
}
