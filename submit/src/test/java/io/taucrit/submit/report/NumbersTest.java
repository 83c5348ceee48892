package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "1.44160001 | 1.442",
        "0.5 | 0.5",
        "-0.25 | −0.25",
        "0.0012345 | 0.001234",
        "5.2512e-7 | 5.251 × 10⁻⁷",
        "32561 | 32,560",
        "999950 | 1,000,000",
        "1.5e10 | 1.5 × 10¹⁰",
        "-2e-12 | −2 × 10⁻¹²",
      })
  void fourSignificantDigits(double value, String text) {
    assertThat(Numbers.value(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"NaN\"", "\"text\"", "{}", "true"})
  void whatIsNoNumberIsADash(String json) {
    JsonNode node = SampleJson.parse(json);

    assertThat(Numbers.value(node)).isEqualTo("–");
    assertThat(Numbers.count(node)).isEqualTo("–");
    assertThat(Numbers.precise(node)).isEqualTo("–");
    assertThat(Numbers.bytes(node)).isEqualTo("–");
    assertThat(Numbers.seconds(node)).isEqualTo("–");
    assertThat(Numbers.value(node.path("absent"))).isEqualTo("–");
  }

  @Test
  void countsAreWhole() {
    assertThat(Numbers.count(LongNode.valueOf(32561))).isEqualTo("32,561");
    assertThat(Numbers.count(DoubleNode.valueOf(540.4))).isEqualTo("540");
    assertThat(Numbers.count(DoubleNode.valueOf(Double.NaN))).isEqualTo("–");
  }

  @Test
  void unitsOfBytes() {
    assertThat(Numbers.bytes(LongNode.valueOf(999))).isEqualTo("999 B");
    assertThat(Numbers.bytes(LongNode.valueOf(1_250_000))).isEqualTo("1.25 MB");
  }

  @Test
  void intervalsOnlyWhereTheyAreWide() {
    JsonNode exact = SampleJson.parse("{\"estimate\": 2, \"lower\": 2, \"upper\": 2}");
    JsonNode wide = SampleJson.parse("{\"estimate\": 540, \"lower\": 480, \"upper\": 610}");
    JsonNode none = SampleJson.parse("{\"estimate\": null, \"lower\": null, \"upper\": null}");

    JsonNode least = SampleJson.parse("{\"estimate\": 540, \"lower\": 540, \"upper\": null}");
    JsonNode open = SampleJson.parse("{\"estimate\": 540, \"lower\": 480, \"upper\": null}");
    JsonNode unseen = SampleJson.parse("{\"estimate\": null, \"lower\": 480, \"upper\": null}");

    assertThat(Numbers.estimate(least, Numbers::count)).isEqualTo("≥ 540");
    assertThat(Numbers.estimate(open, Numbers::count)).isEqualTo("540 (≥ 480)");
    assertThat(Numbers.estimate(unseen, Numbers::count)).isEqualTo("≥ 480");
    assertThat(Numbers.estimate(exact, Numbers::value)).isEqualTo("2");
    assertThat(Numbers.estimate(wide, Numbers::count)).isEqualTo("540 (480 to 610)");
    assertThat(Numbers.estimate(none, Numbers::count)).isEqualTo("–");
  }
}
