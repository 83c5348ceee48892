package io.taucrit.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowsHashTest {
  /** Rows 1 and 3 are equal: a sum counts them twice where an exclusive or would lose them. */
  private static final CsrBlock ROWS =
      new CsrBlock(
          new int[] {0, 2, 3, 3, 4},
          new int[] {1, 5, 2, 2},
          new float[] {0.5f, -1, 3, 3},
          new float[] {1, -1, 1, -1},
          null);

  @Test
  void dependsNeitherOnTheOrderNorOnTheBlocks() {
    assertThat(RowsHash.of(rows(3, 0, 2, 1))).isEqualTo(RowsHash.of(ROWS));
    assertThat(RowsHash.of(rows(0, 1)) + RowsHash.of(rows(2, 3))).isEqualTo(RowsHash.of(ROWS));
    assertThat(RowsHash.of(rows())).isZero();
  }

  @Test
  void dependsOnEveryPartOfARow() {
    CsrBlock entry = one(2, 3, 1, 1);
    Stream<CsrBlock> others =
        Stream.of(
            rows(0, 1, 2), // a row less
            rows(0, 1, 2, 2), // another row twice
            one(4, 3, 1, 1),
            one(2, 3.5f, 1, 1),
            one(2, 3, -1, 1),
            one(2, 3, 1, 2),
            new CsrBlock(
                new int[] {0, 2}, new int[] {1, 2}, new float[] {3, 5}, new float[] {1}, null),
            new CsrBlock(
                new int[] {0, 2}, new int[] {1, 2}, new float[] {5, 3}, new float[] {1}, null));
    List<Long> hashes = Stream.concat(Stream.of(ROWS, entry), others).map(RowsHash::of).toList();
    assertThat(hashes).doesNotHaveDuplicates();
    assertThat(
            RowsHash.of(
                new CsrBlock(
                    new int[] {0, 1}, new int[] {2}, new float[] {3}, new float[] {1}, null)))
        .isEqualTo(RowsHash.of(entry));
  }

  private static CsrBlock rows(int... which) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    IntStream.of(which).forEach(row -> builder.addRowOf(ROWS, row));
    return builder.build();
  }

  private static CsrBlock one(int index, float value, float label, float weight) {
    return new CsrBlock(
        new int[] {0, 1},
        new int[] {index},
        new float[] {value},
        new float[] {label},
        new float[] {weight});
  }
}
