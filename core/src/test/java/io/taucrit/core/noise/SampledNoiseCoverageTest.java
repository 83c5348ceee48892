package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GradientStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often 95 % intervals from m of 20,000 rows contain the exact value, over samples with fixed
 * seeds, at four iterates; and the bias of the estimates. Every line is printed with the measured
 * coverage, the width relative to ±1.96 true standard deviations of the estimate (the oracle's),
 * and the bias in these.
 *
 * <p>{@link SampledNoise} was designed on the problems of draw 0 and looked at on draws 1 and 2;
 * here it is judged on draw {@value #FRESH}: other rows, other coefficients, other samples.
 *
 * <p>Asked for is a coverage of 93 to 97 %, or up to 99 % where the mean width is at most 1.25
 * times the oracle's. A count is refused that is 2 standard errors off that. Were the true coverage
 * 94.5 %, a count would be refused by chance, with other seeds, with probability 2e-5 of 1,000
 * samples and 2e-3 of 200; were it 94 %, with 4e-4 and 5e-3. The biases of the unbiased estimates
 * leave 4 standard errors with 6e-5. That of b̂ may be a tenth of a standard deviation and 2
 * standard errors.
 */
class SampledNoiseCoverageTest {
  private static final int FRESH = 3;
  private static final double CONFIDENCE = 0.95;
  private static final String[] ITERATES = {"start", "half-way", "near", "optimum"};

  /** Measured: coverage, width over the oracle's, bias in standard deviations. */
  private record Measured(double coverage, double width, double bias) {
    void check(SoftAssertions softly, String what, int samples) {
      double error = 2 * Math.sqrt(0.93 * 0.07 / samples);
      double most = width <= 1.25 ? 0.99 : 0.97;
      softly.assertThat(coverage).as(what).isBetween(0.93 - error, most + error);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "three-directions"})
  void intervalsHold(String name) {
    check(name, 500, 200);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "logistic, 500",
    "logistic, 2000",
    "squared, 500",
    "squared, 2000",
    "three-directions, 500",
    "three-directions, 2000",
    "long-rows, 500",
    "long-rows, 2000",
    "heavy-tails, 500",
    "heavy-tails, 2000",
    "squared-hinge, 500",
    "squared-hinge, 2000",
    "poisson, 500",
    "poisson, 2000",
    "weighted, 500",
    "weighted, 2000",
  })
  void intervalsHoldOnAllProblems(String name, int m) {
    check(name, m, 1_000);
  }

  private static void check(String name, int m, int repetitions) {
    PlantedProblem problem = PlantedProblem.named(name, FRESH);
    List<GradientStatistics> exact = problem.exact();
    SampledNoise[][] samples =
        IntStream.range(0, repetitions)
            .parallel()
            .mapToObj(
                k ->
                    problem
                        .sample(m, 9_000_011L * k + 17 * m)
                        .at(problem.iterates())
                        .toArray(SampledNoise[]::new))
            .toArray(SampledNoise[][]::new);
    double epsilon = problem.epsilon();
    SoftAssertions softly = new SoftAssertions();
    for (int i = 0; i < ITERATES.length; i++) {
      int at = i;
      GradientStatistics truth = exact.get(i);
      SampledNoise[] here = Arrays.stream(samples).map(s -> s[at]).toArray(SampledNoise[]::new);
      Measured gradient =
          measure(here, s -> s.gradientNormSquared(CONFIDENCE), truth.gradientNormSquared());
      Measured noise = measure(here, s -> s.noise(CONFIDENCE), truth.noise());
      Measured ratio =
          measure(
              here,
              s -> s.localCriticalBatch(epsilon, CONFIDENCE),
              truth.localCriticalBatch(epsilon));
      String line =
          String.format(
              Locale.ROOT,
              "| %s | %s | %d | %.1f %% | %.2f | %+.2f | %.1f %% | %.2f | %+.2f | %.1f %% | %.2f | %+.2f |",
              name,
              ITERATES[i],
              m,
              100 * gradient.coverage,
              gradient.width,
              gradient.bias,
              100 * noise.coverage,
              noise.width,
              noise.bias,
              100 * ratio.coverage,
              ratio.width,
              ratio.bias);
      System.out.println(line);
      gradient.check(softly, "gradient " + line, repetitions);
      noise.check(softly, "noise " + line, repetitions);
      ratio.check(softly, "ratio " + line, repetitions);
      double error = 1 / Math.sqrt(repetitions);
      softly.assertThat(gradient.bias).as(line).isCloseTo(0, within(4 * error));
      softly.assertThat(noise.bias).as(line).isCloseTo(0, within(4 * error));
      softly.assertThat(ratio.bias).as(line).isCloseTo(0, within(0.1 + 2 * error));
      plugInIsBiased(softly, here, truth, m, line);
    }
    softly.assertAll();
  }

  /** ‖ḡ‖², the plug-in, is too large by (1 − m/n) V/m: seen wherever that is above its noise. */
  private static void plugInIsBiased(
      SoftAssertions softly, SampledNoise[] samples, GradientStatistics truth, int m, String line) {
    double left = 1 - (double) m / PlantedProblem.ROWS;
    double bias = left * truth.noise() / m;
    double[] plugIn =
        Arrays.stream(samples)
            .mapToDouble(s -> s.gradientNormSquared() + left * s.noise() / m)
            .toArray();
    double error = Math.sqrt(StatUtils.variance(plugIn) / plugIn.length);
    softly
        .assertThat(StatUtils.mean(plugIn) - truth.gradientNormSquared())
        .as(line)
        .isCloseTo(bias, within(4 * error + 1e-3 * bias))
        .isGreaterThan(bias > 8 * error ? 4 * error : Double.NEGATIVE_INFINITY);
  }

  /**
   * Row norms e^N, of which some hundred rows in 20,000 carry most of V: on the draw of the design
   * a 95 % interval of V holds in 87 % of samples of 500 rows, and {@link SampledNoise#rowsTooFew}
   * says so in 99 % of them; here, in no fewer than 97 %, which 200 samples fall below by chance
   * with a probability of 0.005. Where rows are bounded it says so in none.
   */
  @Test
  void tellsWhereFewRowsCarryTheNoise() {
    int samples = 200;
    assertThat(tooFew("extreme-tails", samples)).isGreaterThanOrEqualTo((int) (0.97 * samples));
    assertThat(tooFew("logistic", samples)).isZero();
  }

  private static long tooFew(String name, int samples) {
    PlantedProblem problem = PlantedProblem.named(name, FRESH);
    double[] halfWay = problem.iterates().get(1);
    return IntStream.range(0, samples)
        .parallel()
        .filter(k -> problem.sample(500, 9_000_011L * k).at(halfWay).rowsTooFew())
        .count();
  }

  private static Measured measure(
      SampledNoise[] samples, Function<SampledNoise, Interval> interval, double truth) {
    Interval[] intervals = Arrays.stream(samples).parallel().map(interval).toArray(Interval[]::new);
    double[] estimates = Arrays.stream(intervals).mapToDouble(Interval::estimate).toArray();
    double deviation = Math.sqrt(StatUtils.variance(estimates));
    double hits = Arrays.stream(intervals).filter(i -> i.contains(truth)).count();
    double width = Arrays.stream(intervals).mapToDouble(Interval::width).average().orElseThrow();
    return new Measured(
        hits / samples.length,
        width / (2 * 1.96 * deviation),
        (StatUtils.mean(estimates) - truth) / deviation);
  }
}
