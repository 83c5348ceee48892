package io.taucrit.core.analysis;

import io.taucrit.core.objective.FeatureCounts;
import org.apache.commons.math3.distribution.BetaDistribution;

/**
 * Δ = max_v p_v from a sample of m rows, with an interval that holds for the maximum.
 *
 * <p>With c_v sampled rows that have v, each p_v has the ends of Clopper and Pearson (1934), which
 * are monotone in c_v. The true maximum is at one fixed feature, so that the largest of the
 * uncorrected upper ends is above Δ as often as that feature's own; the lower end is the largest of
 * d lower ends and gets Bonferroni's correction. Rows are drawn without replacement, which makes
 * counts vary less than the binomial law says. Features that every sampled row has are left out.
 *
 * @param delta Δ with its interval
 * @param constantFeatures how many features every sampled row has, intercepts too
 */
record SampledSparsity(Estimate delta, int constantFeatures) {

  static SampledSparsity of(FeatureCounts counts, int features, boolean all, double confidence) {
    double share = counts.relativeSparsity();
    int constant = counts.constantFeatures();
    if (all) {
      return new SampledSparsity(Estimate.exact(share), constant);
    }
    long m = counts.rows();
    long largest = Math.round(share * m);
    double tail = (1 - confidence) / 2;
    double lower =
        largest == 0
            ? 0
            : new BetaDistribution(largest, m - largest + 1.0)
                .inverseCumulativeProbability(tail / features);
    double upper =
        largest == m
            ? 1
            : new BetaDistribution(largest + 1.0, m - largest)
                .inverseCumulativeProbability(1 - tail);
    return new SampledSparsity(new Estimate(share, lower, upper), constant);
  }
}
