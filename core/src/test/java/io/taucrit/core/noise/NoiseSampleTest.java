package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseSampleTest {
  private static final int FEATURES = 20;

  /** Over all 165 samples of 8 of 11 weighted rows: no chance in it. The plug-in is biased. */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "squared-hinge"})
  void isUnbiasedOverAllSamples(String loss) {
    int n = 11;
    int m = 8;
    CsrBlock rows = Problems.weighted(Problems.rows(loss, n, FEATURES, 5), 6);
    GlmObjective objective = Problems.objective(loss, rows, FEATURES, 0.3);
    double[] x = Problems.point(FEATURES, 0.5, 7);
    GradientStatistics exact = InMemoryPasses.sequential(objective, rows).at(x);
    double gradient = 0;
    double noise = 0;
    int samples = 0;
    for (int subset = 0; subset < 1 << n; subset++) {
      if (Integer.bitCount(subset) == m) {
        SampledNoise at = PlantedProblem.sample(objective, rows, members(subset, n)).at(x);
        gradient += at.gradientNormSquared();
        noise += at.noise();
        samples++;
      }
    }
    assertThat(samples).isEqualTo(165);
    assertThat(gradient / samples)
        .isCloseTo(exact.gradientNormSquared(), within(1e-10 * exact.gradientNormSquared()));
    assertThat(noise / samples).isCloseTo(exact.noise(), within(1e-10 * exact.noise()));
  }

  private static int[] members(int subset, int n) {
    return IntStream.range(0, n).filter(i -> (subset >> i & 1) == 1).toArray();
  }

  @Test
  void allRowsGiveTheExactValuesWithoutWidth() {
    CsrBlock rows = Problems.rows("logistic", 300, FEATURES, 5);
    GlmObjective objective = Problems.objective("logistic", rows, FEATURES, 0.01);
    double[] x = Problems.point(FEATURES, 1, 7);
    GradientStatistics exact = InMemoryPasses.sequential(objective, rows).at(x);
    SampledNoise at =
        new NoiseSample(objective, List.of(new Slice(rows, 0, 100), new Slice(rows, 100, 300)), 300)
            .at(x);
    assertThat(at.exact()).isTrue();
    for (Interval[] pair :
        new Interval[][] {
          {at.gradientNormSquared(0.95), Interval.exact(exact.gradientNormSquared())},
          {at.noise(0.95), Interval.exact(exact.noise())},
          {at.localCriticalBatch(0.1, 0.95), Interval.exact(exact.localCriticalBatch(0.1))},
          {at.diversityBound(0.95), Interval.exact(exact.diversityBound())}
        }) {
      assertThat(pair[0].width()).isZero();
      assertThat(pair[0].relativeHalfWidth()).isZero();
      assertThat(pair[0].estimate())
          .isCloseTo(pair[1].estimate(), within(1e-10 * pair[1].estimate()));
    }
  }

  /** Intervals shrink as 1/√m, and to nothing as m approaches n. */
  @Test
  void intervalsNarrowWithTheSample() {
    PlantedProblem problem = PlantedProblem.named("squared");
    List<Double> widths = new ArrayList<>();
    for (int m : new int[] {1_000, 4_000, 16_000, 19_900, 20_000}) {
      widths.add(problem.sample(m, 3).at(problem.iterates().get(1)).noise(0.95).width());
    }
    assertThat(widths.get(0) / widths.get(1)).isBetween(1.5, 3.0);
    assertThat(widths.get(1) / widths.get(2)).isBetween(3.0, 5.5);
    assertThat(widths.get(3)).isLessThan(widths.get(2) / 4);
    assertThat(widths.get(4)).isZero();
  }

  /** How the rows are cut into slices does not matter beyond rounding. */
  @Test
  void slicesAreOneSample() {
    PlantedProblem problem = PlantedProblem.named("squared");
    CsrBlock rows = problem.rows();
    double[] x = problem.iterates().get(1);
    SampledNoise one =
        new NoiseSample(problem.objective(), List.of(new Slice(rows, 0, 200)), rows.rows()).at(x);
    SampledNoise two =
        new NoiseSample(
                problem.objective(),
                List.of(new Slice(rows, 0, 77), new Slice(rows, 77, 200)),
                rows.rows())
            .at(x);
    assertSame(two.gradientNormSquared(0.9), one.gradientNormSquared(0.9));
    assertSame(two.localCriticalBatch(1, 0.9), one.localCriticalBatch(1, 0.9));
  }

  private static void assertSame(Interval actual, Interval expected) {
    assertThat(actual.estimate()).isCloseTo(expected.estimate(), within(1e-9));
    assertThat(actual.lower()).isCloseTo(expected.lower(), within(1e-5));
    assertThat(actual.upper()).isCloseTo(expected.upper(), within(1e-5));
  }

  @Test
  void noNoiseIsNoNoise() {
    CsrBlock one = Problems.rows("logistic", 1, FEATURES, 5);
    CsrBlock rows =
        new CsrBlock(
            new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0}, new int[0], new float[0], new float[8], null);
    GlmObjective objective = Problems.objective("logistic", one, FEATURES, 0.5);
    double[] x = Problems.point(FEATURES, 1, 7);
    SampledNoise at = new NoiseSample(objective, List.of(Slice.whole(rows)), 1_000).at(x);
    double square = 0;
    for (double component : x) {
      square += 0.25 * component * component;
    }
    assertThat(at.noise(0.95)).isEqualTo(Interval.exact(0));
    assertThat(at.gradientNormSquared(0.95).contains(at.gradientNormSquared())).isTrue();
    assertThat(at.gradientNormSquared()).isCloseTo(square, within(1e-12 * square));
    assertThat(at.localCriticalBatch(0, 0.95)).isEqualTo(Interval.exact(1));
  }

  @Test
  void refusesWhatIsNoSample() {
    CsrBlock rows = Problems.rows("logistic", 7, FEATURES, 5);
    GlmObjective objective = Problems.objective("logistic", rows, FEATURES, 0.5);
    assertThatThrownBy(() -> new NoiseSample(objective, List.of(Slice.whole(rows)), 1_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid sample: 7 of 1000 rows");
    assertThatThrownBy(() -> new NoiseSample(objective, List.of(Slice.whole(rows)), 6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
