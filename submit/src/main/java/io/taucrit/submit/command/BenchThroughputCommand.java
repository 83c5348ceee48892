package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.throughput.Throughput;
import io.taucrit.jobs.throughput.ThroughputJob;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.ThroughputSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit bench-throughput}. */
@Command(
    name = "bench-throughput",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Nonzeros a second against a bare loop, scikit-learn, LIBLINEAR and Spark.",
    description = {
      "",
      "On the same rows, with logistic loss, on this machine alone: rates of training, seconds to a"
          + " target, MB of text read a second, memory, and the cost of analysis. Everything is measured"
          + " in turn, --repeats times; medians are printed. scikit-learn (python3) and liblinear-train"
          + " run as child processes of one thread where they are installed. Rates depend on the machine,"
          + " ratios much less.",
      "Writes bench-throughput.json to --out.",
      ""
    },
    footer = {"", "Example:  taucrit bench-throughput --data a9a.svm.gz --master local[2]"})
public final class BenchThroughputCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "Two classes: LIBSVM text (plain, .gz, .bz2), Parquet, or a block folder; repeatable.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--features",
      paramLabel = "D",
      description = "Number of features. Default: the largest index in the data.")
  private Integer features;

  @Option(
      names = "--lambda",
      paramLabel = "L",
      defaultValue = "1/n",
      description = "Factor of (lambda/2)||x||^2: a number, or 1/n. Default: ${DEFAULT-VALUE}.")
  private String lambda;

  @Option(
      names = "--target",
      paramLabel = "R",
      defaultValue = "0.001",
      description = "Relative suboptimality to train to. Default: ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--nonzeros",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "Of larger data a sample of so many nonzeros. Default: ${DEFAULT-VALUE}.")
  private long nonzeros;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "1",
      description = "Time of a measurement of a rate. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measurements of each. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Option(
      names = "--grow",
      description =
          "Also measure generated rows: n, d, nonzeros a row, P, b and s by factors of 4 each.")
  private boolean grow;

  @Mixin private ColumnOptions columns;
  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    DataSource source =
        new DataSource(data, features, BadRows.REFUSE, columns.columns(), common.seed, null);
    Lambda factor = new Lambda(lambda);
    ThroughputJob.Options options =
        new ThroughputJob.Options(nonzeros, repeats, seconds, target, grow, common.seed);
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("bench-throughput");
        OutputFolder folder = output.folder("bench-throughput", spark.hadoopConfiguration())) {
      Throughput result = ThroughputJob.run(spark, source, factor, options, progress);
      folder.writeJson("bench-throughput.json", result);
      progress.close();
      System.out.print(
          common.json
              ? OutputFolder.JSON.writeValueAsString(result) + "\n"
              : ThroughputSummary.text(result));
    }
    return ExitCode.OK;
  }
}
