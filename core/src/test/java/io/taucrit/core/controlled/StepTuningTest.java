package io.taucrit.core.controlled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepTuningTest {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

  /** The best of all twenty, each run to its end or far beyond any winner. */
  @ParameterizedTest
  @CsvSource({
    "MINI_BATCH, PAPER, 0, 1",
    "MINI_BATCH, PAPER, 10, 1",
    "MINI_BATCH, PAPER, 10, 256",
    "MINI_BATCH, PAPER, 100, 16384",
    "MINI_BATCH, UNIT, 10, 1",
    "MINI_BATCH, UNIT, 100, 64",
    "RANDOM_DELAYS, PAPER, 0, 64",
    "RANDOM_DELAYS, PAPER, 1, 16",
    "RANDOM_DELAYS, PAPER, 10, 1024",
    "CONSTANT_DELAY, PAPER, 0, 256",
    "CONSTANT_DELAY, PAPER, 1, 4",
    "CONSTANT_DELAY, PAPER, 10, 64",
    "CONSTANT_DELAY, PAPER, 10, 2048",
  })
  void findsTheBestOfTheGrid(Scheme scheme, Covariance covariance, double m, int parallelism) {
    ControlledProblem problem = new ControlledProblem(m, covariance);
    Simulation simulation = new Simulation(problem.task(), scheme, parallelism);
    TunedStep tuned = new StepTuning(simulation, SEEDS).best();
    double most = 4 * tuned.mean();
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int k = 1; k <= 20; k++) {
      double sum = 0;
      for (long seed : SEEDS) {
        Simulation.Run run = simulation.run(problem.task().steps().step(k), seed, most);
        sum += run.reached() ? run.updates() : Double.POSITIVE_INFINITY;
      }
      if (sum < least) {
        least = sum;
        best = k;
      }
    }
    assertThat(tuned.exponent()).isEqualTo(best);
    assertThat(tuned.mean()).isCloseTo(least / 3, within(1e-9));
    assertThat(tuned.step()).isEqualTo(problem.task().steps().step(best));
    assertThat(tuned.interior()).isEqualTo(best > 1 && best < 20);
  }

  @ParameterizedTest
  @CsvSource({"10", "100"})
  void isInteriorForTheCovarianceAsWritten(double m) {
    for (Scheme scheme : Scheme.values()) {
      for (int parallelism : new int[] {1, 32, 1024}) {
        assertThat(tune(scheme, Covariance.PAPER, m, parallelism).interior()).isTrue();
      }
    }
  }

  /** With E‖u‖² = M‖∇f‖² the largest step of the grid is too short: not what the paper saw. */
  @ParameterizedTest
  @CsvSource({"10", "100"})
  void isTheLargestForTheUnitCovariance(double m) {
    TunedStep tuned = tune(Scheme.MINI_BATCH, Covariance.UNIT, m, 1);
    assertThat(tuned.exponent()).isEqualTo(1);
    assertThat(tuned.interior()).isFalse();
  }

  private static TunedStep tune(Scheme scheme, Covariance covariance, double m, int parallelism) {
    ControlledProblem problem = new ControlledProblem(m, covariance);
    return new StepTuning(new Simulation(problem.task(), scheme, parallelism), SEEDS).best();
  }

  private static TunedStep without(Scheme scheme, int parallelism, StepGrid steps) {
    Task task = new ControlledProblem(0, Covariance.PAPER).task();
    Task other = new Task(task.f(), task.gradient(), task.m(), steps);
    return new StepTuning(new Simulation(other, scheme, parallelism), SEEDS).best();
  }

  @Test
  void findsNothingWhereAllDiverge() {
    assertThat(without(Scheme.CONSTANT_DELAY, 64, new StepGrid(1.1, 3))).isNull();
  }

  @Test
  void startsAgainstEitherEndOfTheGrid() {
    TunedStep tooShort = without(Scheme.MINI_BATCH, 1, new StepGrid(0.01, 3));
    assertThat(tooShort.exponent()).isEqualTo(1);
    TunedStep among = without(Scheme.MINI_BATCH, 1, new StepGrid(64, 12));
    assertThat(among.step()).isEqualTo(0.25);
    assertThat(among.standardDeviation()).isZero();
  }

  @Test
  void meansAndDeviationsAreOverSeeds() {
    TunedStep tuned = new TunedStep(1, 1, false, List.of(1.0, 2.0, 6.0));
    assertThat(tuned.mean()).isEqualTo(3);
    assertThat(tuned.standardDeviation()).isCloseTo(Math.sqrt(7), within(1e-12));
    assertThatThrownBy(
            () ->
                new StepTuning(
                    new Simulation(
                        new ControlledProblem(0, Covariance.PAPER).task(), Scheme.MINI_BATCH, 1),
                    List.of()))
        .hasMessageContaining("no seeds");
  }
}
