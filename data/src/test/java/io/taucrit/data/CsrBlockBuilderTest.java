package io.taucrit.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CsrBlockBuilderTest {
  @Test
  void buildsTheRowsAddedToIt() {
    CsrBlockBuilder builder = new CsrBlockBuilder(0, 0);
    builder.startRow(1).add(0, 0.5f).add(7, -2).startRow(-1).startRow(3).add(2, 4);
    CsrBlock block = builder.build();

    assertThat(block.rowOffsets()).containsExactly(0, 2, 2, 3);
    assertThat(block.indices()).containsExactly(0, 7, 2);
    assertThat(block.values()).containsExactly(0.5f, -2, 4);
    assertThat(block.labels()).containsExactly(1, -1, 3);
    assertThat(block.weights()).isNull();
  }

  @Test
  void growsFromAnySize() {
    CsrBlockBuilder builder = new CsrBlockBuilder(1, 1);
    for (int row = 0; row < 1000; row++) {
      builder.startRow(row, row % 2 == 0 ? 1 : 2).add(row, row).add(row + 1, 1);
    }
    CsrBlock block = builder.build();

    assertThat(block.rows()).isEqualTo(1000);
    assertThat(block.nonzeros()).isEqualTo(2000);
    assertThat(block.labels()[999]).isEqualTo(999);
    assertThat(block.indices()[1999]).isEqualTo(1000);
    assertThat(block.weights()[998]).isEqualTo(1);
    assertThat(block.weights()[999]).isEqualTo(2);
  }

  @Test
  void storesWeightsOnceOneDiffersFromOne() {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    builder.startRow(1, 1);
    assertThat(builder.build().weights()).isNull();
    builder.startRow(1, 0.5f).startRow(1);
    assertThat(builder.build().weights()).containsExactly(1, 0.5f, 1);
  }

  @Test
  void copiesRowsWithLabelAndWeight() {
    CsrBlock source =
        new CsrBlockBuilder().startRow(1, 2).add(3, 4).startRow(5).add(0, 6).add(1, 7).build();
    CsrBlock copy =
        new CsrBlockBuilder(0, 0)
            .addRowOf(source, 1)
            .addRowOf(source, 0)
            .addRowOf(source, 1)
            .build();

    assertThat(copy.rowOffsets()).containsExactly(0, 2, 3, 5);
    assertThat(copy.indices()).containsExactly(0, 1, 3, 0, 1);
    assertThat(copy.values()).containsExactly(6, 7, 4, 6, 7);
    assertThat(copy.labels()).containsExactly(5, 1, 5);
    assertThat(copy.weights()).containsExactly(1, 2, 1);
  }

  @Test
  void dropsTheLastRowOnly() {
    CsrBlockBuilder builder = new CsrBlockBuilder().startRow(1).add(4, 1).startRow(2).add(9, 1);
    builder.dropRow().startRow(3).add(0, 8);
    CsrBlock block = builder.build();

    assertThat(block.labels()).containsExactly(1, 3);
    assertThat(block.indices()).containsExactly(4, 0);
    assertThat(builder.clear().build().rows()).isZero();
  }

  @Test
  void refusesFeaturesThatDoNotAscend() {
    CsrBlockBuilder builder = new CsrBlockBuilder().startRow(1).add(4, 1);
    assertThatThrownBy(() -> builder.add(4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid feature: 4 follows 4 in row 0, features must ascend from 0");
    assertThatThrownBy(() -> new CsrBlockBuilder().add(0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CsrBlockBuilder().startRow(1).add(-1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
