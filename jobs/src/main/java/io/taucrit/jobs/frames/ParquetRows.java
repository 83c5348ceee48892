package io.taucrit.jobs.frames;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.InputFiles;
import io.taucrit.data.spark.JobDescription;
import io.taucrit.data.spark.TaskFailures;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows in Parquet files as Spark writes them, vectors included. A file is one by its name: its own,
 * or that of a folder that it lies in, ends with {@code .parquet}.
 */
public final class ParquetRows {
  private static final String SUFFIX = ".parquet";

  private ParquetRows() {}

  /**
   * Whether the paths hold Parquet files.
   *
   * @throws InputException if a path matches no file, or some files are Parquet and others not
   */
  public static boolean at(List<String> paths, Configuration configuration) {
    List<String> files = InputFiles.list(paths, configuration).names();
    List<String> parquet = files.stream().filter(ParquetRows::isParquet).toList();
    if (!parquet.isEmpty() && parquet.size() < files.size()) {
      String other = files.stream().filter(file -> !isParquet(file)).findFirst().orElseThrow();
      throw new InputException(
          "Cannot read data: %s is Parquet and %s is not; name the one or the other"
              .formatted(parquet.get(0), other));
    }
    return !parquet.isEmpty();
  }

  private static boolean isParquet(String file) {
    return file.endsWith(SUFFIX) || file.contains(SUFFIX + "/");
  }

  /**
   * Writes the rows as shuffled blocks.
   *
   * @param features d as the user expects it, or null
   * @param output the folder to write, missing or empty
   * @throws InputException if the files or their columns cannot be read, or as {@link
   *     FrameRows#write} does
   */
  public static BlockFolder write(
      JavaSparkContext spark,
      List<String> paths,
      Columns columns,
      Integer features,
      long seed,
      String output) {
    String source = String.join(", ", paths);
    Dataset<Row> frame = read(spark, paths, source);
    try {
      columns.check(frame.schema(), source);
    } catch (UsageException e) {
      throw new UsageException(
          e.getMessage() + "; name columns with --label-col, --features-col and --weight-col");
    }
    return FrameRows.write(frame, columns, features, source, seed, output);
  }

  /** Every file that was found is read, also in folders that Spark would not look into. */
  private static Dataset<Row> read(JavaSparkContext spark, List<String> paths, String source) {
    List<String> files = InputFiles.list(paths, spark.hadoopConfiguration()).names();
    SparkSession session = SparkSession.builder().config(spark.getConf()).getOrCreate();
    try (JobDescription unused = new JobDescription(spark, "Read the columns of " + source)) {
      return TaskFailures.unwrapped(() -> session.read().parquet(files.toArray(new String[0])));
    } catch (InputException e) {
      throw e;
    } catch (Exception e) {
      // Spark, in Scala, throws checked exceptions without declaring them.
      throw new InputException(
          "Cannot read %s as Parquet: %s"
              .formatted(source, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }
}
