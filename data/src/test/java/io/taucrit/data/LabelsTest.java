package io.taucrit.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelsTest {
  @ParameterizedTest
  @CsvSource({
    "0 1 1, true, false, true",
    "-1 1 1, false, true, false",
    "1 1, true, true, true",
    "0 3 7, false, false, true",
    "0 0.5, false, false, false",
    "-1 0 1, false, false, false"
  })
  void tellsTheKindsOfLabelsApart(
      String labels, boolean zeroOne, boolean plusMinusOne, boolean counts) {
    Labels summary = Labels.of(rows(labels));
    assertThat(summary.allZeroOne()).isEqualTo(zeroOne);
    assertThat(summary.allPlusMinusOne()).isEqualTo(plusMinusOne);
    assertThat(summary.allCounts()).isEqualTo(counts);
  }

  @Test
  void mergingIsTheSummaryOfAllRows() {
    String[] labels = {"0", "1", "-1", "2.5", "7"};
    for (String left : labels) {
      for (String right : labels) {
        assertThat(Labels.of(rows(left)).merge(Labels.of(rows(right))))
            .isEqualTo(Labels.of(rows(left + " " + right)));
      }
      assertThat(Labels.NONE.merge(Labels.of(rows(left)))).isEqualTo(Labels.of(rows(left)));
    }
    assertThat(Labels.of(new CsrBlockBuilder().build())).isEqualTo(Labels.NONE);
    assertThat(Labels.of(rows("4 -2 3"))).extracting(Labels::min, Labels::max).contains(-2f, 4f);
  }

  private static CsrBlock rows(String labels) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (String label : labels.split(" ")) {
      builder.startRow(Float.parseFloat(label));
    }
    return builder.build();
  }
}
