package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequentialNoiseTest {
  private record InMemory(GlmObjective objective, CsrBlock rows) implements SampleSource {
    @Override
    public long population() {
      return rows.rows();
    }

    @Override
    public NoiseSample first(long count) {
      return new NoiseSample(
          objective, List.of(new Slice(rows, 0, Math.toIntExact(count))), population());
    }
  }

  private static InMemory shuffled(PlantedProblem problem, long seed) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (int row : PlantedProblem.order(PlantedProblem.ROWS, PlantedProblem.ROWS, seed)) {
      builder.addRowOf(problem.rows(), row);
    }
    return new InMemory(problem.objective(), builder.build());
  }

  @Test
  void stoppingEarlyKeepsTheConfidence() {
    checkStopping("squared", 256, 60, 0.93);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "logistic, 256, 0.93",
    "squared-hinge, 256, 0.93",
    "squared, 512, 0.93",
    "poisson, 512, 0.93",
    "heavy-tails, 512, 0.88",
    "three-directions, 512, 0.88",
  })
  void stoppingEarlyKeepsTheConfidenceOnAllProblems(String name, int first, double required) {
    checkStopping(name, first, 300, required);
  }

  /**
   * Over many orders of the rows: the intervals at the row where sampling stopped are as tight as
   * asked and hold with 95 %, although a look stops only by what it saw, and from a first look that
   * is smaller than the default so that there is more than one. Refused are counts 2 standard
   * errors below 93 %: by chance with probability 3e-3 a count of 60, 3e-4 of 300, were the
   * coverage 95 %. The problems and orders are those of draw 2, which the design has not seen.
   *
   * <p>From a first look of 512 rows it does not hold where few rows carry V: measured were 88 to
   * 90 % on heavy-tails and three-directions. Their bound of 88 % only guards against worse.
   */
  private static void checkStopping(String name, int first, int samples, double required) {
    PlantedProblem problem = PlantedProblem.named(name, 2);
    List<double[]> iterates = problem.iterates().subList(0, 2);
    List<GradientStatistics> exact = problem.exact();
    double epsilon = problem.epsilon();
    SequentialNoise sampling = new SequentialNoise(0.1, 0.95, epsilon, first, 20_000);
    SequentialNoise.Result[] results =
        IntStream.range(0, samples)
            .parallel()
            .mapToObj(k -> sampling.run(shuffled(problem, 5_000_011L * k), iterates))
            .toArray(SequentialNoise.Result[]::new);
    double least = required - 2 * Math.sqrt(0.93 * 0.07 / samples);
    double looks = 0;
    double rows = 0;
    for (SequentialNoise.Result result : results) {
      looks += result.looks();
      rows += result.rows();
    }
    for (int i = 0; i < iterates.size(); i++) {
      double noise = 0;
      double ratio = 0;
      for (SequentialNoise.Result result : results) {
        assertThat(result.reached()).isTrue();
        SampledNoise at = result.estimates().get(i);
        Interval v = at.noise(result.level());
        Interval b = at.localCriticalBatch(epsilon, result.level());
        assertThat(v.relativeHalfWidth()).isLessThanOrEqualTo(0.1);
        assertThat(b.relativeHalfWidth()).isLessThanOrEqualTo(0.1);
        noise += v.contains(exact.get(i).noise()) ? 1 : 0;
        ratio += b.contains(exact.get(i).localCriticalBatch(epsilon)) ? 1 : 0;
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %.1f looks | %.0f rows | %.1f %% | %.1f %% |%n",
          name,
          i,
          looks / samples,
          rows / samples,
          100 * noise / samples,
          100 * ratio / samples);
      assertThat(noise / samples).isGreaterThanOrEqualTo(least);
      assertThat(ratio / samples).isGreaterThanOrEqualTo(least);
    }
  }

  /** Intervals wide enough at the first look, of rows of which few carry V: it looks again. */
  @Test
  void goesOnWhereRowsAreTooFew() {
    PlantedProblem problem = PlantedProblem.named("extreme-tails", 2);
    InMemory source = shuffled(problem, 1);
    List<double[]> iterates = problem.iterates().subList(1, 2);
    assertThat(source.first(512).at(iterates).get(0).rowsTooFew()).isTrue();
    SequentialNoise.Result stopped =
        new SequentialNoise(50, 0.95, 1, 512, 512).run(source, iterates);
    assertThat(stopped.reached()).isFalse();
    SequentialNoise.Result result =
        new SequentialNoise(50, 0.95, 1, 512, 20_000).run(source, iterates);
    assertThat(result.reached()).isTrue();
    assertThat(result.rows()).isGreaterThan(512);
    assertThat(result.estimates().get(0).rowsTooFew()).isFalse();
  }

  /**
   * Ten times the rows, the same law: no more of them are read than twice as many (one doubling).
   */
  @Test
  void theCostDoesNotDependOnTheNumberOfRows() {
    SequentialNoise sampling = new SequentialNoise(0.2, 0.95, 0.01, 512, Long.MAX_VALUE);
    long[] read = new long[2];
    for (int k = 0; k < 2; k++) {
      CsrBlock rows = Problems.rows("logistic", k == 0 ? 20_000 : 200_000, 50, 9);
      InMemory source = new InMemory(Problems.objective("logistic", rows, 50, 1e-4), rows);
      read[k] = sampling.run(source, List.of(Problems.point(50, 0.5, 3))).rows();
    }
    assertThat(read[0]).isBetween(512L, 8_192L);
    assertThat(read[1]).isBetween(read[0] / 2, read[0] * 2);
  }

  @Test
  void readsAllRowsWhereNothingElseIsTightEnough() {
    PlantedProblem problem = PlantedProblem.named("three-directions");
    SequentialNoise.Result result =
        SequentialNoise.of(1e-6, 0.95, 0.01).run(shuffled(problem, 1), problem.iterates());
    assertThat(result.rows()).isEqualTo(PlantedProblem.ROWS);
    assertThat(result.reached()).isTrue();
    double exact = problem.exact().get(0).noise();
    assertThat(result.estimates().get(0).noise(result.level()).width()).isZero();
    assertThat(result.estimates().get(0).noise()).isCloseTo(exact, within(1e-9 * exact));
  }

  @Test
  void stopsAtTheLimit() {
    PlantedProblem problem = PlantedProblem.named("three-directions");
    SequentialNoise.Result result =
        new SequentialNoise(0.001, 0.95, 0.01, 100, 1_000)
            .run(shuffled(problem, 1), problem.iterates());
    assertThat(result.rows()).isEqualTo(1_000);
    assertThat(result.reached()).isFalse();
  }

  @Test
  void spendsNoMoreThanItHas() {
    double spent =
        DoubleStream.iterate(1, j -> j + 1)
            .limit(60)
            .map(j -> SequentialNoise.share((int) j))
            .sum();
    assertThat(spent).isCloseTo(1, within(1e-12));
    assertThatThrownBy(() -> SequentialNoise.of(0, 0.95, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SequentialNoise.of(0.1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid confidence: 1.0 not in (0, 1)");
  }
}
