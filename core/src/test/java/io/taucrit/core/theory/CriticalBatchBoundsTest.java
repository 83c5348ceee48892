package io.taucrit.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.noise.NoiseProfile;
import io.taucrit.core.noise.NoiseProfile.Visited;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class CriticalBatchBoundsTest {
  private static NoiseProfile profile(List<Visited> points) {
    NoiseProfile profile = new NoiseProfile();
    points.forEach(p -> profile.add(p.gradientNormSquared(), p.noise()));
    return profile;
  }

  @Provide
  Arbitrary<List<Visited>> visited() {
    Arbitrary<Double> powers = Arbitraries.doubles().between(-12, 6).map(p -> Math.pow(10, p));
    Arbitrary<Double> noise =
        Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just(0.0)), Tuple.of(9, powers));
    return Combinators.combine(powers, noise).as(Visited::new).list().ofMinSize(1).ofMaxSize(12);
  }

  /** Any gradients and noises at all: the inequalities are about numbers, not about functions. */
  @Property(tries = 2000, seed = "20260103")
  void bothHoldAtEveryVisitedPoint(
      @ForAll("visited") List<Visited> points,
      @ForAll @Scale(6) @DoubleRange(min = -13, max = 7) double power) {
    NoiseProfile profile = profile(points);
    double epsilonHat = Math.pow(10, power);
    double largest =
        points.stream()
            .mapToDouble(p -> 1 + p.noise() / (p.gradientNormSquared() + epsilonHat))
            .max()
            .orElseThrow();
    for (Visited x : points) {
      CriticalBatchBounds at = CriticalBatchBounds.at(profile, x, epsilonHat);
      assertThat(at.leftHolds()).as("%s", at).isTrue();
      assertThat(at.rightHolds()).as("%s", at).isTrue();
      assertThat(at.bound()).isEqualTo(4 * largest);
      assertThat(at.critical()).isLessThanOrEqualTo((4 * largest - 3) * (1 + 1e-12));
    }
  }

  /** The left one needs Property 3 only, hence any ε, as long as x was visited. */
  @Property(tries = 500, seed = "20260103")
  void theLeftOneHoldsAtEveryEpsilon(
      @ForAll("visited") List<Visited> points,
      @ForAll @Scale(6) @DoubleRange(min = -13, max = 7) double power,
      @ForAll @Scale(6) @DoubleRange(min = -13, max = 7) double powerOfEpsilon) {
    NoiseProfile profile = profile(points);
    for (Visited x : points) {
      assertThat(
              CriticalBatchBounds.at(profile, x, Math.pow(10, power), Math.pow(10, powerOfEpsilon))
                  .leftHolds())
          .isTrue();
    }
  }

  @Test
  void byHand() {
    NoiseProfile profile = profile(List.of(new Visited(4, 12), new Visited(1, 5)));
    // ε̂ = 1: at the first point ε̃ = 4, σ⋆²(4) = 12, M(4) = 0; at the second ε̃ = 1, 5 and 3.
    CriticalBatchBounds first = CriticalBatchBounds.at(profile, new Visited(4, 12), 1);
    assertThat(first.local()).isCloseTo(1 + 12 / 5.0, within(1e-15));
    assertThat(first.critical()).isCloseTo(4, within(1e-15));
    assertThat(first.bound()).isCloseTo(4 * (1 + 5 / 2.0), within(1e-15));
    CriticalBatchBounds second = CriticalBatchBounds.at(profile, new Visited(1, 5), 1);
    assertThat(second.critical()).isCloseTo(1 + 5 + 3, within(1e-15));
  }

  @Test
  void theRightOneFailsWhereEpsilonIsFixed() {
    // A gradient far below ε̂ makes M(ε) large for ε below it; b̂ is bounded by 1 + V/ε̂.
    Visited small = new Visited(1e-6, 1);
    Visited large = new Visited(1, 1);
    NoiseProfile profile = profile(List.of(small, large));
    CriticalBatchBounds below = CriticalBatchBounds.at(profile, large, 0.1, 1e-7);
    assertThat(below.critical() / below.bound()).isGreaterThan(1e4);
    // ε above ε̃: the noise of large gradients divided by ε̃.
    NoiseProfile growing = profile(List.of(new Visited(1e6, 1e7), new Visited(1e-3, 1e-2)));
    CriticalBatchBounds above = CriticalBatchBounds.at(growing, new Visited(1e-3, 1e-2), 1e-3, 1e6);
    assertThat(above.critical() / above.bound()).isGreaterThan(1e7);
    assertThat(above.leftHolds()).isTrue();
  }

  @Test
  void theLeftOneFailsAtAPointThatWasNotVisited() {
    NoiseProfile profile = profile(List.of(new Visited(1, 1)));
    assertThat(CriticalBatchBounds.at(profile, new Visited(0.5, 9), 0.5).leftHolds()).isFalse();
  }

  @Test
  void epsilonAndGradientMustNotBothVanish() {
    NoiseProfile profile = profile(List.of(new Visited(0, 1)));
    assertThatThrownBy(() -> CriticalBatchBounds.at(profile, new Visited(0, 1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void holdAlongThePathToAnOptimum() {
    CsrBlock rows = Problems.rows("logistic", 400, 30, 3);
    GlmObjective objective = Problems.objective("logistic", rows, 30, 1.0 / 400);
    NoiseProfile profile = new NoiseProfile();
    Lbfgs.withDefaults()
        .minimise(
            InMemoryPasses.sequential(objective, rows), new double[30], (x, at) -> profile.add(at));
    assertThat(profile.visited()).hasSizeGreaterThan(8);
    Visited last = profile.visited().get(profile.visited().size() - 1);
    for (double epsilonHat : new double[] {1e-12, last.gradientNormSquared(), 1e-4, 1}) {
      for (Visited x : profile.visited()) {
        CriticalBatchBounds at = CriticalBatchBounds.at(profile, x, epsilonHat);
        assertThat(at.leftHolds() && at.rightHolds()).as("%s at %s", at, x).isTrue();
        assertThat(at.local()).isGreaterThan(1);
      }
    }
  }
}
