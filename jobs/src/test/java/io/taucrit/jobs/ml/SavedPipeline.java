package io.taucrit.jobs.ml;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.Assertions;

/** What a pipeline predicts, here and where a JVM of its own has loaded it. */
public final class SavedPipeline {
  private static final long WAIT_SECONDS = 120;

  private SavedPipeline() {}

  /** Arguments: folder of the pipeline, Parquet of the rows, file for the predictions. */
  public static void main(String[] arguments) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "localhost")
            .getOrCreate()) {
      PipelineModel model = PipelineModel.load(arguments[0]);
      Files.write(
          Path.of(arguments[2]), predictions(model.transform(spark.read().parquet(arguments[1]))));
    }
  }

  /** Prediction and raw bits of both classes' probability and margin, row by row. */
  static List<String> predictions(Dataset<Row> frame) {
    List<String> lines = new ArrayList<>();
    for (Row row : frame.select("prediction", "probability", "rawPrediction").collectAsList()) {
      StringBuilder line = new StringBuilder().append(row.getDouble(0));
      for (int column = 1; column <= 2; column++) {
        for (double value : row.<Vector>getAs(column).toArray()) {
          line.append(' ').append(Long.toHexString(Double.doubleToRawLongBits(value)));
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** The predictions for those rows of a new JVM with the options and class path of this one. */
  static List<String> elsewhere(Path model, Path rows, Path scratch)
      throws IOException, InterruptedException {
    Path predictions = scratch.resolve("predictions");
    Path printed = scratch.resolve("printed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            SavedPipeline.class.getName(),
            model.toString(),
            rows.toString(),
            predictions.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      Assertions.assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      Assertions.assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(predictions);
  }
}
