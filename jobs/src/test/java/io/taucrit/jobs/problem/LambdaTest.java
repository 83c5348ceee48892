package io.taucrit.jobs.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaTest {
  @ParameterizedTest
  @CsvSource({"0, 0", "1e-4, 1e-4", "0.25, 0.25", "1/n, 0.125", "2.5/n, 0.3125", "0/n, 0"})
  void isANumberOrOneDividedByTheRows(String text, double value) {
    assertThat(new Lambda(text).value(8)).isEqualTo(value);
  }

  @Test
  void theDefaultIsOneOverTheRows() {
    assertThat(Lambda.ONE_OVER_ROWS.value(5_000_000_000L)).isEqualTo(1.0 / 5e9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "n", "/n", "1/m", "1/n/n", "-1", "-1/n", "NaN", "Infinity", "1e400/n"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> new Lambda(text))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "Invalid lambda: '%s' (allowed: a number >= 0, or one divided by the rows, such as 1/n)"
                .formatted(text));
  }
}
