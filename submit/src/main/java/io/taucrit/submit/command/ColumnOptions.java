package io.taucrit.submit.command;

import io.taucrit.jobs.frames.Columns;
import picocli.CommandLine.Option;

/** Where the rows are in Parquet files. */
final class ColumnOptions {
  @Option(
      names = "--label-col",
      paramLabel = "NAME",
      defaultValue = "label",
      description = "Parquet: column of the labels, numbers. Default: ${DEFAULT-VALUE}.")
  String label;

  @Option(
      names = "--features-col",
      paramLabel = "NAME",
      defaultValue = "features",
      description =
          "Parquet: column of the features, vectors of spark.ml. Default: ${DEFAULT-VALUE}.")
  String features;

  @Option(
      names = "--weight-col",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "Parquet: column of the rows' weights, numbers >= 0. Default: all weigh the same.")
  String weight;

  Columns columns() {
    return new Columns(label, features, weight);
  }
}
