package io.taucrit.core.noise;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * {@link NoiseProfile} from samples: σ⋆²(ε) and M(ε), maxima over k visited iterates, with
 * intervals for the maxima of the data set's own values.
 *
 * <p>The true maximum is attained at one fixed iterate, so its upper end needs that iterate's upper
 * end only: max over iterates of one-sided ends, without a correction for k. The lower end is the
 * largest of k lower ends and gets Bonferroni's correction. Which iterates belong to a maximum is
 * uncertain too: possible members (by their interval of ‖∇f‖²) count for the upper end, certain
 * ones for the lower, and the tails are split over these events. The iterates may share their rows.
 * Immutable and thread-safe.
 */
public final class SampledProfile {
  private final List<SampledNoise> visited;

  /** The profile over these iterates, at least one. */
  public SampledProfile(List<SampledNoise> visited) {
    if (visited.isEmpty()) {
      throw new IllegalArgumentException("Invalid profile: no iterates");
    }
    this.visited = List.copyOf(visited);
  }

  /** σ⋆²(ε) = max { V(x) : ‖∇f(x)‖² ≤ ε }; 0 where no iterate may belong. */
  public Interval sigmaSquared(double epsilon, double confidence) {
    return sigmaSquaredOf(epsilon, SampledNoise.tail(confidence));
  }

  /** M(ε) = max { V(x)/‖∇f(x)‖² : ‖∇f(x)‖² > ε }; 0 where no iterate may belong. */
  public Interval m(double epsilon, double confidence) {
    return mOf(epsilon, SampledNoise.tail(confidence));
  }

  /** b_crit(ε) = σ⋆²(ε)/ε + M(ε) + 1, each of the two with half the tails. */
  public Interval criticalBatch(double epsilon, double confidence) {
    double tail = SampledNoise.tail(confidence) / 2;
    Interval sigma = sigmaSquaredOf(epsilon, tail);
    Interval m = mOf(epsilon, tail);
    return new Interval(
            sigma.estimate() / epsilon + m.estimate(),
            sigma.lower() / epsilon + m.lower(),
            sigma.upper() / epsilon + m.upper())
        .plusOne();
  }

  private Interval sigmaSquaredOf(double epsilon, double tail) {
    double each = tail / 2;
    double joint = each / visited.size();
    return new Interval(
        largest(s -> s.gradientNormSquared() <= epsilon ? s.noise() : 0),
        largest(s -> s.upperGradientNormSquared(joint) <= epsilon ? s.lowerNoise(joint) : 0),
        largest(s -> s.lowerGradientNormSquared(each) <= epsilon ? s.upperNoise(each) : 0));
  }

  private Interval mOf(double epsilon, double tail) {
    double each = tail / 3;
    double joint = tail / 2 / visited.size();
    return new Interval(
        largest(s -> s.gradientNormSquared() > epsilon ? s.ratioEstimate(0) : 0),
        largest(s -> s.lowerGradientNormSquared(joint) > epsilon ? s.lowerRatio(0, joint) : 0),
        largest(
            s ->
                s.upperGradientNormSquared(each) > epsilon
                    ? Math.min(s.upperRatio(0, each), s.upperNoise(each) / epsilon)
                    : 0));
  }

  private double largest(ToDoubleFunction<SampledNoise> value) {
    return visited.stream().mapToDouble(value).max().orElse(0);
  }
}
