package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.core.Dials;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.bench.RatesBench;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Rounds and pushes a second of this engine against Spark jobs, in one run.",
    description = {
      "",
      "All train on the same generated rows with the same batches, in turn: synchronously against a"
          + " Spark job per round, asynchronously against a Spark job per push. The median of the repeats"
          + " is printed. Rates depend on the machine, ratios much less.",
      "Writes bench.json and the generated blocks to --out.",
      ""
    },
    footer = {
      "",
      "Examples:  taucrit bench --master local[2]",
      "           taucrit bench --master local-cluster[2,1,1024]"
    })
public final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "40000",
      description = "Rows. Default: ${DEFAULT-VALUE}.")
  private long rows;

  @Option(
      names = "--features",
      paramLabel = "D",
      defaultValue = "47000",
      description = "Features. Default: ${DEFAULT-VALUE}.")
  private int features;

  @Option(
      names = "--nonzeros",
      paramLabel = "K",
      defaultValue = "75",
      description = "Expected nonzeros of a row. Default: ${DEFAULT-VALUE}.")
  private double nonzeros;

  @Option(
      names = "--batch",
      paramLabel = "B",
      defaultValue = "256",
      description = "Rows of one round. Default: ${DEFAULT-VALUE}.")
  private int batch;

  @Option(names = "--workers", paramLabel = "P", description = "Workers. Default: all task slots.")
  private Integer workers;

  @Option(
      names = "--seconds",
      paramLabel = "T",
      defaultValue = "5",
      description = "Training time of one measurement. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--repeats",
      paramLabel = "R",
      defaultValue = "3",
      description = "Measurements of each system. Default: ${DEFAULT-VALUE}.")
  private int repeats;

  @Mixin private OutputOptions output;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    if (!(seconds > 0) || repeats < 1 || batch < 1 || (workers != null && workers < 1)) {
      throw new UsageException(
          "Invalid --seconds, --repeats, --batch or --workers: all must be positive");
    }
    SparseGlmProblem made =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(rows)
                .withFeatures(features)
                .withNonzerosPerRow(nonzeros)
                .withSeed(common.seed));
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("bench");
        OutputFolder folder = output.folder("bench", spark.hadoopConfiguration())) {
      progress.stage("Generating a problem");
      BlockFolder blocks = new Jobs(spark).generateBlocks(made, folder.pathOf("blocks"));
      Problem problem = Problem.of(blocks, new LogisticLoss(), Lambda.ONE_OVER_ROWS, 0);
      int team = workers == null ? Slots.all(spark) : workers;
      Slots.require(spark, team);
      List<RatesBench.Row> result =
          new RatesBench(spark, problem, Dials.synchronous(team, Math.max(team, batch)), 1)
              .run(seconds, repeats, progress);
      folder.writeJson("bench.json", result);
      progress.close();
      System.out.print(
          common.json ? OutputFolder.JSON.writeValueAsString(result) + "\n" : text(result, team));
    }
    return ExitCode.OK;
  }

  private String text(List<RatesBench.Row> result, int team) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d rows, %,d features, %s nonzeros a row, batch %d, %d workers; median of %d%n%n",
            rows,
            features,
            nonzeros,
            batch,
            team,
            repeats));
    for (int k = 0; k < result.size(); k++) {
      RatesBench.Row row = result.get(k);
      if (k == 0 || !result.get(k - 1).unit().equals(row.unit())) {
        text.append(
            String.format(
                Locale.ROOT,
                "%s%-28s %12s %10s %14s%n",
                k == 0 ? "" : "\n",
                k == 0 ? "synchronous" : "asynchronous",
                row.unit() + "/s",
                "ratio",
                "bytes each"));
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %12.1f %10.1f %14s%n",
              row.system(),
              row.perSecond(),
              row.ratio(),
              row.bytesEach() == 0 ? "–" : String.format("%,.0f", row.bytesEach())));
    }
    return text.toString();
  }
}
