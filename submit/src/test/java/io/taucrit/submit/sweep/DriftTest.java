package io.taucrit.submit.sweep;

import static io.taucrit.submit.sweep.SweepRecords.point;
import static io.taucrit.submit.sweep.SweepRecords.problem;
import static io.taucrit.submit.sweep.SweepRecords.reached;
import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.jobs.sweep.SweepRecord;
import io.taucrit.jobs.sweep.SweepRecord.PointRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a point has drifted, and what is said about it. */
class DriftTest {
  private static final String POINT =
      "a9a, logistic, lambda 1/n, target 0.03000, P 1, b 64, s 0, H 1";

  private static final PointRecord MISSED = point(Map.of("status", "not-reached"));

  private static Drift drift(PointRecord earlier, PointRecord now) {
    return Drift.between(SweepRecords.of(earlier), SweepRecords.of(now));
  }

  @ParameterizedTest
  @CsvSource({
    // updates and interval earlier, now, whether they drifted
    "100, 95, 105,   120, 115, 125, true",
    "100, 95, 105,   80, 75, 85,    true",
    "100, 90, 112,   120, 111, 125, false",
    "100, 90, 111,   120, 111, 125, false",
    "100, 100, 100,  104, 104, 104, false",
    "100, 100, 100,  106, 106, 106, true",
    "100, 100, 100,  94, 94, 94,    true",
    "100, 99, 101,   104, 103, 105, false",
    "100, , ,        120, 115, 125, true",
    "100, , ,        120, , ,       true",
    "100, , ,        104, , ,       false",
    "100, , ,        120, 99, 125,  false",
    "100, 95, 105,   120, , ,       true",
    "100, 95, ,      200, 190, 210, false",
    "100, 95, ,      50, 45, 55,    true",
    "100, 95, 105,   200, 190, ,    true",
  })
  void disjointIntervalsFarApartAreDrift(
      double old,
      Double oldLower,
      Double oldUpper,
      double now,
      Double lower,
      Double upper,
      boolean drifted) {
    Drift drift = drift(reached(old, oldLower, oldUpper), reached(now, lower, upper));
    assertThat(drift.points()).hasSize(drifted ? 1 : 0);
    assertThat(drift.notes()).isEmpty();
  }

  @Test
  void aDriftedPointIsOneLine() {
    assertThat(drift(reached(100, 95.0, 105.0), reached(120, 115.0, 125.0)).points())
        .containsExactly(
            POINT + ": 120.0 updates [115.0, 125.0], earlier 100.0 [95.00, 105.0] (ratio 1.200)");
    assertThat(drift(reached(100, null, null), reached(50, 45.0, null)).points()).isEmpty();
    assertThat(drift(reached(100, null, null), reached(50, null, 55.0)).points())
        .containsExactly(POINT + ": 50.00 updates [–, 55.00], earlier 100.0 (ratio 0.5000)");
  }

  @Test
  void aTargetNoLongerReachedIsDrift() {
    assertThat(drift(reached(100, 95.0, 105.0), MISSED).points())
        .containsExactly(
            POINT + ": not-reached, earlier reached after 100.0 updates [95.00, 105.0]");
    assertThat(drift(reached(100, null, null), point(Map.of("status", "failed"))).points())
        .containsExactly(POINT + ": failed, earlier reached after 100.0 updates");
  }

  @Test
  void aTargetReachedForTheFirstTimeIsNoted() {
    Drift drift = drift(MISSED, reached(100, 95.0, 105.0));
    assertThat(drift.points()).isEmpty();
    assertThat(drift.notes())
        .containsExactly(
            POINT + ": reached after 100.0 updates [95.00, 105.0], earlier not-reached");
    assertThat(drift(MISSED, MISSED)).isEqualTo(new Drift(List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "dataset, b",
    "loss, squared",
    "lambda, 0",
    "workers, 2",
    "batch, 128",
    "slack, 1",
    "localSteps, 2",
    "delay, constant:1",
    "tau, 1",
    "stepFrom, auto",
    "target, 0.003"
  })
  void onlyTheSamePointsAreCompared(String field, String value) {
    PointRecord other = point(Map.of("updates", 1000.0, field, value));
    Drift drift = drift(reached(100, 95.0, 105.0), other);
    assertThat(drift.points()).isEmpty();
    assertThat(drift.notes())
        .containsExactly("1 points are new", "1 points of the earlier sweep are gone");
  }

  @Test
  void otherDataAreNoted() {
    SweepRecord earlier =
        SweepRecords.of(List.of(problem(32_561, 0.323379582)), List.of(), List.of());
    assertThat(
            Drift.between(
                earlier,
                SweepRecords.of(List.of(problem(32_561, 0.3233795821)), List.of(), List.of())))
        .isEqualTo(new Drift(List.of(), List.of()));
    assertThat(
            Drift.between(
                    earlier,
                    SweepRecords.of(List.of(problem(32_560, 0.3234)), List.of(), List.of()))
                .notes())
        .containsExactly(
            "a9a, logistic, lambda 1/n: 32,560 rows, earlier 32,561",
            "a9a, logistic, lambda 1/n: f* = 0.323400000, earlier 0.323379582");
  }

  @Test
  void otherMeasuresAreNotCompared() {
    SweepRecord now = SweepRecords.of(reached(200, null, null));
    SweepRecord earlier =
        new SweepRecord(
            "s",
            "",
            "",
            "gradient",
            List.of(),
            List.of(reached(100, null, null)),
            List.of(),
            Map.of(),
            List.of(),
            1);
    assertThat(Drift.between(earlier, now))
        .isEqualTo(
            new Drift(
                List.of(),
                List.of("nothing to compare: targets are of suboptimality, earlier of gradient")));
  }
}
