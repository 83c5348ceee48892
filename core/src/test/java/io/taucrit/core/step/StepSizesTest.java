package io.taucrit.core.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Dials;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules, and rule and schedule together. */
class StepSizesTest {
  private static final Dials STALE = new Dials(4, 16, 2, 1, 1);

  @Test
  void theConstantScheduleKeepsTheStep() {
    StepSchedule schedule = new ConstantSchedule();
    assertThat(schedule.text()).isEqualTo("constant");
    assertThat(schedule.at(0.3, 0)).isEqualTo(0.3);
    assertThat(schedule.at(0.3, Long.MAX_VALUE)).isEqualTo(0.3);
  }

  /** min(γ, b/(μ · samples)) with b/μ = 80: it begins to fall at 160 samples for γ = 1/2. */
  @ParameterizedTest
  @CsvSource({"0, 0.5", "1, 0.5", "160, 0.5", "320, 0.25", "80000, 0.001"})
  void inverseTimeFallsOnceItIsBelowTheStep(long samples, double expected) {
    assertThat(new InverseTime(0.1, 8).at(0.5, samples)).isEqualTo(expected);
  }

  /** Epochs 1.5 and 3 of 100 rows. */
  @ParameterizedTest
  @CsvSource({"0, 8", "149, 8", "150, 2", "299, 2", "300, 0.5", "1000000, 0.5"})
  void decayMultipliesAtItsEpochs(long samples, double expected) {
    assertThat(new EpochDecay(0.25, List.of(1.5, 3.0), 100).at(8, samples)).isEqualTo(expected);
  }

  @Test
  void schedulesAreWrittenAsOnTheCommandLine() {
    assertThat(new InverseTime(0.1, 8).text()).isEqualTo("inverse-time:0.1");
    assertThat(new EpochDecay(0.25, List.of(1.5, 3.0), 100).text()).isEqualTo("decay:0.25@1.5,3.0");
  }

  @Test
  void refusesImpossibleSchedules() {
    for (double mu : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> new InverseTime(mu, 8))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid schedule: mu %s, batch 8".formatted(mu));
    }
    assertThatThrownBy(() -> new InverseTime(1, 0)).hasMessageStartingWith("Invalid schedule");
    for (double factor : new double[] {0, 1, -0.5, 2, Double.NaN}) {
      assertThatThrownBy(() -> new EpochDecay(factor, List.of(1.0), 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Invalid decay: factor %s at [1.0]".formatted(factor));
    }
    assertThatThrownBy(() -> new EpochDecay(0.5, List.of(), 100))
        .hasMessage("Invalid decay: factor 0.5 at []");
    assertThatThrownBy(() -> new EpochDecay(0.5, List.of(1.0), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesImpossibleSteps(double step) {
    assertThatThrownBy(() -> StepSizes.constant(step))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid step: %s (must be > 0)".formatted(step));
  }

  @Test
  void theScheduleComesAfterTheRule() {
    StepSizes steps = new StepSizes(8, new StepOverWorkers(), new InverseTime(1, 16));
    assertThat(steps.at(STALE, 3, 0)).isEqualTo(2);
    assertThat(steps.at(STALE, 3, 4)).as("the rule's step is below the schedule's").isEqualTo(2);
    assertThat(steps.at(STALE, 3, 16)).isEqualTo(1);
    assertThat(steps.initial(STALE)).isEqualTo(2);
    assertThat(StepSizes.constant(0.5).at(STALE, 3, 1000)).isEqualTo(0.5);
  }

  /** Before anything is measured θ̄ is P − 1: q = ½ + 4 (½ + 3). */
  @Test
  void theInitialStepExpectsWorkersThatAreNeverIdle() {
    StepSizes steps = new StepSizes(1, PredictedStep.formula(2, 100), new ConstantSchedule());
    assertThat(steps.initial(STALE)).isEqualTo(16 * (2 / 114.5));
  }
}
