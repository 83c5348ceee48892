package io.taucrit.jobs.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.CostModel.Factors;
import io.taucrit.core.predict.CostModel.Mode;
import io.taucrit.core.predict.CostModel.Timing;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.core.predict.UpdatesByDials;
import io.taucrit.jobs.TestProblems;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.bench.AdviceBench;
import io.taucrit.jobs.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs on the slots of this machine; how long they take is asserted nowhere. */
class CalibrationIT {
  private static final int WORKERS = 2;
  private static final double SECONDS = 1;

  private static final UpdatesByDials UPDATES =
      new UpdatesByDials() {
        @Override
        public Interval updates(Dials d) {
          double t = 1000.0 / d.batch() + 10;
          return Interval.exact(t / d.localSteps());
        }

        @Override
        public double step(Dials d) {
          return 0.5;
        }
      };

  @TempDir Path folder;

  @Test
  void measuresEveryKindOfRunAndRanksSettings() throws JsonProcessingException {
    JavaSparkContext spark = TestSpark.local();
    Problem problem = TestProblems.generated(spark, "logistic", folder);
    Calibration calibration = new Calibration(spark, problem, WORKERS, SECONDS, 1);
    Costs costs = calibration.run(Progress.NONE);
    assertThat(costs.workers()).isEqualTo(WORKERS);
    assertThat(costs.rows()).isEqualTo(problem.trainingRows());
    assertThat(costs.timings()).allMatch(t -> t.updates() > 0 && t.seconds() > 0);
    assertThat(costs.timings().stream().map(Timing::dials).distinct()).hasSize(15);
    assertThat(costs.model().modes()).extracting(Factors::mode).containsExactly(Mode.values());
    for (Dials dials : FastestSetting.grid(WORKERS, problem.trainingRows())) {
      Interval seconds = costs.model().secondsPerUpdate(dials);
      assertThat(seconds.lower()).isPositive().isLessThanOrEqualTo(seconds.estimate());
      assertThat(seconds.upper()).isFinite().isGreaterThanOrEqualTo(seconds.estimate());
    }

    ObjectMapper json = new ObjectMapper();
    Costs again = json.readValue(json.writeValueAsString(costs), Costs.class);
    Dials some = new Dials(WORKERS, 64, 4, 16, 1);
    assertThat(again.model().secondsPerUpdate(some))
        .isEqualTo(costs.model().secondsPerUpdate(some));
    assertThat(again.timings()).isEqualTo(costs.timings());

    List<FastestSetting> ranked =
        FastestSetting.ranked(
            FastestSetting.grid(WORKERS, problem.trainingRows()), UPDATES, costs.model());
    List<FastestSetting> timed = calibration.timed(ranked, Progress.NONE);
    assertThat(timed).extracting(FastestSetting::dials).hasSize(ranked.size());
    assertThat(timed.subList(0, 6)).isSortedAccordingTo(FastestSetting.BY_SECONDS);
    assertThat(timed.subList(0, 6))
        .extracting(FastestSetting::dials)
        .containsExactlyInAnyOrderElementsOf(
            ranked.subList(0, 6).stream().map(FastestSetting::dials).toList());
  }

  @Test
  void theBenchRunsAdviceAndGridToTheTarget() {
    JavaSparkContext spark = TestSpark.local();
    Problem problem = TestProblems.generated(spark, "squared", folder);
    Calibration calibration = new Calibration(spark, problem, 1, SECONDS, 1);
    Costs costs = calibration.run(Progress.NONE);
    // One worker: no slots for others are asked for, and nothing is said about them.
    assertThat(costs.model().modes()).extracting(Factors::mode).containsExactly(Mode.ALONE);
    List<Dials> grid = new ArrayList<>(List.of(new Dials(1, 16, 0, 1, 1)));
    grid.add(new Dials(1, 16, 0, 4, 1));
    grid.add(new Dials(2, 16, 4, 1, 1));
    FastestSetting advice = FastestSetting.ranked(grid, UPDATES, costs.model()).get(0);
    // Far above the optimum, so that any step that descends reaches the target soon.
    AdviceBench.Result result =
        new AdviceBench(spark, problem, UPDATES, costs.model(), -10, 0.999)
            .run(advice, grid, 2, 1, Progress.NONE);
    assertThat(result.rows()).hasSize(4);
    AdviceBench.Row first = result.rows().get(0);
    assertThat(first.advised()).isTrue();
    assertThat(first.batch()).isEqualTo(16);
    assertThat(result.rows().subList(1, 4)).noneMatch(AdviceBench.Row::advised);
    assertThat(result.rows()).allMatch(r -> r.reached() == 2 && r.repeats() == 2);
    assertThat(result.rows())
        .allMatch(r -> r.leastSeconds() > 0 && r.leastSeconds() <= r.seconds())
        .allMatch(r -> r.trainSeconds() > 0 && r.updates() >= 1);
    double least =
        result.rows().subList(1, 4).stream().mapToDouble(AdviceBench.Row::seconds).min().orElse(0);
    assertThat(result.ratio()).isEqualTo(first.seconds() / least);
    // Two workers were not timed: their seconds are not predicted.
    assertThat(result.rows().subList(1, 4))
        .allMatch(r -> (r.predictedSeconds() == null) == (r.workers() == 2));
  }
}
