package io.taucrit.core.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.optim.univariate.UnivariatePointValuePair;
import org.junit.jupiter.api.Test;

class MiniBatchGuaranteeTest {
  private static final double BUDGET = 1e5;

  @Property(tries = 300, seed = "20260103")
  void theBestScaleIsThatOfANumericalMinimiser(
      @ForAll @Scale(6) @DoubleRange(min = -3, max = 3) double power) {
    double h = Math.pow(10, power);
    double most = Math.min(2 / h, 4) * (1 - 1e-9);
    UnivariatePointValuePair found =
        new BrentOptimizer(1e-10, 1e-14)
            .optimize(
                new MaxEval(1000),
                GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(c -> MiniBatchGuarantee.factor(c, h)),
                new SearchInterval(most * 1e-6, most, most / 2));
    assertThat(MiniBatchGuarantee.leastFactor(h))
        .isCloseTo(found.getValue(), withinPercentage(1e-7));
    assertThat(MiniBatchGuarantee.bestScale(h)).isCloseTo(found.getPoint(), withinPercentage(0.01));
    assertThat(MiniBatchGuarantee.factor(MiniBatchGuarantee.bestScale(h), h))
        .isCloseTo(MiniBatchGuarantee.leastFactor(h), withinPercentage(1e-9));
    // Equation (5) as printed, α/m = 1/h.
    assertThat(MiniBatchGuarantee.bestScale(h))
        .isCloseTo(h * (-1 + Math.sqrt(1 + 2 / (h * h))), withinPercentage(1e-6));
  }

  /** The bound of Lemma 1 itself, without c, α and h. */
  @Property(tries = 200, seed = "20260103")
  void theBestBoundIsThatOfLemmaOne(
      @ForAll @DoubleRange(min = 0.1, max = 10) double l,
      @ForAll @DoubleRange(min = 0.01, max = 10) double sigmaSquared,
      @ForAll @DoubleRange(min = 0.1, max = 10) double gap,
      @ForAll @DoubleRange(min = 1, max = 1e5) double batch) {
    MiniBatchGuarantee guarantee = new MiniBatchGuarantee(l, sigmaSquared, gap);
    double step = guarantee.bestStep(batch, BUDGET);
    double best = guarantee.best(batch, BUDGET);
    assertThat(lemma(l, sigmaSquared, gap, batch, step)).isCloseTo(best, withinPercentage(1e-6));
    for (double factor : new double[] {0.5, 0.9, 1.1, 1.5}) {
      assertThat(lemma(l, sigmaSquared, gap, batch, factor * step)).isGreaterThan(best);
    }
    assertThat(guarantee.samplesFor(batch, best)).isCloseTo(BUDGET, withinPercentage(1e-6));
  }

  private static double lemma(
      double l, double sigmaSquared, double gap, double batch, double step) {
    double descent = step - l * batch * step * step / 2;
    return descent > 0
        ? (gap / BUDGET + l * sigmaSquared * step * step / 2) / descent
        : Double.POSITIVE_INFINITY;
  }

  /** Theorem 3. */
  @Property(tries = 300, seed = "20260103")
  void largerBatchesNeedMoreSamples(
      @ForAll @DoubleRange(min = 1, max = 1e5) double batch,
      @ForAll @DoubleRange(min = 1.01, max = 100) double times,
      @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 1) double accuracy) {
    MiniBatchGuarantee guarantee = new MiniBatchGuarantee(0.7, 1.4, 0.4);
    assertThat(guarantee.best(times * batch, BUDGET)).isGreaterThan(guarantee.best(batch, BUDGET));
    assertThat(guarantee.samplesFor(times * batch, accuracy))
        .isGreaterThan(guarantee.samplesFor(batch, accuracy));
    assertThat(guarantee.best(batch, 2 * BUDGET)).isLessThan(guarantee.best(batch, BUDGET));
  }

  /** Theorem 2, in the range that it is stated for. */
  @Property(tries = 300, seed = "20260103")
  void theApproximateRatioIsNearTheExactOne(
      @ForAll @DoubleRange(min = 4, max = 1e4) double timesLarger,
      @ForAll @DoubleRange(min = 4, max = 1e4) double timesSmaller) {
    MiniBatchGuarantee guarantee = new MiniBatchGuarantee(1, 1, 1);
    double alpha = guarantee.alpha(BUDGET);
    double larger = timesLarger * alpha;
    double smaller = alpha / timesSmaller;
    assertThat(guarantee.approximateRatio(larger, smaller, BUDGET))
        .isCloseTo(guarantee.ratio(larger, smaller, BUDGET), withinPercentage(4));
  }

  @Test
  void byHand() {
    // α = √(100·4/(2·2)) = 10; m = 10 has h = 1: c = √3 − 1, factor √3 + 1.
    MiniBatchGuarantee guarantee = new MiniBatchGuarantee(2, 4, 2);
    assertThat(guarantee.alpha(100)).isCloseTo(10, within(1e-12));
    assertThat(guarantee.bestStep(10, 100))
        .isCloseTo((Math.sqrt(3) - 1) * Math.sqrt(2 / 800.0), within(1e-12));
    assertThat(guarantee.best(10, 100))
        .isCloseTo((Math.sqrt(3) + 1) * Math.sqrt(16 / 100.0), within(1e-12));
    assertThat(guarantee.samplesFor(10, 0.5)).isCloseTo(2 * 2 * 2 * (16 + 20), within(1e-9));
  }
}
