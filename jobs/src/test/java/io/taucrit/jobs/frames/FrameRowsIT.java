package io.taucrit.jobs.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.jobs.problem.StagedBlocks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameRowsIT {
  private static final Columns COLUMNS = Columns.DEFAULT;
  private static final Columns WEIGHTED = new Columns("label", "features", "weight");

  @Test
  void blocksDependOnRowsAndSeedAlone() {
    List<Row> rows = new ArrayList<>(Frames.planted("logistic", 900));
    rows.addAll(rows.subList(0, 200));
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(3));

    List<Long> checksums = checksums(Frames.of(rows).coalesce(1), 5);
    assertThat(checksums).hasSizeGreaterThan(3);
    assertThat(checksums(Frames.of(shuffled).repartition(7), 5)).isEqualTo(checksums);
    assertThat(checksums(Frames.of(rows).orderBy("label"), 5)).isEqualTo(checksums);
    assertThat(checksums(Frames.of(rows), 6)).isNotEqualTo(checksums);
    assertThat(checksums(Frames.of(rows.subList(1, rows.size())), 5)).isNotEqualTo(checksums);
  }

  @Test
  void everyRowIsThereOnce() {
    List<Row> rows = Frames.planted("squared", 700);
    try (StagedBlocks staged = StagedBlocks.of(Frames.of(rows), COLUMNS, 1, null)) {
      List<String> stored = new ArrayList<>();
      BlockFolder blocks = staged.blocks();
      assertThat(blocks.manifest().features()).isEqualTo(Frames.FEATURES);
      assertThat(blocks.manifest().weighted()).isFalse();
      for (int b = 0; b < blocks.manifest().blocks().size(); b++) {
        CsrBlock block = blocks.read(b);
        for (int row = 0; row < block.rows(); row++) {
          stored.add(text(block, row));
        }
      }
      List<String> given = rows.stream().map(FrameRowsIT::text).toList();
      assertThat(stored).containsExactlyInAnyOrderElementsOf(given).isNotEqualTo(given);
    }
  }

  /** Weights 1, 2, 3 and 6 have mean 3, so that the factors are a third of them. */
  @Test
  void weightsBecomeFactorsOfMeanOne() {
    Vector features = Vectors.dense(0, 2);
    List<Row> rows =
        Stream.of(1, 2, 3, 6).map(weight -> Frames.row(weight, weight, features)).toList();
    try (StagedBlocks staged = StagedBlocks.of(Frames.of(rows), WEIGHTED, 1, null)) {
      CsrBlock block = staged.blocks().read(0);
      assertThat(staged.blocks().manifest().weighted()).isTrue();
      assertThat(block.indices()).as("zeros are not stored").containsOnly(1);
      for (int row = 0; row < 4; row++) {
        assertThat(block.weights()[row]).isEqualTo(block.labels()[row] / 3f);
      }
    }
  }

  @Test
  void sparseAndDenseVectorsAreTheSameRows() {
    List<Row> sparse = Frames.planted("logistic", 300);
    List<Row> dense =
        sparse.stream()
            .map(row -> Frames.row(row.getDouble(0), 1, row.<Vector>getAs(2).toDense()))
            .toList();
    assertThat(rowsHash(Frames.of(dense))).isEqualTo(rowsHash(Frames.of(sparse)));
  }

  static Stream<Arguments> refused() {
    Vector good = Vectors.dense(1, 2);
    Row row = Frames.row(1.0, 1, good);
    return Stream.of(
        Arguments.of(List.of(), "the DataFrame has no rows"),
        Arguments.of(List.of(row, Frames.row((Double) null, 1, good)), "'label': null"),
        Arguments.of(List.of(row, Frames.row(1.0, 1, null)), "'features': null"),
        Arguments.of(List.of(row, Frames.row(Double.NaN, 1, good)), "'label': NaN is not finite"),
        Arguments.of(
            List.of(row, Frames.row(1.0, 1, Vectors.dense(1e39, 0))), "1.0E39 is not finite"),
        Arguments.of(List.of(row, Frames.row(1.0, -2, good)), "'weight': -2.0 (allowed: >= 0)"),
        Arguments.of(List.of(Frames.row(1.0, 0, good)), "all 1 rows of the DataFrame weigh 0"),
        Arguments.of(List.of(row, Frames.row(1.0, 1, Vectors.dense(1))), "must have the same"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatCannotBeTrainedOnIsRefused(List<Row> rows, String reason) {
    Dataset<Row> frame = Frames.of(rows).coalesce(1);
    assertThatThrownBy(() -> StagedBlocks.of(frame, WEIGHTED, 1, null).close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void columnsAreChecked() {
    Dataset<Row> frame = Frames.of(Frames.planted("logistic", 3));
    assertThatThrownBy(() -> new Columns("target", "features", "").check(frame.schema()))
        .isInstanceOf(UsageException.class)
        .hasMessage("Invalid label column 'target': the DataFrame has label, weight, features");
    assertThatThrownBy(() -> new Columns("label", "weight", "").check(frame.schema()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("its type is double, but must be a vector");
    assertThatThrownBy(() -> new Columns("label", "features", "features").check(frame.schema()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid weight column 'features': its type is vector");
  }

  private static List<Long> checksums(Dataset<Row> frame, long seed) {
    try (StagedBlocks staged = StagedBlocks.of(frame, COLUMNS, seed, null)) {
      return staged.blocks().manifest().blocks().stream().map(b -> b.checksum()).toList();
    }
  }

  private static long rowsHash(Dataset<Row> frame) {
    try (StagedBlocks staged = StagedBlocks.of(frame, COLUMNS, 1, null)) {
      return staged.blocks().manifest().blocks().stream().mapToLong(b -> b.rowsHash()).sum();
    }
  }

  private static String text(CsrBlock block, int row) {
    StringBuilder text = new StringBuilder().append(block.labels()[row]);
    for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
      text.append(' ').append(block.indices()[k]).append(':').append(block.values()[k]);
    }
    return text.toString();
  }

  private static String text(Row row) {
    StringBuilder text = new StringBuilder().append((float) row.getDouble(0));
    double[] values = row.<Vector>getAs(2).toArray();
    for (int v = 0; v < values.length; v++) {
      if (values[v] != 0) {
        text.append(' ').append(v).append(':').append((float) values[v]);
      }
    }
    return text.toString();
  }
}
