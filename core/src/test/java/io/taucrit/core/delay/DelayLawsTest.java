package io.taucrit.core.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.random.CounterRandom;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The random models against their laws. Bounds are 0.1 % critical values for n = 10,000 draws of
 * fixed seeds, unless a test says otherwise.
 */
class DelayLawsTest {
  private static final int N = 10_000;
  // √(log(2/0.001)/2) and the normal quantile at 1 − 0.001/2, both over √n.
  private static final double KOLMOGOROV = 1.9495 / 100;
  private static final double CORRELATION = 3.2905 / 100;

  /** A model, and its law in closed form. */
  record Law(DelayModel model, double mean, double variance, DoubleUnaryOperator probability) {
    double probability(int worker, long clock) {
      return probability.applyAsDouble(model.seconds(worker, clock));
    }

    @Override
    public String toString() {
      return model.toString();
    }
  }

  static Stream<Law> laws() {
    return Stream.of(
        new Law(new UniformDelay(0.5, 2, 1), 1.25, 2.25 / 12, x -> (x - 0.5) / 1.5),
        new Law(new ExponentialDelay(0.3, 2), 0.3, 0.09, x -> 1 - Math.exp(-x / 0.3)),
        new Law(
            new ParetoDelay(3, 1.5, 3),
            3,
            Double.POSITIVE_INFINITY,
            x -> 1 - 1 / (x * Math.sqrt(x))),
        new Law(new ParetoDelay(1, 4, -4), 1, 0.125, x -> 1 - Math.pow(0.75 / x, 4)));
  }

  /** Where draw i of a sample is taken. */
  enum Layout {
    ONE_WORKER(0, 1, N),
    LATE_CLOCKS(1L << 40, 1, N),
    ONE_CLOCK(7, N, 1),
    GRID(0, 100, 100);

    private final long first;
    private final int workers;
    private final int clocks;

    Layout(long first, int workers, int clocks) {
      this.first = first;
      this.workers = workers;
      this.clocks = clocks;
    }

    double[] draw(DelayModel model) {
      return IntStream.range(0, workers * clocks)
          .mapToDouble(i -> model.seconds(i / clocks, first + i % clocks))
          .toArray();
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void drawsFollowTheLaw(Law law) {
    for (Layout layout : Layout.values()) {
      double distance = distance(layout.draw(law.model()), law.probability());
      assertThat(distance).as(layout.name()).isLessThan(KOLMOGOROV);
    }
  }

  /** sup |F_n − F|, the Kolmogorov-Smirnov distance. */
  private static double distance(double[] draws, DoubleUnaryOperator probability) {
    Arrays.sort(draws);
    double distance = 0;
    for (int i = 0; i < draws.length; i++) {
      double p = probability.applyAsDouble(draws[i]);
      distance = Math.max(distance, Math.max(p - (double) i / N, (i + 1.0) / N - p));
    }
    return distance;
  }

  /**
   * Within 4.5 standard errors: missed by chance with probability about 1e-5 each. Without a
   * variance that bounds nothing, and the sample's distance from the law has to do.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void meansAreThoseAskedFor(Law law) {
    double mean = new Mean().evaluate(Layout.GRID.draw(law.model()));
    assertThat(Math.abs(mean - law.mean())).isLessThan(4.5 * Math.sqrt(law.variance() / N));
  }

  /** The median is μ(α − 1)/α · 2^{1/α}: the share of draws below it is 1/2 ± 3.29/(2√n). */
  @ParameterizedTest
  @CsvSource({"1, 1.1", "1, 1.5", "0.2, 2", "30, 8"})
  void paretoHasItsMedianAndItsLeastValue(double mean, double shape) {
    double least = mean * (shape - 1) / shape;
    double median = least * Math.pow(2, 1 / shape);
    double[] draws = Layout.GRID.draw(new ParetoDelay(mean, shape, 5));
    double below = Arrays.stream(draws).filter(x -> x < median).count();
    assertThat(below / N).isCloseTo(0.5, within(CORRELATION / 2));
    assertThat(Arrays.stream(draws).min().orElseThrow())
        .isBetween(least * (1 - 1e-15), least * (1 + 1e-2));
  }

  /**
   * The heavy tail is there: P(X > 10 μ) = ((α − 1)/(10 α))^α against e^{−10} of an exponential.
   */
  @Test
  void paretoHasAHeavyTail() {
    double expected = Math.pow(0.5 / (10 * 1.5), 1.5);
    double above =
        Arrays.stream(Layout.GRID.draw(new ParetoDelay(1, 1.5, 6))).filter(x -> x > 10).count();
    assertThat(above / N).isCloseTo(expected, within(3.2905 * Math.sqrt(expected) / 100));
    assertThat(Arrays.stream(Layout.GRID.draw(new ExponentialDelay(1, 6))).max().orElseThrow())
        .isBetween(5.0, 37.0);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void neighboursAreIndependent(Law law) {
    assertThat(correlation(law, 0, 1)).as("next clock").isLessThan(CORRELATION);
    assertThat(correlation(law, 1, 0)).as("next worker").isLessThan(CORRELATION);
    assertThat(correlation(law, 1, 1)).as("both").isLessThan(CORRELATION);
    assertThat(correlation(law, 1, -1)).as("next worker, clock before").isLessThan(CORRELATION);
    assertThat(correlation(law, 100, 0)).as("far worker").isLessThan(CORRELATION);
  }

  private static double correlation(Law law, int workers, int clocks) {
    double[] here = new double[N];
    double[] there = new double[N];
    for (int i = 0; i < N; i++) {
      here[i] = law.probability(i / 100, 1 + i % 100);
      there[i] = law.probability(i / 100 + workers, 1 + i % 100 + clocks);
    }
    return Math.abs(new PearsonsCorrelation().correlation(here, there));
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void seedsAreIndependent(Layout layout) {
    double[] one = layout.draw(new UniformDelay(0, 1, 1));
    double[] two = layout.draw(new UniformDelay(0, 1, 2));
    assertThat(new PearsonsCorrelation().correlation(one, two))
        .isBetween(-CORRELATION, CORRELATION);
  }

  /** A run draws its rows from streams 0, 1, 2, … of the same seed. */
  @Test
  void delaysDoNotFollowOtherDrawsOfTheSeed() {
    DelayModel model = new UniformDelay(0, 1, 8);
    for (int worker = 0; worker < 4; worker++) {
      CounterRandom other = CounterRandom.of(8, worker);
      double[] delays = new double[N];
      double[] others = new double[N];
      for (int clock = 0; clock < N; clock++) {
        delays[clock] = model.seconds(worker, clock);
        others[clock] = other.uniform(clock);
      }
      assertThat(new PearsonsCorrelation().correlation(delays, others))
          .isBetween(-CORRELATION, CORRELATION);
    }
  }

  /** Computed elsewhere, to 40 digits from the definitions: a recorded run can be repeated. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 1.694053883917102, 0.21310970464945478, 1.5368812626192119",
    "1, 0, 1, 1.3355364193389274, 0.09182214140689628, 1.417502943824449",
    "1, 1, 0, 1.727170139274127, 0.2259522610677055, 1.5500960754377198",
    "7, 3, 123456789012, 2.9716528549046717, 2.12818806827197, 5.509501338922891",
    "-5, 2147483647, 0, 2.335763068665035, 0.5511317747063265, 1.9253413093645575"
  })
  void drawsStayTheSame(
      long seed, int worker, long clock, double uniform, double exponential, double pareto) {
    assertThat(new UniformDelay(1, 3, seed).seconds(worker, clock))
        .isCloseTo(uniform, within(1e-14));
    assertThat(new ExponentialDelay(0.5, seed).seconds(worker, clock))
        .isCloseTo(exponential, within(1e-14));
    assertThat(new ParetoDelay(2, 3, seed).seconds(worker, clock)).isCloseTo(pareto, within(1e-14));
  }
}
