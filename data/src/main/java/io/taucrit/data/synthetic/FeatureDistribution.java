package io.taucrit.data.synthetic;

import io.taucrit.data.UsageException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Independent features with a power law: feature v is present in a row with probability
 *
 * <pre>p_0 = Δ,   p_v = min(Δ, c (v + 1)^−e)   (v = 1 … d − 1),   Σ p_v = r.</pre>
 *
 * The constant c is solved for by bisection. Drawing a row walks the buckets v + 1 ∈ [2^k,
 * 2^(k+1)): within one it skips geometrically with the bucket's largest probability and thins, so a
 * row costs O(2^e r + log d). Immutable and thread-safe.
 */
final class FeatureDistribution implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int BISECTIONS = 100;

  private final int features;
  private final double delta;
  private final double exponent;
  private final double scale;
  private final int expectedLength;

  /**
   * The distribution with the given sum of probabilities.
   *
   * @throws UsageException unless Δ ≤ nonzerosPerRow ≤ dΔ
   */
  FeatureDistribution(int features, double nonzerosPerRow, double delta, double exponent) {
    this.features = features;
    this.delta = delta;
    this.exponent = exponent;
    if (!(nonzerosPerRow >= delta && nonzerosPerRow <= features * delta)) {
      throw new UsageException(
          "Invalid nonzeros per row: %s not in [%s, %s], the range that delta %s and %d features allow"
              .formatted(nonzerosPerRow, delta, features * delta, delta, features));
    }
    this.scale = solve(nonzerosPerRow);
    // Room for four standard deviations more than the mean, so that growing is rare.
    this.expectedLength = 8 + (int) (nonzerosPerRow + 4 * Math.sqrt(nonzerosPerRow));
  }

  /** p_v. */
  double probability(int feature) {
    return feature == 0 ? delta : Math.min(delta, scale * Math.pow(feature + 1.0, -exponent));
  }

  /** The features of one row, ascending. */
  int[] draw(SplittableRandom random) {
    int[] drawn = new int[expectedLength];
    int count = 0;
    for (long bucket = 1; bucket <= features; bucket <<= 1) {
      int first = (int) (bucket - 1);
      int stop = (int) Math.min(2 * bucket - 1, features);
      double bound = probability(first);
      double logMiss = Math.log1p(-bound);
      long v = first + gap(random, logMiss);
      while (v < stop) {
        if (random.nextDouble() * bound < probability((int) v)) {
          if (count == drawn.length) {
            drawn = Arrays.copyOf(drawn, 2 * count);
          }
          drawn[count++] = (int) v;
        }
        v += 1 + gap(random, logMiss);
      }
    }
    return Arrays.copyOf(drawn, count);
  }

  /** Misses before the next hit, geometric; {@code logMiss} = log(1 − p). */
  private static long gap(SplittableRandom random, double logMiss) {
    // A sure hit has log(0) = −∞ and gap 0; a bucket that is never hit divides by −0 and saturates.
    return (long) Math.min(Math.log1p(-random.nextDouble()) / logMiss, Integer.MAX_VALUE);
  }

  private double solve(double nonzerosPerRow) {
    double[] powers = new double[features];
    for (int v = 1; v < features; v++) {
      powers[v] = Math.pow(v + 1.0, -exponent);
    }
    double low = 0;
    // At this constant every feature has probability delta.
    double high = delta * Math.pow(features, exponent);
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (sum(powers, middle) < nonzerosPerRow) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double sum(double[] powers, double constant) {
    double sum = delta;
    for (int v = 1; v < powers.length; v++) {
      sum += Math.min(delta, constant * powers[v]);
    }
    return sum;
  }
}
