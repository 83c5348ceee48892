package io.taucrit.core.noise;

import io.taucrit.core.objective.GradientStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * The noise parameters of Property 3 as functions of ε, over the iterates that were visited:
 *
 * <pre>
 *   σ⋆²(ε) = max { V(x) : ‖∇f(x)‖² ≤ ε }        M(ε) = max { V(x)/‖∇f(x)‖² : ‖∇f(x)‖² > ε }
 *   b_crit(ε) = σ⋆²(ε)/ε + M(ε) + 1             (section 5)
 * </pre>
 *
 * <p>The definitions take suprema over all x; a maximum over visited iterates is exact for those
 * and a lower bound otherwise. A maximum over no iterate is 0. Not thread-safe while iterates are
 * added.
 */
public final class NoiseProfile {
  /** One visited iterate: ‖∇f‖² and V there. */
  public record Visited(double gradientNormSquared, double noise) {}

  private final List<Visited> visited = new ArrayList<>();

  public void add(GradientStatistics at) {
    add(at.gradientNormSquared(), at.noise());
  }

  public void add(double gradientNormSquared, double noise) {
    if (Double.isFinite(gradientNormSquared) && Double.isFinite(noise)) {
      visited.add(new Visited(gradientNormSquared, noise));
    }
  }

  /** The iterates in the order in which they were added. */
  public List<Visited> visited() {
    return List.copyOf(visited);
  }

  /** σ⋆²(ε). */
  public double sigmaSquared(double epsilon) {
    return visited.stream()
        .filter(v -> v.gradientNormSquared() <= epsilon)
        .mapToDouble(Visited::noise)
        .max()
        .orElse(0);
  }

  /** M(ε). */
  public double m(double epsilon) {
    return visited.stream()
        .filter(v -> v.gradientNormSquared() > epsilon)
        .mapToDouble(v -> v.noise() / v.gradientNormSquared())
        .max()
        .orElse(0);
  }

  /** b_crit(ε) with ε in units of ‖∇f‖². */
  public double criticalBatch(double epsilon) {
    return sigmaSquared(epsilon) / epsilon + m(epsilon) + 1;
  }
}
