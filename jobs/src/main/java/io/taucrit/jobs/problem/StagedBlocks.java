package io.taucrit.jobs.problem;

import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.spark.ProblemWriter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.frames.Columns;
import io.taucrit.jobs.frames.FrameRows;
import java.io.IOException;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;

/**
 * The blocks of a data source, made once: a block folder is opened as it is, text or Parquet is
 * converted into a temporary folder on the cluster's default file system, which is removed on
 * close. The jobs that follow read blocks by name, so that no shuffle is in their lineage.
 */
public final class StagedBlocks implements AutoCloseable {
  private final BlockFolder blocks;
  private final Path temporary;
  private final Configuration configuration;

  private StagedBlocks(BlockFolder blocks, Path temporary, Configuration configuration) {
    this.blocks = blocks;
    this.temporary = temporary;
    this.configuration = configuration;
  }

  /**
   * @throws InputException if the source cannot be read or the staging folder not be written
   */
  public static StagedBlocks of(JavaSparkContext spark, DataSource source) {
    Configuration configuration = spark.hadoopConfiguration();
    if (source.isBlockFolder(configuration)) {
      source.requireNoColumns("a block folder");
      BlockFolder blocks = BlockFolder.open(source.paths().get(0), configuration);
      if (source.features() != null && source.features() != blocks.manifest().features()) {
        throw new InputException(
            "Invalid --features: %d, but the blocks in %s have %d"
                .formatted(source.features(), blocks.path(), blocks.manifest().features()));
      }
      return new StagedBlocks(blocks, null, configuration);
    }
    return staged(spark, source.staging(), folder -> source.write(spark, folder));
  }

  /**
   * A generated problem in a temporary folder.
   *
   * @param staging where that folder is, or null for the default
   * @throws InputException if it cannot be written
   */
  public static StagedBlocks of(JavaSparkContext spark, SparseGlmProblem problem, String staging) {
    return staged(spark, staging, folder -> ProblemWriter.writeBlocks(spark, problem, folder));
  }

  /**
   * Rows of a DataFrame in a temporary folder.
   *
   * @param staging where that folder is, or null for the default
   * @throws InputException if they cannot be read or written
   */
  public static StagedBlocks of(Dataset<?> frame, Columns columns, long seed, String staging) {
    return staged(
        JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext()),
        staging,
        folder -> FrameRows.write(frame, columns, null, "the DataFrame", seed, folder));
  }

  private static StagedBlocks staged(
      JavaSparkContext spark, String staging, Function<String, BlockFolder> write) {
    Configuration configuration = spark.hadoopConfiguration();
    Path temporary = temporary(spark, staging);
    boolean staged = false;
    try {
      // Only what exists can be registered for removal at exit.
      temporary.getFileSystem(configuration).mkdirs(temporary);
      temporary.getFileSystem(configuration).deleteOnExit(temporary);
      BlockFolder blocks = write.apply(temporary.toString());
      staged = true;
      return new StagedBlocks(blocks, temporary, configuration);
    } catch (IOException e) {
      throw new InputException(
          "Cannot write temporary blocks to %s: %s; choose another folder with --staging"
              .formatted(temporary, e.getMessage()),
          e);
    } finally {
      if (!staged) {
        remove(temporary, configuration);
      }
    }
  }

  private static Path temporary(JavaSparkContext spark, String staging) {
    try {
      String name = ".taucrit-" + spark.sc().applicationId() + "-" + System.nanoTime();
      if (staging != null) {
        return new Path(staging, name);
      }
      FileSystem cluster = FileSystem.get(spark.hadoopConfiguration());
      Path parent =
          cluster instanceof LocalFileSystem
              ? new Path("file:" + System.getProperty("java.io.tmpdir"))
              : cluster.getHomeDirectory();
      return new Path(parent, name);
    } catch (IOException e) {
      throw new InputException(
          "Cannot reach the default file system: %s; choose a folder with --staging"
              .formatted(e.getMessage()),
          e);
    }
  }

  public BlockFolder blocks() {
    return blocks;
  }

  @Override
  public void close() {
    if (temporary != null) {
      remove(temporary, configuration);
    }
  }

  private static void remove(Path temporary, Configuration configuration) {
    try {
      temporary.getFileSystem(configuration).delete(temporary, true);
    } catch (IOException e) {
      // Only disk space is lost, and the file system tries again when the process ends.
      org.slf4j.LoggerFactory.getLogger(StagedBlocks.class)
          .warn("Cannot remove temporary blocks {}: {}", temporary, e.getMessage());
    }
  }
}
