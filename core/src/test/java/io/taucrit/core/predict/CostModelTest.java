package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.Dials;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.CostModel.Factors;
import io.taucrit.core.predict.CostModel.Mode;
import io.taucrit.core.predict.CostModel.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CostModelTest {
  private static final int WORKERS = 4;

  /** U(1), U(2), …: 10 coordinates a row, at most 1,000. */
  private static final TouchedCoordinates TOUCHED = touched();

  private static TouchedCoordinates touched() {
    double[] powers = new double[21];
    for (int k = 0; k < powers.length; k++) {
      powers[k] = 1000 * (1 - Math.pow(0.99, Math.pow(2, k)));
    }
    return new TouchedCoordinates(powers);
  }

  private static final double START = 2e-3;

  private static List<Dials> settings() {
    List<Dials> settings = new ArrayList<>();
    for (int[] shape : new int[][] {{1, 1}, {64, 1}, {1024, 1}, {1, 64}, {16, 64}}) {
      settings.add(new Dials(1, shape[0], 0, shape[1], 1));
      settings.add(new Dials(WORKERS, WORKERS * shape[0], 0, shape[1], 1));
      settings.add(new Dials(WORKERS, WORKERS * shape[0], 4, shape[1], 1));
    }
    return settings;
  }

  /** Seconds by factors of our own: a worker alone is twice as fast, waiting costs 50 us a push. */
  private static double truth(Dials d) {
    double rows = (double) d.rowsPerRound() / d.workers();
    boolean alone = d.workers() == 1;
    double message = alone ? 3e-6 : d.slack() == 0 ? 50e-6 : 8e-6;
    double contention = alone ? 1 : 2;
    return message * d.workers()
        + contention * (1e-6 * d.localSteps() + 2e-7 * rows)
        + 2e-8 * d.workers() * TOUCHED.at(rows);
  }

  private static List<Timing> timings(DoubleUnaryOperator disturbance, int repeats) {
    List<Timing> timings = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(3);
    for (int r = 0; r < repeats; r++) {
      for (Dials d : settings()) {
        double factor = disturbance.applyAsDouble(random.nextDouble());
        timings.add(new Timing(d, 1000, 1000 * factor * truth(d), START));
      }
    }
    return timings;
  }

  @Test
  void exactTimingsGiveTheFactorsBack() {
    CostModel model = CostModel.fit(TOUCHED, timings(u -> 1, 1));
    assertThat(model.modes())
        .extracting(Factors::mode)
        .containsExactly(Mode.ALONE, Mode.SYNCHRONOUS, Mode.ASYNCHRONOUS);
    Factors alone = model.modes().get(0);
    assertThat(alone.message()).isCloseTo(3e-6, withinPercentage(0.1));
    assertThat(alone.localStep()).isCloseTo(1e-6, withinPercentage(0.1));
    assertThat(alone.row()).isCloseTo(2e-7, withinPercentage(0.1));
    assertThat(alone.coordinate()).isCloseTo(2e-8, withinPercentage(0.1));
    assertThat(model.modes().get(1).message()).isCloseTo(50e-6, withinPercentage(0.1));
    assertThat(model.modes().get(2).message()).isCloseTo(8e-6, withinPercentage(0.1));
    assertThat(model.modes().get(2).row()).isCloseTo(4e-7, withinPercentage(0.1));
    for (Dials d : FastestSetting.grid(WORKERS, 100_000)) {
      if (d.workers() == 1 || d.workers() == WORKERS) {
        Interval seconds = model.secondsPerUpdate(d);
        assertThat(seconds.estimate()).as("%s", d).isCloseTo(truth(d), withinPercentage(0.2));
        assertThat(seconds.width()).isLessThan(0.01 * seconds.estimate());
      }
    }
  }

  /**
   * Other work makes runs up to twice as slow: the fit is off by less, and its interval says so.
   */
  @Test
  void disturbedTimingsWidenTheInterval() {
    CostModel model = CostModel.fit(TOUCHED, timings(u -> 1 + u, 3));
    for (Dials d : settings()) {
      Interval seconds = model.secondsPerUpdate(d);
      assertThat(seconds.estimate() / truth(d)).as("%s", d).isBetween(0.7, 2.0);
      assertThat(seconds.lower()).isLessThan(1.5 * truth(d));
      assertThat(seconds.upper()).isGreaterThan(1.5 * truth(d));
    }
  }

  /** One run a hundred times too slow pulls the fit of the others by a few percent only. */
  @Test
  void oneStalledRunHardlyMatters() {
    List<Timing> timings = timings(u -> 1, 3);
    Timing one = timings.get(0);
    timings.set(0, new Timing(one.dials(), one.updates(), 100 * one.seconds(), 100 * START));
    CostModel model = CostModel.fit(TOUCHED, timings);
    for (Dials d : settings()) {
      assertThat(model.secondsPerUpdate(d).estimate())
          .as("%s", d)
          .isCloseTo(truth(d), withinPercentage(25));
      // The stalled one is of the quickest setting of its mode.
      double most = d.workers() == one.dials().workers() ? 100 * START : START;
      assertThat(model.start(d)).isEqualTo(new Interval(START, START, most));
    }
  }

  @Test
  void factorsAreNeverNegative() {
    // Rows cost nothing here, and more of them are even faster.
    List<Timing> timings = new ArrayList<>();
    for (Dials d : settings()) {
      timings.add(new Timing(d, 10, 1e-3 / (1 + Math.log(d.rowsPerRound())), 0));
    }
    for (Factors f : CostModel.fit(TOUCHED, timings).modes()) {
      assertThat(List.of(f.message(), f.localStep(), f.row(), f.coordinate()))
          .allMatch(v -> v >= 0);
    }
  }

  @Test
  void whatWasNotTimedIsNotKnown() {
    CostModel model =
        CostModel.fit(
            TOUCHED, timings(u -> 1, 1).stream().filter(t -> t.dials().workers() == 1).toList());
    assertThat(model.knows(new Dials(1, 7, 0, 3, 1))).isTrue();
    Dials several = Dials.synchronous(2, 8);
    assertThat(model.knows(several)).isFalse();
    assertThatThrownBy(() -> model.secondsPerUpdate(several))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SYNCHRONOUS");
    assertThatThrownBy(() -> CostModel.fit(TOUCHED, List.of(new Timing(several, 1, 0, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
