package io.taucrit.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.predict.CriticalBatch;
import io.taucrit.core.theory.IterationComplexity.Sufficient;
import io.taucrit.core.theory.IterationComplexity.Terms;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class IterationComplexityTest {
  private static final IterationComplexity BOUND = new IterationComplexity(2, 30, 0.5, 10);

  @Test
  void termsAreThoseOfTheTheorem() {
    // L = 2, M = 30, σ² = 1/2, τ = 10.
    assertThat(BOUND.criticalStep()).isCloseTo(1.0 / 800, within(1e-18));
    Terms nonConvex = BOUND.nonConvex(0.1, 3);
    assertThat(nonConvex.noise()).isCloseTo(0.5 / 0.01 * 2 * 3, within(1e-9));
    assertThat(nonConvex.growth()).isCloseTo(30 / 0.1 * 2 * 3, within(1e-9));
    assertThat(nonConvex.parallelism()).isCloseTo(10 / 0.1 * 2 * 3, within(1e-9));
    assertThat(nonConvex.total()).isCloseTo(300 + 1800 + 600, within(1e-9));
    assertThat(nonConvex.dominant()).isEqualTo("growth");
    assertThat(nonConvex.criticalTau()).isCloseTo(0.5 / 0.1 + 30, within(1e-12));
    Terms strongly = BOUND.stronglyConvex(0.01, 0.25);
    assertThat(strongly.noise()).isCloseTo(0.5 / (0.25 * 0.01), within(1e-9));
    assertThat(strongly.growth()).isCloseTo(2 * 30 / 0.25, within(1e-9));
    assertThat(strongly.parallelism()).isCloseTo(2 * 10 / 0.25, within(1e-9));
    assertThat(strongly.criticalTau()).isCloseTo(0.5 / (2 * 0.01) + 30, within(1e-12));
    Terms convex = BOUND.convex(0.001, 7);
    assertThat(convex.noise()).isCloseTo(0.5 / 1e-6 * 7, within(1e-6));
    assertThat(convex.growth()).isCloseTo(2 * 30 / 0.001 * 7, within(1e-6));
    assertThat(convex.parallelism()).isCloseTo(2 * 10 / 0.001 * 7, within(1e-6));
    assertThat(convex.dominant()).isEqualTo("noise");
    assertThat(new IterationComplexity(2, 30, 0.5, 1e6).convex(0.001, 7).dominant())
        .isEqualTo("parallelism");
  }

  @Property(tries = 200, seed = "20260103")
  void atTheCriticalTauTheBoundIsTwiceThatOfNoParallelism(
      @ForAll @DoubleRange(min = 0.01, max = 100) double l,
      @ForAll @DoubleRange(min = 0, max = 1e4) double m,
      @ForAll @DoubleRange(min = 0, max = 10) double sigmaSquared,
      @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 0.1) double accuracy) {
    for (int setting = 0; setting < 3; setting++) {
      double critical = terms(setting, l, m, sigmaSquared, 1, accuracy).criticalTau();
      if (critical < 1) {
        continue;
      }
      Terms there = terms(setting, l, m, sigmaSquared, critical, accuracy);
      assertThat(there.parallelism()).isCloseTo(there.total() / 2, withinPercentage(1e-9));
      // Section 5: the speedup by the bound is S(q) with κ = τ_crit.
      assertThat(there.speedup())
          .isCloseTo(new CriticalBatch(critical).speedup(critical), withinPercentage(1e-9));
    }
  }

  private static Terms terms(
      int setting, double l, double m, double sigmaSquared, double tau, double accuracy) {
    IterationComplexity bound = new IterationComplexity(l, m, sigmaSquared, tau);
    return switch (setting) {
      case 0 -> bound.nonConvex(accuracy, 0.7);
      case 1 -> bound.stronglyConvex(accuracy, 1e-3);
      default -> bound.convex(accuracy, 5);
    };
  }

  @Property(tries = 200, seed = "20260103")
  void theSufficientStepIsTheBestOfTheAppendixBound(
      @ForAll @DoubleRange(min = 0.01, max = 100) double l,
      @ForAll @DoubleRange(min = 0, max = 1e3) double m,
      @ForAll @DoubleRange(min = 0, max = 10) double sigmaSquared,
      @ForAll @DoubleRange(min = 1, max = 1e4) double tau,
      @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 1) double accuracy) {
    IterationComplexity bound = new IterationComplexity(l, m, sigmaSquared, tau);
    Sufficient sufficient = bound.sufficientNonConvex(accuracy, 3);
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k <= 2000; k++) {
      double step = bound.criticalStep() * Math.pow(10, -k / 200.0);
      double left = accuracy - 5 * step * l * sigmaSquared;
      best = left > 0 ? Math.min(best, 5 * 3 / (step * left)) : best;
    }
    assertThat(sufficient.step()).isLessThanOrEqualTo(bound.criticalStep());
    assertThat(sufficient.iterations()).isBetween(0.99 * best, best * (1 + 1e-12));
    assertThat(sufficient.iterations())
        .isLessThanOrEqualTo(100 * bound.nonConvex(accuracy, 3).total() * (1 + 1e-12));
  }

  /**
   * Mini-batch SGD on f = Lx²/2 with noise of exactly M‖∇f‖² + σ², its second moment exactly: after
   * the sufficient iterations the mean of E‖∇f‖² is at most ε.
   */
  @Property(tries = 40, seed = "20260103")
  void theSufficientIterationsSuffice(
      @ForAll @DoubleRange(min = 0.1, max = 10) double l,
      @ForAll @DoubleRange(min = 0, max = 50) double m,
      @ForAll @DoubleRange(min = 0, max = 2) double sigmaSquared,
      @ForAll @IntRange(min = 1, max = 64) int batch,
      @ForAll @DoubleRange(min = 0.05, max = 0.9) double share) {
    double second = 4;
    double gap = l / 2 * second;
    double accuracy = share * l * l * second;
    Sufficient sufficient =
        new IterationComplexity(l, m, sigmaSquared, batch).sufficientNonConvex(accuracy, gap);
    double step = sufficient.step();
    long rounds = (long) Math.ceil(sufficient.iterations() / batch);
    double sum = 0;
    for (long t = 0; t < rounds; t++) {
      double gradient = l * l * second;
      sum += gradient;
      second =
          Math.pow(1 - step * batch * l, 2) * second
              + step * step * batch * (m * gradient + sigmaSquared);
    }
    assertThat(sum / rounds).isLessThanOrEqualTo(accuracy);
  }

  @Test
  void impossibleConstantsAreRefused() {
    Stream.<Runnable>of(
            () -> new IterationComplexity(0, 1, 1, 1),
            () -> new IterationComplexity(1, -1, 1, 1),
            () -> new IterationComplexity(1, 1, Double.NaN, 1),
            () -> new IterationComplexity(1, 1, 1, 0.5),
            () -> BOUND.nonConvex(0, 1),
            () -> BOUND.stronglyConvex(1, 0),
            () -> BOUND.convex(1, Double.POSITIVE_INFINITY))
        .forEach(
            r ->
                assertThatThrownBy(r::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("allowed"));
  }
}
