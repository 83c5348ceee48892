package io.taucrit.core.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.Dials;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.CostModel.Factors;
import io.taucrit.core.predict.CostModel.Mode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FastestSettingTest {
  private static final TouchedCoordinates TOUCHED = new TouchedCoordinates(new double[21]);

  /** T(b) = 10,000/b + 100 by section 5 with κ = 100, a round of H local steps worth H updates. */
  private static final UpdatesByDials UPDATES =
      new UpdatesByDials() {
        @Override
        public Interval updates(Dials d) {
          double t = (10_000.0 / d.batch() + 100) / d.localSteps();
          return new Interval(t, 0.8 * t, 1.25 * t);
        }

        @Override
        public double step(Dials d) {
          return d.batch() / (100.0 + d.batch());
        }
      };

  private static CostModel costs(double wait, double message, double localStep, double row) {
    return costs(wait, message, localStep, row, Interval.exact(0));
  }

  private static CostModel costs(
      double wait, double message, double localStep, double row, Interval start) {
    Interval several = start.times(10);
    return new CostModel(
        TOUCHED,
        List.of(
            new Factors(Mode.ALONE, message, localStep, row, 0, 0.1, start, 10),
            new Factors(Mode.SYNCHRONOUS, message + wait, localStep, row, 0, 0.1, several, 10),
            new Factors(Mode.ASYNCHRONOUS, message, localStep, row, 0, 0.1, several, 10)));
  }

  private static FastestSetting fastest(CostModel costs) {
    return FastestSetting.ranked(FastestSetting.grid(4, 20_000), UPDATES, costs).get(0);
  }

  @Test
  void theGridIsWithinItsBounds() {
    List<Dials> grid = FastestSetting.grid(6, 1000);
    assertThat(grid).doesNotHaveDuplicates();
    assertThat(grid).extracting(Dials::workers).containsOnly(1, 2, 4, 6);
    assertThat(grid).extracting(Dials::localSteps).containsOnly(1, 4, 16, 64, 256);
    assertThat(grid).allMatch(d -> d.rowsPerRound() <= 1000 && d.batch() >= d.workers());
    assertThat(grid).allMatch(d -> d.slack() == 0 || d.workers() > 1);
    assertThat(grid).contains(new Dials(6, 8, 4, 64, 1), new Dials(1, 1, 0, 1, 1));
    assertThat(FastestSetting.grid(1, 1)).containsExactly(Dials.synchronous(1, 1));
  }

  @Test
  void isTheLeastOfAllSettings() {
    CostModel costs = costs(50e-6, 5e-6, 1e-6, 3e-7);
    List<FastestSetting> ranked =
        FastestSetting.ranked(FastestSetting.grid(4, 20_000), UPDATES, costs);
    double least = Double.POSITIVE_INFINITY;
    for (Dials d : FastestSetting.grid(4, 20_000)) {
      double seconds =
          Math.max(1, Math.ceil(UPDATES.updates(d).estimate()))
              * costs.secondsPerUpdate(d).estimate();
      least = Math.min(least, seconds);
    }
    FastestSetting first = ranked.get(0);
    assertThat(first.seconds().estimate()).isCloseTo(least, withinPercentage(1e-9));
    assertThat(ranked).hasSize(FastestSetting.grid(4, 20_000).size());
    assertThat(ranked).isSortedAccordingTo(FastestSetting.BY_SECONDS);
    assertThat(first.step()).isEqualTo(UPDATES.step(first.dials()));
    assertThat(first.seconds().lower()).isLessThan(0.82 * least);
    assertThat(first.seconds().upper()).isGreaterThan(1.24 * least);
  }

  @Test
  void costlyMessagesAskForLocalStepsAndCheapOnesDoNot() {
    // A message costs a hundred thousand rows, a local step nothing.
    assertThat(fastest(costs(0, 0.1, 0, 1e-6)).dials().localSteps()).isGreaterThanOrEqualTo(64);
    // Messages cost nothing: no local steps.
    assertThat(fastest(costs(0, 0, 4e-6, 1e-9)).dials().localSteps()).isEqualTo(1);
  }

  @Test
  void waitingAsksForSlackAndNothingElseDoes() {
    assertThat(fastest(costs(1e-3, 1e-6, 1e-5, 1e-6)).dials().slack()).isEqualTo(4);
    // The same time: the simpler setting.
    assertThat(fastest(costs(0, 1e-6, 1e-5, 1e-6)).dials().slack()).isZero();
  }

  @Test
  void messagesThatCostMoreThanTheWorkAskForOneWorker() {
    assertThat(fastest(costs(0, 1, 0, 0)).dials().workers()).isEqualTo(1);
    assertThat(fastest(costs(0, 1e-9, 0, 1e-3)).dials().workers()).isEqualTo(4);
  }

  @Test
  void whatCannotBePredictedIsLeftOut() {
    UpdatesByDials onlyOneStep =
        new UpdatesByDials() {
          @Override
          public Interval updates(Dials d) {
            return d.localSteps() == 1 ? UPDATES.updates(d) : null;
          }

          @Override
          public double step(Dials d) {
            return 1;
          }
        };
    assertThat(
            FastestSetting.ranked(
                FastestSetting.grid(2, 1000), onlyOneStep, costs(0, 1e-3, 0, 1e-6)))
        .isNotEmpty()
        .allMatch(s -> s.dials().localSteps() == 1);
  }

  @Test
  void measuredSecondsReplaceThePredictedOnes() {
    List<FastestSetting> ranked =
        FastestSetting.ranked(
            FastestSetting.grid(4, 20_000), UPDATES, costs(5e-5, 5e-6, 1e-6, 3e-7));
    FastestSetting first = ranked.get(0);
    FastestSetting timed = first.withSecondsPerUpdate(Interval.exact(2));
    assertThat(timed.seconds().estimate()).isCloseTo(2 * first.updates().estimate(), within(1e-9));
    assertThat(timed.dials()).isEqualTo(first.dials());
    assertThat(first.reason(ranked)).endsWith(".").contains("updates of", "mini-batch SGD");
  }

  /** Runs of a few microseconds: what the first update takes longer is most of their time. */
  @Test
  void noRunIsShorterThanItsStart() {
    Interval start = new Interval(1e-3, 2e-4, 5e-3);
    List<FastestSetting> ranked =
        FastestSetting.ranked(
            FastestSetting.grid(4, 20_000), UPDATES, costs(0, 1e-9, 1e-9, 1e-9, start));
    assertThat(ranked)
        .allMatch(s -> s.seconds().estimate() > s.start().estimate())
        .allMatch(s -> s.seconds().lower() > s.start().lower())
        .allMatch(s -> s.seconds().upper() > s.start().upper());
    FastestSetting first = ranked.get(0);
    assertThat(first.dials().workers()).as("the start of several takes longer").isEqualTo(1);
    assertThat(first.reason(ranked)).contains("updates of", " and 1.00 ms for a cold start take");
    FastestSetting timed = first.withStart(Interval.exact(2));
    assertThat(timed.seconds().estimate())
        .isCloseTo(first.seconds().estimate() - 1e-3 + 2, within(1e-12));
  }
}
