package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GradientStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often 95 % intervals from m of 20,000 rows contain the exact value, over 1,000 samples with
 * fixed seeds, at four iterates; and the bias of the estimates. Every line is printed with the
 * measured coverage, the share of misses below and above, and the width relative to ±1.96 true
 * standard deviations of the estimate.
 *
 * <p>The constants of {@link SampledNoise} were chosen on other rows, problems and samples; the
 * coverage here is that of data they have not seen, but the bounds below were set after measuring
 * it and only guard against regressions. They are wider than [93 %, 97 %] because the intervals
 * miss that: too wide (up to 99.3 %) where ∇f is a few standard deviations of its estimate long and
 * does not lie along the directions of most noise, too narrow where few rows carry V. Where the
 * true coverage is that measured, a count leaves its bound by chance, with other seeds, with
 * probability up to 0.3; the bias leaves 4 standard errors with 6e-5.
 */
class SampledNoiseCoverageTest {
  private static final int SAMPLES = 1_000;
  private static final double CONFIDENCE = 0.95;
  private static final String[] ITERATES = {"start", "half-way", "near", "optimum"};

  /** Measured: coverage, width over the oracle's, bias in standard deviations. */
  private record Measured(double coverage, double width, double bias) {}

  /** Columns: least coverage of V and b̂; that of ‖∇f‖² is 92 % everywhere. */
  @ParameterizedTest
  @CsvSource({"logistic, 200, 0.93, 0.93", "three-directions, 200, 0.915, 0.925"})
  void intervalsHold(String name, int m, double leastNoise, double leastRatio) {
    check(name, m, leastNoise, leastRatio);
  }

  /**
   * Where a 95 % interval of V holds less often, few rows of a sample carry V: the skewness of
   * ‖g_i‖² is 8 to 15, of which a sample of 200 shows a third (the studentised bootstrap covers 90
   * to 93 % there).
   */
  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "logistic, 1000, 0.92, 0.92",
    "squared, 200, 0.93, 0.92",
    "squared, 1000, 0.93, 0.93",
    "three-directions, 1000, 0.93, 0.93",
    "long-rows, 200, 0.92, 0.94",
    "long-rows, 1000, 0.92, 0.93",
    "heavy-tails, 200, 0.91, 0.925",
    "heavy-tails, 1000, 0.90, 0.925",
    "squared-hinge, 200, 0.93, 0.93",
    "squared-hinge, 1000, 0.93, 0.93",
    "poisson, 200, 0.86, 0.92",
    "poisson, 1000, 0.925, 0.93",
    "weighted, 200, 0.93, 0.93",
    "weighted, 1000, 0.93, 0.925",
  })
  void intervalsHoldOnMoreProblems(String name, int m, double leastNoise, double leastRatio) {
    check(name, m, leastNoise, leastRatio);
  }

  private static void check(String name, int m, double leastNoise, double leastRatio) {
    PlantedProblem problem = PlantedProblem.named(name);
    List<GradientStatistics> exact = problem.exact();
    SampledNoise[][] samples =
        IntStream.range(0, SAMPLES)
            .parallel()
            .mapToObj(
                k ->
                    problem
                        .sample(m, 7_000_003L * k + 13 * m)
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
              "| %s | %s | %d | %.1f %% | %.2f | %.1f %% | %.2f | %.1f %% | %.2f |",
              name,
              ITERATES[i],
              m,
              100 * gradient.coverage,
              gradient.width,
              100 * noise.coverage,
              noise.width,
              100 * ratio.coverage,
              ratio.width);
      System.out.println(line);
      boolean withinNoise = truth.gradientNormSquared() < 3 * deviation(here);
      softly.assertThat(gradient.coverage).as(line).isBetween(0.92, 0.995);
      softly.assertThat(noise.coverage).as(line).isBetween(leastNoise, 0.99);
      softly.assertThat(ratio.coverage).as(line).isBetween(leastRatio, 0.99);
      softly.assertThat(gradient.bias).as(line).isCloseTo(0, within(4 / Math.sqrt(SAMPLES)));
      softly.assertThat(noise.bias).as(line).isCloseTo(0, within(4 / Math.sqrt(SAMPLES)));
      if (!withinNoise) {
        softly.assertThat(ratio.bias).as(line).isCloseTo(0, within(0.1));
      }
      if (!name.equals("three-directions")) {
        softly.assertThat(gradient.width).as(line).isBetween(0.75, 1.35);
      }
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
    double error = Math.sqrt(StatUtils.variance(plugIn) / SAMPLES);
    softly
        .assertThat(StatUtils.mean(plugIn) - truth.gradientNormSquared())
        .as(line)
        .isCloseTo(bias, within(4 * error + 1e-3 * bias))
        .isGreaterThan(bias > 8 * error ? 4 * error : Double.NEGATIVE_INFINITY);
  }

  private static double deviation(SampledNoise[] samples) {
    ToDoubleFunction<SampledNoise> estimate = SampledNoise::gradientNormSquared;
    return Math.sqrt(StatUtils.variance(Arrays.stream(samples).mapToDouble(estimate).toArray()));
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
