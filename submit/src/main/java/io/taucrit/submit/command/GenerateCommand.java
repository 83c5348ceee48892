package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code taucrit generate}. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Write a synthetic sparse problem with planted coefficients.",
    description = {
      "",
      "Features occur independently with probabilities that fall by a power law from --delta; labels"
          + " follow the loss's model at planted normal coefficients. Any row is a function of the"
          + " options and its number alone.",
      ""
    },
    footer = {"", "Example:  taucrit generate --rows 1000000 --features 47000 --out made"})
public final class GenerateCommand implements Callable<Integer> {
  /** How rows are written. */
  enum Format {
    BLOCKS,
    TEXT
  }

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      defaultValue = "logistic",
      description =
          "Model of the labels: logistic, squared, poisson, squared-hinge or multinomial."
              + " Default: ${DEFAULT-VALUE}.")
  private String loss;

  @Option(names = "--rows", paramLabel = "N", description = "Rows. Default: 20,000.")
  private Long rows;

  @Option(names = "--features", paramLabel = "D", description = "Features. Default: 5,000.")
  private Integer features;

  @Option(
      names = "--nonzeros",
      paramLabel = "K",
      description = "Expected nonzeros of a row. Default: 30.")
  private Double nonzeros;

  @Option(
      names = "--delta",
      paramLabel = "P",
      description = "Probability of the most frequent feature. Default: 0.5.")
  private Double delta;

  @Option(
      names = "--exponent",
      paramLabel = "A",
      description = "Exponent of the power law. Default: 0.8.")
  private Double exponent;

  @Option(
      names = "--signal",
      paramLabel = "S",
      description = "Standard deviation of the planted margins. Default: 3, for poisson 0.5.")
  private Double signal;

  @Option(
      names = "--format",
      paramLabel = "blocks|text",
      defaultValue = "blocks",
      description = "Binary blocks or LIBSVM text. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the rows; must be new or empty.")
  private String out;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    SparseGlmProblem problem = problem();
    try (ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("generate")) {
      String folder = CommonOptions.absolute("--out", out, spark.hadoopConfiguration());
      progress.stage("Generating");
      Jobs jobs = new Jobs(spark);
      String text;
      if (format == Format.BLOCKS) {
        var blocks = jobs.generateBlocks(problem, folder);
        text = common.json ? ConvertCommand.json(blocks) : ConvertCommand.text(blocks);
      } else {
        jobs.generateText(problem, folder);
        text =
            common.json
                ? OutputFolder.JSON.writeValueAsString(problem.options()) + "\n"
                : problem.description() + "\nText: " + folder + "\n";
      }
      progress.close();
      System.out.print(text);
    }
    return ExitCode.OK;
  }

  private SparseGlmProblem problem() {
    try {
      SparseGlmProblem.Options o = SparseGlmProblem.Options.defaults(loss).withSeed(common.seed);
      o = rows == null ? o : o.withRows(rows);
      o = features == null ? o : o.withFeatures(features);
      o = nonzeros == null ? o : o.withNonzerosPerRow(nonzeros);
      o = delta == null ? o : o.withDelta(delta);
      o = exponent == null ? o : o.withExponent(exponent);
      o = signal == null ? o : o.withSignal(signal);
      return SparseGlmProblem.of(o);
    } catch (InputException e) {
      // Everything that can be wrong here was on the command line.
      throw new UsageException(e.getMessage());
    }
  }
}
