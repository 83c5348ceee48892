package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.objective.GradientStatistics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledProfileTest {
  @Test
  void allRowsGiveTheExactProfile() {
    PlantedProblem problem = PlantedProblem.named("three-directions");
    NoiseProfile exact = new NoiseProfile();
    problem.exact().forEach(exact::add);
    SampledProfile profile =
        new SampledProfile(problem.sample(PlantedProblem.ROWS, 1).at(problem.iterates()));
    for (double epsilon : new double[] {0.01, 0.5, 2}) {
      assertIs(profile.sigmaSquared(epsilon, 0.95), exact.sigmaSquared(epsilon));
      assertIs(profile.m(epsilon, 0.95), exact.m(epsilon));
      assertIs(profile.criticalBatch(epsilon, 0.95), exact.criticalBatch(epsilon));
    }
  }

  private static void assertIs(Interval interval, double value) {
    assertThat(interval.estimate()).isCloseTo(value, within(1e-9 * value));
    assertThat(interval.lower()).isCloseTo(value, within(1e-9 * value));
    assertThat(interval.upper()).isCloseTo(value, within(1e-9 * value));
  }

  @Test
  void maximaAreCovered() {
    checkMaxima("squared", 100);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "logistic",
        "squared-hinge",
        "poisson",
        "squared",
        "three-directions",
        "heavy-tails",
        "weighted"
      })
  void maximaAreCoveredOnAllProblems(String name) {
    checkMaxima(name, 1_000);
  }

  /**
   * The 95 % intervals of the maxima over the four iterates contain the exact ones in at least 93 %
   * of the samples of 500 rows less 2 standard errors, at ε between the iterates and at ε where
   * membership of one is uncertain. Were the coverage 95 %, a count of 1,000 samples would fail by
   * chance with probability 1e-6, one of 100 with 1e-3; being unions of events they cover more. The
   * problems and samples are those of draw 2, which the design has not seen.
   */
  private static void checkMaxima(String name, int samples) {
    PlantedProblem problem = PlantedProblem.named(name, 2);
    List<GradientStatistics> visited = problem.exact();
    NoiseProfile exact = new NoiseProfile();
    visited.forEach(exact::add);
    SampledProfile[] profiles =
        IntStream.range(0, samples)
            .parallel()
            .mapToObj(
                k -> new SampledProfile(problem.sample(500, 5_000_011L * k).at(problem.iterates())))
            .toArray(SampledProfile[]::new);
    double least = 0.93 - 2 * Math.sqrt(0.93 * 0.07 / samples);
    double half = visited.get(1).gradientNormSquared();
    SoftAssertions softly = new SoftAssertions();
    for (double epsilon : new double[] {half / 5, 0.95 * half, 1.05 * half}) {
      double sigma =
          coverage(profiles, p -> p.sigmaSquared(epsilon, 0.95), exact.sigmaSquared(epsilon));
      double m = coverage(profiles, p -> p.m(epsilon, 0.95), exact.m(epsilon));
      double critical =
          coverage(profiles, p -> p.criticalBatch(epsilon, 0.95), exact.criticalBatch(epsilon));
      String line =
          String.format(
              Locale.ROOT,
              "| %s | %.3g | %.1f %% | %.1f %% | %.1f %% |",
              name,
              epsilon,
              100 * sigma,
              100 * m,
              100 * critical);
      System.out.println(line);
      softly.assertThat(List.of(sigma, m, critical)).as(line).allMatch(c -> c >= least);
    }
    softly.assertAll();
  }

  private static double coverage(
      SampledProfile[] profiles, Function<SampledProfile, Interval> interval, double truth) {
    return Arrays.stream(profiles).map(interval).filter(i -> i.contains(truth)).count()
        / (double) profiles.length;
  }
}
