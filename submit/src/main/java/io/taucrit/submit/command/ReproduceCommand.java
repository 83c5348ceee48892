package io.taucrit.submit.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.ImageReader;
import io.taucrit.data.images.ImageSource;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.reproduce.ReproduceJob;
import io.taucrit.jobs.reproduce.Results;
import io.taucrit.jobs.train.Versions;
import io.taucrit.submit.figures.All;
import io.taucrit.submit.figures.PaperFigure;
import io.taucrit.submit.figures.Reproduction;
import io.taucrit.submit.figures.Scope;
import io.taucrit.submit.output.ConsoleProgress;
import io.taucrit.submit.output.OutputFolder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code taucrit reproduce}. */
@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "The papers' figures, measured anew, and whether they agree.",
    description = {
      "",
      "Measures what is behind each figure, draws it, compares predictions with measurements, and says"
          + " in a sentence whether the paper is right. Writes figures/*.csv, figures/*.svg,"
          + " figures.json and report.html to --out.",
      "Finished measurements stay in a journal there: the same command goes on after a kill, and"
          + " another figure into the same folder measures only what is new.",
      ""
    },
    footer = {
      "",
      "Examples:  taucrit reproduce fig3 fig10",
      "           taucrit reproduce all --data a9a.svm.gz --master local[2]"
    })
public final class ReproduceCommand implements Callable<Integer> {
  private static final String EVERYTHING = "all";
  private static final String JOURNAL = "journal";
  private static final String RESULT = "figures.json";
  private static final double HOLDOUT = 0.2;
  private static final int QUICK_ROWS = 4_000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FIGURE",
      arity = "0..*",
      description = "Names of figures, or all; --list shows them.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "List the figures and stop.")
  private boolean list;

  @Option(
      names = "--quick",
      description = "A small part of every grid: seconds instead of minutes, and no evidence.")
  private boolean quick;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Runs behind every drawn mean, with seeds from --seed on. Default: 3.")
  private int seeds;

  @Mixin private DataOptions data;

  @Option(
      names = "--cifar",
      paramLabel = "DIR",
      description =
          "CIFAR-10, binary version, for the figures on networks: the folder of data_batch_1.bin, on"
              + " any Hadoop file system. Default: images made here.")
  private String cifar;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "Images of --cifar to train on; half as many are held out. Default: ${DEFAULT-VALUE}.")
  private int images;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Measurements at once. Default: all task slots.")
  private Integer parallel;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "" + ReproduceJob.Options.TIMEOUT_SECONDS_DEFAULT,
      description = "Bound on one measurement. Default: ${DEFAULT-VALUE}.")
  private long timeout;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "taucrit-out/reproduce",
      description =
          "Folder for the results and the journal, on any Hadoop file system. Default:"
              + " ${DEFAULT-VALUE}.")
  private String out;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws JsonProcessingException {
    if (list) {
      All.figures()
          .forEach(
              f -> System.out.printf("%-15s %s%n%-15s %s%n", f.name(), f.title(), "", f.source()));
      return ExitCode.OK;
    }
    List<PaperFigure> figures = chosen();
    validate();
    Configuration hadoop = common.hadoop("reproduce");
    try (OutputFolder folder =
            OutputFolder.open(
                CommonOptions.absolute("--out", out, hadoop),
                JOURNAL,
                hadoop,
                "it holds no journal to go on from; choose another folder");
        ConsoleProgress progress = new ConsoleProgress();
        JavaSparkContext spark = common.spark("reproduce")) {
      Map<String, StagedBlocks> staged = new LinkedHashMap<>();
      try {
        progress.stage("Reading the data");
        Reproduction reproduction =
            reproduce(spark, withEarlier(figures, folder), staged, folder, progress);
        boolean failed = reproduction.figures().stream().anyMatch(f -> f.agrees() == null);
        return failed ? ExitCode.FAILED : ExitCode.OK;
      } finally {
        staged.values().forEach(StagedBlocks::close);
      }
    }
  }

  private void validate() {
    data.validate();
    data.refuseL1("reproduce");
    atLeastOne("--seeds", seeds);
    atLeastOne("--timeout", timeout);
    if (parallel != null) {
      atLeastOne("--parallel", parallel);
    }
    if (cifar == null && spec.commandLine().getParseResult().hasMatchedOption("--images")) {
      throw new UsageException("Invalid --images without --cifar");
    }
    images(common.hadoop("reproduce"));
  }

  private static void atLeastOne(String option, long value) {
    if (value < 1) {
      throw new UsageException("Invalid %s: %d (allowed: >= 1)".formatted(option, value));
    }
  }

  private List<PaperFigure> chosen() {
    List<PaperFigure> all = All.figures();
    if (names.contains(EVERYTHING)) {
      return all;
    }
    Map<String, PaperFigure> byName =
        all.stream().collect(Collectors.toMap(PaperFigure::name, f -> f));
    for (String name : names) {
      if (!byName.containsKey(name)) {
        throw new UsageException(
            "Invalid figure: '%s' (allowed: all, %s)".formatted(name, names(all)));
      }
    }
    if (names.isEmpty()) {
      throw new UsageException("Name figures, or all (allowed: %s)".formatted(names(all)));
    }
    return names.stream().distinct().map(byName::get).toList();
  }

  /** Figures that the folder has already stay in its report. */
  private static List<PaperFigure> withEarlier(List<PaperFigure> chosen, OutputFolder folder)
      throws JsonProcessingException {
    Set<String> shown = new HashSet<>();
    chosen.forEach(figure -> shown.add(figure.name()));
    Optional<String> written = folder.text(RESULT);
    if (written.isPresent()) {
      OutputFolder.JSON
          .readTree(written.get())
          .path("figures")
          .forEach(figure -> shown.add(figure.path("name").asText()));
    }
    return All.figures().stream().filter(figure -> shown.contains(figure.name())).toList();
  }

  private static String names(Collection<PaperFigure> figures) {
    return figures.stream().map(PaperFigure::name).collect(Collectors.joining(", "));
  }

  private Reproduction reproduce(
      JavaSparkContext spark,
      List<PaperFigure> figures,
      Map<String, StagedBlocks> staged,
      OutputFolder folder,
      ConsoleProgress progress)
      throws JsonProcessingException {
    long started = System.nanoTime();
    stage(spark, staged);
    List<Scope.Dataset> datasets = new ArrayList<>();
    staged.forEach(
        (name, blocks) ->
            datasets.add(new Scope.Dataset(name, data.problem(spark, blocks, HOLDOUT))));
    Scope scope =
        new Scope(quick, seeds, common.seed, datasets, images(spark.hadoopConfiguration()));
    Results results =
        new Jobs(spark)
            .reproduce(
                figures.stream().flatMap(f -> f.experiments(scope).stream()).toList(),
                new ReproduceJob.Options(
                    folder.uriOf(JOURNAL), Reproduction.Setup.of(scope), parallel, timeout),
                progress);
    Reproduction.Finished finished =
        Reproduction.finish(
            figures, results, scope, Versions.of(spark), (System.nanoTime() - started) / 1e9);
    finished.write(folder, RESULT, Reports.command(spec.commandLine().getParseResult()));
    progress.close();
    System.out.print(
        common.json
            ? OutputFolder.JSON.writeValueAsString(finished.reproduction()) + "\n"
            : finished.text() + "\nReport: " + folder.pathOf("report.html") + "\n");
    return finished.reproduction();
  }

  private ImageSource images(Configuration hadoop) {
    if (cifar == null) {
      return ImageSource.standard();
    }
    String folder = CommonOptions.absolute("--cifar", cifar, hadoop);
    ImageSource source = new ImageSource.Cifar10(folder, images, (images + 1) / 2);
    // Before anything is measured: a file that is missing, cut off, or something else.
    ImageReader.read(source.atMost(1, 1), hadoop);
    return source;
  }

  /** Every --data is a problem of its own; without any, one is generated. */
  private void stage(JavaSparkContext spark, Map<String, StagedBlocks> staged) {
    if (data.data.isEmpty()) {
      SparseGlmProblem.Options options =
          SparseGlmProblem.Options.defaults(data.loss).withSeed(common.seed);
      SparseGlmProblem generated =
          SparseGlmProblem.of(quick ? options.withRows(QUICK_ROWS) : options);
      staged.put("generated", StagedBlocks.of(spark, generated, data.staging));
    }
    for (String path : data.data) {
      CommonOptions.absolute("--data", path, spark.hadoopConfiguration());
      DataSource source =
          new DataSource(
              List.of(path),
              data.features,
              data.badRows,
              data.columns.columns(),
              common.seed,
              data.staging);
      String base = new Path(path).getName().replaceAll("\\..*", "");
      String name = base;
      for (int k = 2; staged.containsKey(name); k++) {
        name = base + "-" + k;
      }
      staged.put(name, StagedBlocks.of(spark, source));
    }
  }
}
