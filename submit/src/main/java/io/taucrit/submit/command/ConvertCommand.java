package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.BlockManifest;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.OutputFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit convert}. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Write LIBSVM text or Parquet as shuffled binary blocks, once for many runs.",
    description = {
      "",
      "Rows are shuffled by a permutation that depends only on --seed and the number of rows, so any"
          + " few blocks are a simple random sample. Use the folder as --data of other commands.",
      "Parquet files are those whose name, or that of a folder they lie in, ends with .parquet; their"
          + " rows are numbered by their content, whatever the files' order.",
      ""
    },
    footer = {"", "Example:  taucrit convert --data clicks/*.bz2 --out clicks-blocks"})
public final class ConvertCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "LIBSVM text (plain, .gz, .bz2) or Parquet as spark.ml writes it: a file, a folder or a"
              + " glob; repeatable.")
  private List<String> data = new ArrayList<>();

  @Option(
      names = "--features",
      paramLabel = "D",
      description = "Number of features. Default: the largest index in the data.")
  private Integer features;

  @Option(
      names = "--bad-rows",
      paramLabel = "refuse|skip",
      defaultValue = "refuse",
      description = "What to do with malformed lines. Default: ${DEFAULT-VALUE}.")
  private BadRows badRows;

  @Mixin private ColumnOptions columns;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the blocks; must be new or empty.")
  private String out;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    DataSource source =
        new DataSource(data, features, badRows, columns.columns(), common.seed, null);
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("convert")) {
      progress.stage("Converting");
      String blocks = CommonOptions.absolute("--out", out, spark.hadoopConfiguration());
      BlockFolder folder = new Jobs(spark).convert(source, blocks);
      progress.close();
      System.out.print(common.json ? json(folder) : text(folder));
    }
    return ExitCode.OK;
  }

  /** The manifest, as it stands in the folder. */
  static String json(BlockFolder folder) throws JsonProcessingException {
    return OutputFolder.JSON.writeValueAsString(folder.manifest()) + "\n";
  }

  static String text(BlockFolder folder) {
    BlockManifest manifest = folder.manifest();
    return "%s rows, %s features, %s nonzeros in %s blocks%s%nBlocks: %s%n"
        .formatted(
            Numbers.of(manifest.rows()),
            Numbers.of(manifest.features()),
            Numbers.of(manifest.nonzeros()),
            Numbers.of(manifest.blocks().size()),
            manifest.skippedRows() == 0
                ? ""
                : "; %s malformed lines skipped".formatted(Numbers.of(manifest.skippedRows())),
            folder.path().replaceFirst("^file:", ""));
  }
}
