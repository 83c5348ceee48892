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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsynchronousGuaranteeTest {
  @Property(tries = 500, seed = "20260103")
  void theBestScaleIsThatOfANumericalMinimiser(
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 4) double powerOfN,
      @ForAll @Scale(6) @DoubleRange(min = -1, max = 4) double powerOfAlpha) {
    double learners = Math.pow(10, powerOfN);
    double alpha = Math.pow(10, powerOfAlpha);
    double most = AsynchronousGuarantee.largestScale(learners, alpha);
    double upper = Math.min(most, 3);
    UnivariatePointValuePair found =
        new BrentOptimizer(1e-10, 1e-14)
            .optimize(
                new MaxEval(1000),
                GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(
                    c -> AsynchronousGuarantee.factor(c, learners, alpha)),
                new SearchInterval(upper * 1e-6, upper, upper / 2));
    assertThat(AsynchronousGuarantee.leastFactor(learners, alpha))
        .isCloseTo(found.getValue(), withinPercentage(1e-4));
    assertThat(AsynchronousGuarantee.bestScale(learners, alpha))
        .isCloseTo(found.getPoint(), withinPercentage(0.01));
    double c = AsynchronousGuarantee.stationaryScale(learners, alpha);
    // Equation (21), relative to its largest term.
    assertThat(4 * learners * c * c * c + alpha * c * c - 2 * alpha)
        .isCloseTo(0, within(1e-11 * alpha));
    // Equation (20) with equality: 2N²c² + αc = α².
    assertThat(2 * learners * learners * most * most + alpha * most)
        .isCloseTo(alpha * alpha, withinPercentage(1e-9));
  }

  /** (7) and (8) of the paper, without c and α. */
  @Property(tries = 200, seed = "20260103")
  void theBestBoundIsThatOfLianEtAl(
      @ForAll @DoubleRange(min = 0.1, max = 10) double l,
      @ForAll @DoubleRange(min = 0.01, max = 10) double sigmaSquared,
      @ForAll @DoubleRange(min = 0.1, max = 10) double gap,
      @ForAll @DoubleRange(min = 1, max = 1000) double m,
      @ForAll @DoubleRange(min = 1, max = 100) double n) {
    AsynchronousGuarantee guarantee = new AsynchronousGuarantee(l, sigmaSquared, gap, m);
    double updates = 1e4;
    double step = guarantee.bestStep(n, updates);
    double best = guarantee.best(n, updates);
    assertThat(l * m * step + 2 * l * l * m * m * n * n * step * step)
        .isLessThanOrEqualTo(1 + 1e-9);
    assertThat(lian(l, sigmaSquared, gap, m, n, updates, step))
        .isCloseTo(best, withinPercentage(1e-7));
    assertThat(lian(l, sigmaSquared, gap, m, n, updates, 0.9 * step)).isGreaterThan(best);
    assertThat(guarantee.samplesFor(n, best)).isCloseTo(m * updates, withinPercentage(1e-5));
  }

  private static double lian(
      double l, double sigmaSquared, double gap, double m, double n, double updates, double step) {
    return 2 * gap / (m * updates * step)
        + sigmaSquared * l * step
        + 2 * sigmaSquared * l * l * m * n * step * step;
  }

  /** Theorem 5. */
  @Property(tries = 300, seed = "20260103")
  void moreLearnersNeedMoreSamples(
      @ForAll @DoubleRange(min = 1, max = 1000) double learners,
      @ForAll @DoubleRange(min = 1.01, max = 100) double times,
      @ForAll @Scale(4) @DoubleRange(min = 1e-4, max = 1) double accuracy) {
    AsynchronousGuarantee guarantee = new AsynchronousGuarantee(0.7, 1.4, 0.4, 32);
    assertThat(guarantee.samplesFor(times * learners, accuracy))
        .isGreaterThan(guarantee.samplesFor(learners, accuracy));
    assertThat(guarantee.best(times * learners, 1e4)).isGreaterThan(guarantee.best(learners, 1e4));
  }

  /** Theorem 4 as its proof has it, N/α; the N of its statement is off by α. */
  @Property(tries = 300, seed = "20260103")
  void theRatioIsNearNOverAlpha(
      @ForAll @DoubleRange(min = 16, max = 1e4) double alpha,
      @ForAll @DoubleRange(min = 1, max = 1e3) double times) {
    double learners = alpha * times;
    double ratio = AsynchronousGuarantee.ratio(learners, alpha);
    assertThat(ratio / (learners / alpha)).isBetween(0.9, 1.65);
    assertThat(ratio / learners).isLessThan(1.65 / alpha);
  }

  @ParameterizedTest
  @CsvSource({"1, 1e9, 1.41421356, 2.82842712", "1e9, 1e3, 7.0710678e-7, 2828427.1"})
  void limitsAreThoseOfTheProof(double n, double alpha, double c, double value) {
    assertThat(AsynchronousGuarantee.bestScale(n, alpha)).isCloseTo(c, withinPercentage(1e-5));
    assertThat(AsynchronousGuarantee.leastFactor(n, alpha))
        .isCloseTo(value, withinPercentage(1e-5));
  }

  @Test
  void oneLearnerIsNearlyMiniBatchSgd() {
    // Far from saturation both bounds are √(LD_fσ²/S) times √2 and 2√2: only the constant differs.
    double one = new AsynchronousGuarantee(1, 1, 1, 1).best(1, 1e10);
    assertThat(one / new MiniBatchGuarantee(1, 1, 1).best(1, 1e10))
        .isCloseTo(2, withinPercentage(0.01));
  }
}
