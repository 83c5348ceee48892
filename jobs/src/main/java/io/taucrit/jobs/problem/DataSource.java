package io.taucrit.jobs.problem;

import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.spark.LibsvmConverter;
import io.taucrit.jobs.frames.Columns;
import io.taucrit.jobs.frames.ParquetRows;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Where the rows come from: one block folder, LIBSVM text, or Parquet files.
 *
 * @param paths block folder, or files, folders and globs of LIBSVM text or Parquet, on any Hadoop
 *     file system
 * @param features d, or null to detect it
 * @param badRows for LIBSVM text
 * @param columns of Parquet files
 * @param staging folder for temporary blocks, or null for the default
 */
public record DataSource(
    List<String> paths,
    Integer features,
    BadRows badRows,
    Columns columns,
    long seed,
    String staging) {
  public DataSource {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new UsageException("No data given: name a file, a folder or a glob with --data");
    }
    if (features != null && features < 1) {
      throw new UsageException("Invalid --features: %d (allowed: >= 1)".formatted(features));
    }
  }

  /** Rows with everything else at its default. */
  public static DataSource of(List<String> paths, long seed) {
    return new DataSource(paths, null, BadRows.REFUSE, Columns.DEFAULT, seed, null);
  }

  public DataSource withFeatures(Integer newFeatures) {
    return new DataSource(paths, newFeatures, badRows, columns, seed, staging);
  }

  public DataSource withStaging(String newStaging) {
    return new DataSource(paths, features, badRows, columns, seed, newStaging);
  }

  /** Whether the only path is a block folder. */
  boolean isBlockFolder(Configuration configuration) {
    return paths.size() == 1 && BlockFolder.isBlockFolder(paths.get(0), configuration);
  }

  /**
   * Writes text or Parquet as shuffled blocks.
   *
   * @param output the folder to write, missing or empty
   * @throws io.taucrit.data.InputException if the source cannot be read, or the output not be
   *     written
   * @throws UsageException if an option is for another kind of source
   */
  public BlockFolder write(JavaSparkContext spark, String output) {
    if (ParquetRows.at(paths, spark.hadoopConfiguration())) {
      if (badRows != BadRows.REFUSE) {
        throw new UsageException(
            "Invalid --bad-rows: %s is for LIBSVM text, the data are Parquet; filter the rows first"
                .formatted(badRows.name().toLowerCase(Locale.ROOT)));
      }
      return ParquetRows.write(spark, paths, columns, features, seed, output);
    }
    requireNoColumns("LIBSVM text");
    return LibsvmConverter.convert(
        spark, new LibsvmConverter.Options(paths, output, features, badRows, seed, null));
  }

  /** Options that would have no effect are a mistake. */
  void requireNoColumns(String kind) {
    if (!columns.equals(Columns.DEFAULT)) {
      throw new UsageException(
          "Invalid --label-col, --features-col or --weight-col: they are for Parquet, the data are "
              + kind);
    }
  }
}
