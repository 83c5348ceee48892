package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseProfileTest {
  /** (‖∇f‖², V): (4, 8), (1, 3), (0.25, 5), (0, 2). */
  private static NoiseProfile handMade() {
    NoiseProfile profile = new NoiseProfile();
    profile.add(4, 8);
    profile.add(1, 3);
    profile.add(0.25, 5);
    profile.add(0, 2);
    return profile;
  }

  @Test
  void followsTheDefinitions() {
    NoiseProfile profile = handMade();
    // The point on the border, ‖∇f‖² = ε, belongs to σ⋆².
    assertThat(profile.sigmaSquared(0.25)).isEqualTo(5);
    assertThat(profile.m(0.25)).isEqualTo(3);
    assertThat(profile.sigmaSquared(1)).isEqualTo(5);
    assertThat(profile.m(1)).isEqualTo(2);
    assertThat(profile.criticalBatch(1)).isEqualTo(5 + 2 + 1);
    assertThat(profile.sigmaSquared(0.1)).isEqualTo(2);
    assertThat(profile.m(0.1)).isEqualTo(20);
    assertThat(profile.criticalBatch(0.1)).isCloseTo(20 + 20 + 1, within(1e-12));
    assertThat(profile.sigmaSquared(100)).isEqualTo(8);
  }

  @Test
  void aMaximumOverNoIterateIsZero() {
    assertThat(handMade().m(4)).isZero();
    assertThat(handMade().sigmaSquared(-1)).isZero();
    NoiseProfile empty = new NoiseProfile();
    assertThat(empty.sigmaSquared(1)).isZero();
    assertThat(empty.m(1)).isZero();
    assertThat(empty.criticalBatch(1)).isEqualTo(1);
  }

  @Test
  void leavesOutWhatIsNotFinite() {
    NoiseProfile profile = handMade();
    profile.add(Double.NaN, 1);
    profile.add(1, Double.POSITIVE_INFINITY);
    assertThat(profile.visited()).hasSize(4);
    assertThat(profile.visited().get(2)).isEqualTo(new NoiseProfile.Visited(0.25, 5));
  }

  /**
   * Footnote 4: b̂(x) ≤ 1 + σ⋆²/max(‖∇f(x)‖², ε) + M, and that is at most 4 sup b̂, here with both
   * suprema over the same visited iterates.
   */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "squared-hinge"})
  void theLocalCriticalBatchIsSandwiched(String loss) {
    CsrBlock block = Problems.rows(loss, 400, 60, 3);
    InMemoryPasses data =
        InMemoryPasses.sequential(Problems.objective(loss, block, 60, 0.0025), block);
    NoiseProfile profile = new NoiseProfile();
    List<GradientStatistics> visited = new ArrayList<>();
    Lbfgs.withDefaults()
        .minimise(
            data,
            new double[60],
            (x, at) -> {
              profile.add(at);
              visited.add(at);
            });
    assertThat(visited).hasSizeGreaterThan(5);
    for (double epsilon = 1; epsilon > 1e-9; epsilon /= 3) {
      double largest = 0;
      double largestBound = 0;
      for (GradientStatistics at : visited) {
        double local = at.localCriticalBatch(epsilon);
        double bound =
            1
                + profile.sigmaSquared(epsilon) / Math.max(at.gradientNormSquared(), epsilon)
                + profile.m(epsilon);
        assertThat(local).isLessThanOrEqualTo(bound * (1 + 1e-12));
        largest = Math.max(largest, local);
        largestBound = Math.max(largestBound, bound);
      }
      assertThat(largestBound).isLessThanOrEqualTo(4 * largest);
    }
  }
}
