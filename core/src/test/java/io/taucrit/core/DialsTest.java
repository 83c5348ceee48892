package io.taucrit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 4, 0, 1, 1, 'Invalid run: 0 workers, batch 4 < workers'",
    "5, 4, 0, 1, 1, 'Invalid run: 5 workers, batch 4 < workers'",
    "2, 4, -1, 1, 1, 'Invalid dials: slack -1 < 0 or 1 local steps < 1'",
    "2, 4, 0, 0, 1, 'Invalid dials: slack 0 < 0 or 0 local steps < 1'",
    "2, 4, 0, 3, 0, 'Invalid dials: 0 threads must be between 1 and the 3 local steps that they share'",
    "2, 4, 0, 3, 4, 'Invalid dials: 4 threads must be between 1 and the 3 local steps that they share'"
  })
  void refusesImpossibleSettings(
      int workers, int batch, int slack, int localSteps, int threads, String message) {
    assertThatThrownBy(() -> new Dials(workers, batch, slack, localSteps, threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void copiesKeepTheOtherDials() {
    Dials dials = Dials.synchronous(3, 12);
    assertThat(dials).isEqualTo(new Dials(3, 12, 0, 1, 1));
    assertThat(dials.withSlack(4)).isEqualTo(new Dials(3, 12, 4, 1, 1));
    assertThat(dials.withSlack(4).withLocalSteps(8, 2)).isEqualTo(new Dials(3, 12, 4, 8, 2));
  }

  @Test
  void countsRowsWithoutOverflow() {
    assertThat(new Dials(2, 1 << 30, 0, 8, 1).rowsPerRound()).isEqualTo(1L << 33);
    assertThat(new Dials(1 << 20, 1 << 20, 1 << 20, 1, 1).largestStaleness())
        .isEqualTo(((1L << 20) - 1) * ((1L << 21) + 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 0", "1, 9, 0", "4, 0, 3", "4, 1, 9", "4, 16, 99"})
  void boundsTheStaleness(int workers, int slack, long largest) {
    assertThat(new Dials(workers, 8, slack, 1, 1).largestStaleness()).isEqualTo(largest);
  }

  @Test
  void expectsOnePushOfEveryOtherWorkerBetweenReadAndPush() {
    assertThat(new Dials(4, 8, 0, 1, 1).expectedStaleness()).isZero();
    assertThat(new Dials(4, 8, 1, 1, 1).expectedStaleness()).isEqualTo(3);
  }

  /** At slack 0 a round is in flight, whatever the measured staleness within it. */
  @ParameterizedTest
  @CsvSource({"0, 1, 1.5, 8", "0, 5, 1.5, 40", "2, 1, 0, 2", "2, 1, 3, 8", "2, 5, 1.5, 25"})
  void countsSamplesInFlight(int slack, int localSteps, double staleness, double expected) {
    assertThat(new Dials(4, 8, slack, localSteps, 1).samplesInFlight(staleness))
        .isEqualTo(expected);
  }

  /** A constant delay of τ is that of τ workers with one row each. */
  @ParameterizedTest
  @CsvSource({"4, 4, 3, 4", "16, 16, 15, 16", "4, 16, 3, 14.5", "2, 256, 1, 192.5"})
  void isLikeADelayOfSingleRows(int workers, int batch, double staleness, double expected) {
    assertThat(new Dials(workers, batch, 1, 1, 1).delayInRows(staleness)).isEqualTo(expected);
    assertThat(new Dials(workers, batch, 1, 9, 1).delayInRows(staleness)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, synchronous",
    "1, 1, 1, asynchronous",
    "0, 5, 1, synchronous local",
    "3, 5, 1, asynchronous local",
    "0, 5, 2, synchronous hogwild",
    "3, 5, 2, asynchronous hogwild"
  })
  void namesItsMode(int slack, int localSteps, int threads, String mode) {
    assertThat(new Dials(4, 8, slack, localSteps, threads).mode()).isEqualTo(mode);
  }
}
