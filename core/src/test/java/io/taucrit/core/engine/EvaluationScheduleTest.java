package io.taucrit.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationScheduleTest {
  private static List<Long> upTo(EvaluationSchedule schedule, long last) {
    List<Long> updates = new ArrayList<>();
    for (long t = 0; t <= last; t = schedule.after(t)) {
      updates.add(t);
    }
    return updates;
  }

  @Test
  void doublesFromOneOn() {
    assertThat(upTo(new EvaluationSchedule(2), 70))
        .containsExactly(0L, 1L, 2L, 4L, 8L, 16L, 32L, 64L);
  }

  @Test
  void firstEveryUpdateThenByTheRatio() {
    List<Long> updates = upTo(new EvaluationSchedule(1.05), 1_000_000);
    assertThat(updates).startsWith(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    for (int i = 20; i < updates.size(); i++) {
      double ratio = (double) updates.get(i) / updates.get(i - 1);
      assertThat(ratio)
          .isGreaterThanOrEqualTo(1.05)
          .isLessThan(1.05 + 1.0 / updates.get(i - 1) + 1e-9);
    }
    assertThat(updates).hasSizeLessThan(300);
  }

  @Test
  void theStandardEvaluatesSeldom() {
    assertThat(upTo(EvaluationSchedule.standard(), 1_000_000)).hasSizeLessThan(300);
  }

  @Test
  void endsOnlyEvaluatesAtStartAndFirstUpdate() {
    assertThat(upTo(EvaluationSchedule.endsOnly(), 1L << 50)).containsExactly(0L, 1L);
    long far = EvaluationSchedule.endsOnly().after(1_000_000);
    assertThat(EvaluationSchedule.endsOnly().after(far)).as("no overflow").isGreaterThan(far);
  }

  @Test
  void theEndsOfEpochsComeBesides() {
    // Epochs of 40 updates; each 10 % more until those are further apart.
    EvaluationSchedule schedule = EvaluationSchedule.standard().everyEpoch(40);
    List<Long> updates = upTo(schedule, 4_000);
    assertThat(updates).startsWith(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 13L);
    for (int i = 1; i < updates.size(); i++) {
      assertThat(updates.get(i) - updates.get(i - 1)).isBetween(1L, 40L);
    }
    for (long epoch = 1; epoch <= 100; epoch++) {
      assertThat(updates).contains(40 * epoch);
    }
    assertThat(updates).as("past 10 epochs those alone").hasSizeLessThan(100 + 60);
  }

  @Test
  void anEpochEndsWithTheUpdateThatPassesItsEnd() {
    EvaluationSchedule ends = new EvaluationSchedule(1e18);
    assertThat(upTo(ends.everyEpoch(2.5), 11)).containsExactly(0L, 1L, 3L, 5L, 8L, 10L);
    assertThat(upTo(ends.everyEpoch(0.3), 5)).as("shorter than an update").hasSize(6);
    assertThat(ends.everyEpoch(7).after(1L << 60)).isGreaterThan(1L << 60);
  }

  @Test
  void refusesEpochsWithoutLength() {
    for (double length : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> EvaluationSchedule.standard().everyEpoch(length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid length of an epoch: %s updates".formatted(length));
    }
  }

  @Test
  void refusesRatiosThatDoNotGrow() {
    assertThatThrownBy(() -> new EvaluationSchedule(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid evaluation ratio: 1.0 <= 1");
    assertThatThrownBy(() -> new EvaluationSchedule(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
