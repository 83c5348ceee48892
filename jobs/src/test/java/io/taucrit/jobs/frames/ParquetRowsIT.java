package io.taucrit.jobs.frames;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.TestSpark;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.StagedBlocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files as Spark writes them, in and out of folders. */
class ParquetRowsIT {
  private final JavaSparkContext spark = TestSpark.local();

  private Dataset<Row> frame;

  @TempDir Path folder;

  @BeforeEach
  void rows() {
    frame = Frames.of(Frames.planted("logistic", 500));
  }

  @Test
  void aFolderOfFilesIsTheDataFrameThatItWasWrittenOf() {
    String written = write(frame.repartition(3), "clicks");
    List<Long> expected;
    try (StagedBlocks staged = StagedBlocks.of(frame, Columns.DEFAULT, 1, null)) {
      expected = checksums(staged.blocks());
    }
    assertThat(staged(written)).isEqualTo(expected);
    assertThat(staged(written + "/*.parquet")).as("a glob").isEqualTo(expected);
    assertThat(staged(write(frame.coalesce(1), "one.parquet"))).isEqualTo(expected);

    BlockFolder blocks =
        new Jobs(spark)
            .convert(DataSource.of(List.of(written), 1), folder.resolve("blocks").toString());
    assertThat(checksums(blocks)).isEqualTo(expected);
    assertThat(blocks.manifest().features()).isEqualTo(Frames.FEATURES);
    assertThat(blocks.manifest().source()).isEqualTo(written);
  }

  /** Spark itself would leave out what lies deeper. */
  @Test
  void foldersAreReadToAnyDepth() {
    write(frame.where(col("label").equalTo(0)), "deep/a");
    write(frame.where(col("label").equalTo(1)), "deep/b/c");
    try (StagedBlocks staged = StagedBlocks.of(spark, source(folder.resolve("deep").toString()))) {
      assertThat(staged.blocks().manifest().rows()).isEqualTo(500);
    }
  }

  @Test
  void columnsCanHaveOtherNames() {
    Dataset<Row> renamed =
        frame.select(
            col("label").cast("int").as("click.1"), lit(2).as("w"), col("features").as("counts"));
    String written = write(renamed, "renamed");
    DataSource source = source(written, new Columns("click.1", "counts", "w"));
    try (StagedBlocks staged = StagedBlocks.of(spark, source)) {
      assertThat(staged.blocks().manifest().weighted()).isTrue();
      assertThat(staged.blocks().manifest().rows()).isEqualTo(500);
    }
    assertRefused(
        source(written),
        UsageException.class,
        "Invalid features column 'features': %s has click.1, w, counts; name columns with"
                .formatted(written)
            + " --label-col, --features-col and --weight-col");
    assertRefused(
        source(written, new Columns("counts", "counts", "")),
        UsageException.class,
        "Invalid label column 'counts': its type is vector, but must be a number");
    assertRefused(
        source(written, new Columns("click.1", "w", "")),
        UsageException.class,
        "Invalid features column 'w': its type is integer, but must be a vector");
  }

  @Test
  void whatCannotBeReadIsRefused() throws Exception {
    String written = write(frame, "clicks");
    Path text = Files.writeString(folder.resolve("rows.svm"), "1 1:1\n-1 2:1\n");
    Path broken = Files.writeString(folder.resolve("broken.parquet"), "1 1:1\n-1 2:1\n");

    assertRefused(
        DataSource.of(List.of(written, text.toString()), 1),
        InputException.class,
        "rows.svm is not; name the one or the other");
    assertRefused(source(broken.toString()), InputException.class, "Cannot read " + broken);
    assertRefused(
        source(written).withFeatures(41),
        InputException.class,
        "Invalid --features: 41, but the vectors in %s have length 40".formatted(written));
    assertRefused(
        new DataSource(List.of(written), null, BadRows.SKIP, Columns.DEFAULT, 1, null),
        UsageException.class,
        "Invalid --bad-rows: skip is for LIBSVM text");
    assertRefused(
        source(text.toString(), new Columns("y", "features", "")),
        UsageException.class,
        "they are for Parquet, the data are LIBSVM text");
    assertRefused(
        source(write(frame.withColumn("label", lit(null).cast("double")), "missing")),
        InputException.class,
        "Invalid label in column 'label': null");
  }

  private void assertRefused(
      DataSource source, Class<? extends InputException> type, String message) {
    assertThatThrownBy(() -> StagedBlocks.of(spark, source).close())
        .isExactlyInstanceOf(type)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private String write(Dataset<Row> rows, String name) {
    String path = folder.resolve(name).toString();
    rows.write().parquet(path);
    return path;
  }

  private static DataSource source(String path) {
    return DataSource.of(List.of(path), 1);
  }

  private static DataSource source(String path, Columns columns) {
    return new DataSource(List.of(path), null, BadRows.REFUSE, columns, 1, null);
  }

  private List<Long> staged(String path) {
    try (StagedBlocks staged = StagedBlocks.of(spark, source(path))) {
      return checksums(staged.blocks());
    }
  }

  private static List<Long> checksums(BlockFolder blocks) {
    return blocks.manifest().blocks().stream().map(b -> b.checksum()).toList();
  }
}
