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
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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

  /**
   * Over 300 orders of the rows: the intervals at the row where sampling stopped are as tight as
   * asked and hold with 95 %, although a look stops only by what it saw. Fails by chance with
   * probability below 0.001 a count were the coverage 96 %.
   */
  @Test
  void stoppingEarlyKeepsTheConfidence() {
    int samples = 300;
    PlantedProblem problem = PlantedProblem.named("squared");
    List<double[]> iterates = problem.iterates().subList(0, 2);
    List<GradientStatistics> exact = problem.exact();
    double epsilon = problem.epsilon();
    SequentialNoise sampling = new SequentialNoise(0.1, 0.95, epsilon, 256, 20_000);
    SequentialNoise.Result[] results =
        IntStream.range(0, samples)
            .parallel()
            .mapToObj(k -> sampling.run(shuffled(problem, k), iterates))
            .toArray(SequentialNoise.Result[]::new);
    for (int i = 0; i < iterates.size(); i++) {
      int noise = 0;
      int ratio = 0;
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
      assertThat(noise).isGreaterThanOrEqualTo((int) (0.92 * samples));
      assertThat(ratio).isGreaterThanOrEqualTo((int) (0.92 * samples));
    }
  }

  /**
   * Ten times the rows, the same law: no more of them are read than twice as many (one doubling).
   */
  @Test
  void theCostDoesNotDependOnTheNumberOfRows() {
    SequentialNoise sampling = SequentialNoise.of(0.2, 0.95, 0.01);
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
