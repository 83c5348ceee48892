package io.taucrit.core.theory;

import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.core.theory.IterationComplexity.Sufficient;
import io.taucrit.core.theory.IterationComplexity.Terms;
import java.util.ArrayList;
import java.util.List;

/**
 * All that the theorems say of one problem, as far as its constants are known.
 *
 * @param complexities Theorem 1 for every τ
 * @param path footnote 4 and gradient diversity at the visited points
 * @param batches guarantees by batch size
 * @param learners guarantees by number of learners, one row a push
 * @param sparsity what relative sparsity alone guarantees; null without Δ
 */
public record TheoryTable(
    ProblemConstants constants,
    List<Complexity> complexities,
    List<PathPoint> path,
    List<Batch> batches,
    List<Learners> learners,
    Sparsity sparsity) {

  /**
   * @param setting non-convex, convex or strongly convex
   * @param criticalStep γ_crit
   * @param sufficient with constants; null but for the non-convex setting
   */
  public record Complexity(
      String setting,
      double tau,
      double criticalStep,
      Terms terms,
      double total,
      double criticalTau,
      String dominant,
      Sufficient sufficient) {
    private static Complexity of(
        String setting, IterationComplexity bound, Terms terms, Sufficient sufficient) {
      return new Complexity(
          setting,
          bound.tau(),
          bound.criticalStep(),
          terms,
          terms.total(),
          terms.criticalTau(),
          terms.dominant(),
          sufficient);
    }
  }

  /**
   * @param bounds with ε̂ the gradient accuracy
   * @param diversity Δ_S, null without n
   * @param diversityBound B_S
   */
  public record PathPoint(
      double gradientNormSquared,
      double noise,
      CriticalBatchBounds bounds,
      Double diversity,
      double diversityBound) {}

  /**
   * @param samples after which E‖∇f‖² ≤ ε is guaranteed
   * @param ratio to those of batch 1
   */
  public record Batch(double batch, double step, double samples, double ratio) {}

  /**
   * @param samples after which E‖∇f‖² ≤ ε is guaranteed
   * @param ratio to those of one learner
   */
  public record Learners(double learners, double samples, double ratio) {}

  /**
   * @param leastM (1 − Δ)/Δ ≤ M (Corollary 2)
   */
  public record Sparsity(double sparsity, double leastM) {}

  /**
   * @param taus τ, batch sizes and numbers of learners to tabulate, each ≥ 1
   * @throws IllegalArgumentException if a constant is impossible
   */
  public static TheoryTable of(ProblemConstants c, List<Double> taus) {
    List<Complexity> complexities = new ArrayList<>();
    if (c.smoothness() != null && c.m() != null && c.sigmaSquared() != null) {
      for (double tau : taus) {
        complexities.addAll(
            complexities(c, new IterationComplexity(c.smoothness(), c.m(), c.sigmaSquared(), tau)));
      }
    }
    List<Batch> batches = new ArrayList<>();
    List<Learners> learners = new ArrayList<>();
    if (c.smoothness() != null
        && c.noiseBound() != null
        && c.gap() != null
        && c.gradientAccuracy() != null) {
      double accuracy = c.gradientAccuracy();
      MiniBatchGuarantee batched = new MiniBatchGuarantee(c.smoothness(), c.noiseBound(), c.gap());
      AsynchronousGuarantee asynchronous =
          new AsynchronousGuarantee(c.smoothness(), c.noiseBound(), c.gap(), 1);
      for (double q : taus) {
        double samples = batched.samplesFor(q, accuracy);
        batches.add(
            new Batch(
                q,
                batched.bestStep(q, samples),
                samples,
                samples / batched.samplesFor(1, accuracy)));
        double asynchronously = asynchronous.samplesFor(q, accuracy);
        learners.add(
            new Learners(q, asynchronously, asynchronously / asynchronous.samplesFor(1, accuracy)));
      }
    }
    return new TheoryTable(
        c,
        complexities,
        path(c),
        batches,
        learners,
        c.sparsity() == null ? null : sparsity(c.sparsity()));
  }

  private static List<Complexity> complexities(ProblemConstants c, IterationComplexity bound) {
    List<Complexity> rows = new ArrayList<>();
    if (c.gradientAccuracy() != null && c.gap() != null) {
      rows.add(
          Complexity.of(
              "non-convex",
              bound,
              bound.nonConvex(c.gradientAccuracy(), c.gap()),
              bound.sufficientNonConvex(c.gradientAccuracy(), c.gap())));
    }
    Double distanceSquared = c.distanceSquaredBound();
    if (c.accuracy() != null && distanceSquared != null) {
      rows.add(Complexity.of("convex", bound, bound.convex(c.accuracy(), distanceSquared), null));
    }
    if (c.accuracy() != null && c.convexity() != null && c.convexity() > 0) {
      rows.add(
          Complexity.of(
              "strongly convex", bound, bound.stronglyConvex(c.accuracy(), c.convexity()), null));
    }
    return rows;
  }

  private static List<PathPoint> path(ProblemConstants c) {
    NoiseProfile profile = new NoiseProfile();
    c.visited().forEach(v -> profile.add(v.gradientNormSquared(), v.noise()));
    double epsilonHat = c.gradientAccuracy() == null ? 0 : c.gradientAccuracy();
    return c.visited().stream()
        .filter(v -> Math.max(v.gradientNormSquared(), epsilonHat) > 0)
        .map(
            v -> {
              double diversityBound = 1 + v.noise() / v.gradientNormSquared();
              return new PathPoint(
                  v.gradientNormSquared(),
                  v.noise(),
                  CriticalBatchBounds.at(profile, v, epsilonHat),
                  c.rows() == null ? null : diversityBound / c.rows(),
                  diversityBound);
            })
        .toList();
  }

  private static Sparsity sparsity(double delta) {
    if (!(delta > 0 && delta <= 1)) {
      throw new IllegalArgumentException(
          "Invalid relative sparsity: %s (allowed: above 0, at most 1)".formatted(delta));
    }
    return new Sparsity(delta, (1 - delta) / delta);
  }
}
