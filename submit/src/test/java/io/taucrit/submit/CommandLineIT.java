package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.RealData;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole commands in local mode: what they print, write and return. */
class CommandLineIT {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private int run(String... arguments) {
    return terminal.run(arguments);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String small() throws IOException {
    return SmallProblem.writeTo(folder.resolve("small.svm"));
  }

  @Test
  void quickstartAnalysesTrainsAndReports() throws IOException {
    int exit = run("quickstart", "--master", "local[2]", "--target", "0.05", "--out", path("q"));
    assertThat(exit).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("Critical batch", "Predicted", "Measured", "Report: " + path("q"))
        .contains("Run              synchronous", "Run              asynchronous", "Staleness");
    assertThat(folder.resolve("q/report.html")).isNotEmptyFile();
    assertThat(folder.resolve("q/model/coefficients.tsv")).isNotEmptyFile();
    JsonNode run = new ObjectMapper().readTree(folder.resolve("q/run.json").toFile());
    assertThat(run.get("reached").asBoolean()).isTrue();
    assertThat(run.get("workers").asInt()).isEqualTo(2);
    assertThat(run.get("relativeSuboptimality").asDouble()).isLessThanOrEqualTo(0.05);
    JsonNode asynchronous =
        new ObjectMapper().readTree(folder.resolve("q/asynchronous/run.json").toFile());
    assertThat(asynchronous.get("mode").asText()).isEqualTo("asynchronous");
    assertThat(asynchronous.get("reached").asBoolean()).isTrue();
    assertThat(asynchronous.get("staleness").get("max").asLong())
        .isLessThanOrEqualTo(asynchronous.get("largestStalenessAllowed").asLong());
    assertThat(Files.readAllLines(folder.resolve("q/asynchronous/trace.jsonl")))
        .hasSizeGreaterThan(3);
    assertThat(Files.readAllLines(folder.resolve("q/asynchronous/pushes.csv")))
        .hasSize(1 + 2 * asynchronous.get("updates").asInt());
    assertThat(folder.resolve("q/report.html"))
        .content()
        .contains("id=\"staleness\"", "The pushes of run 2 were late by");
    JsonNode analysis = new ObjectMapper().readTree(folder.resolve("q/analysis.json").toFile());
    for (String field :
        List.of(
            "n",
            "d",
            "nnz",
            "loss",
            "lambda",
            "delta",
            "smoothness",
            "smoothnessAtOptimum",
            "optimum",
            "sigmaStarSquared",
            "initial",
            "profile",
            "targets",
            "advice",
            "rowsRead",
            "warnings")) {
      assertThat(analysis.has(field)).as(field).isTrue();
    }
    assertThat(Files.readAllLines(folder.resolve("q/trace.jsonl"))).hasSizeGreaterThan(3);
    assertThat(terminal.out()).contains("Fastest here");
    assertFollows(analysis.get("fastest"), "q/fastest/run.json");
    trainWithoutDialsFollowsTheFastest(analysis.get("fastest"));
  }

  private void trainWithoutDialsFollowsTheFastest(JsonNode fastest) throws IOException {
    String[] train = {
      "train",
      "--master",
      "local[2]",
      "--data",
      path("q/blocks"),
      "--advice",
      path("q/analysis.json"),
      "--out",
      path("f")
    };
    assertThat(run(train)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertFollows(fastest, "f/run.json");
    String[] open =
        Stream.concat(Stream.of(train), Stream.of("--slack", "0")).toArray(String[]::new);
    open[8] = path("o");
    assertThat(run(open)).as(terminal.err()).isEqualTo(ExitCode.OK);
    JsonNode plain = new ObjectMapper().readTree(folder.resolve("o/run.json").toFile());
    assertThat(plain.get("localSteps").asInt()).as("a dial was turned").isEqualTo(1);
  }

  private void assertFollows(JsonNode fastest, String file) throws IOException {
    JsonNode run = new ObjectMapper().readTree(folder.resolve(file).toFile());
    for (String dial : List.of("mode", "workers", "batch", "slack", "localSteps")) {
      assertThat(run.get(dial)).as(dial).isEqualTo(fastest.get(dial));
    }
    assertThat(run.get("reached").asBoolean()).isTrue();
    assertThat(run.get("predictedUpdates").isNumber()).isTrue();
    assertThat(fastest.get("predictedSeconds").get("lower").asDouble()).isPositive();
  }

  /** From samples: intervals and rows read; a run with its advice looks for an optimum itself. */
  @Test
  void analyzeFromSamplesThenTrainWithItsAdvice() throws IOException {
    String blocks = path("blocks");
    assertThat(
            run(
                "generate",
                "--master",
                "local[2]",
                "--rows",
                "20000",
                "--features",
                "200",
                "--nonzeros",
                "10",
                "--out",
                blocks))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(
            run(
                "analyze",
                "--master",
                "local[2]",
                "--data",
                blocks,
                "--target",
                "0.1",
                "--precision",
                "0.3",
                "--confidence",
                "0.9",
                "--epsilon",
                "1e-3",
                "--out",
                path("s")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("Sample           ", "looks, and a pilot of 1,250 rows; read ")
        .contains("Precision        0.3000 asked, reached", "confidence 0.9000")
        .contains("At epsilon       0.001000: critical batch ", "of the pilot")
        .contains("not what a sample of 1,250 of 20,000 rows is off");
    JsonNode analysis = new ObjectMapper().readTree(folder.resolve("s/analysis.json").toFile());
    assertThat(analysis.path("sampling").path("pilotRows").asLong()).isEqualTo(1_250);
    assertThat(analysis.path("rowsRead").asLong()).isLessThanOrEqualTo(20_000);
    assertThat(analysis.path("epsilonTargets")).hasSize(1);
    assertThat(folder.resolve("s/report.html"))
        .content()
        .contains("From samples: ", "Targets in ‖∇f‖²", "Interval of V");
    assertThat(
            run(
                "train",
                "--master",
                "local[2]",
                "--data",
                blocks,
                "--target",
                "0.1",
                "--advice",
                path("s") + "/analysis.json",
                "--out",
                path("st")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    JsonNode trained = new ObjectMapper().readTree(folder.resolve("st/run.json").toFile());
    assertThat(trained.path("reached").asBoolean()).isTrue();
    assertThat(trained.path("relativeSuboptimality").asDouble()).isBetween(0.0, 0.1);
  }

  @ParameterizedTest
  @CsvSource({
    "--precision, -1, Invalid --precision: -1.0 (allowed: from 0 to below 1)",
    "--precision, 1, Invalid --precision: 1.0 (allowed: from 0 to below 1)",
    "--confidence, 1, Invalid --confidence: 1.0 (allowed: above 0 and below 1)",
    "--max-rows, 10, Invalid --max-rows: 10 (allowed: >= 100)",
    "--epsilon, 0, Invalid --epsilon: 0.0 (allowed: above 0)"
  })
  void refusesImpossibleSamples(String option, String value, String message) throws IOException {
    assertThat(run("analyze", "--data", small(), option, value)).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains(message);
  }

  @Test
  void refusesToSampleTooFewRows() throws IOException {
    assertThat(
            run(
                "analyze",
                "--master",
                "local[2]",
                "--data",
                small(),
                "--precision",
                "0.1",
                "--out",
                path("f")))
        .isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err()).contains("Cannot sample: 400 rows are too few");
    assertThat(folder.resolve("f")).as("nothing came of it").doesNotExist();
  }

  @Test
  void analyzeThenTrainWithItsAdvice() throws IOException {
    String data = RealData.file("smsspam_tfidf.svm.gz").toString();
    assertThat(
            run(
                "analyze",
                "--master",
                "local[2]",
                "--data",
                data,
                "--target",
                "0.03",
                "--out",
                path("a"),
                "--json"))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    JsonNode printed = new ObjectMapper().readTree(terminal.out());
    assertThat(printed)
        .isEqualTo(new ObjectMapper().readTree(folder.resolve("a/analysis.json").toFile()));
    assertThat(
            run(
                "train",
                "--master",
                "local[2]",
                "--data",
                data,
                "--target",
                "0.03",
                "--advice",
                path("a") + "/analysis.json",
                "--out",
                path("t")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    JsonNode run = new ObjectMapper().readTree(folder.resolve("t/run.json").toFile());
    assertThat(run.get("batch").asInt()).isEqualTo(printed.get("advice").get("batch").asInt());
    assertThat(run.get("predictedUpdates").isNumber()).isTrue();
  }

  @Test
  void convertedBlocksTrainLikeText() throws IOException {
    String text = small();
    assertThat(run("convert", "--master", "local[2]", "--data", text, "--out", path("blocks")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).contains("400 rows, 12 features, 800 nonzeros");
    String[] objectives = new String[2];
    for (int i = 0; i < 2; i++) {
      assertThat(
              run(
                  "train",
                  "--master",
                  "local[2]",
                  "--data",
                  i == 0 ? text : path("blocks"),
                  "--batch",
                  "8",
                  "--step",
                  "1",
                  "--max-updates",
                  "50",
                  "--out",
                  path("t" + i),
                  "--json"))
          .as(terminal.err())
          .isEqualTo(ExitCode.OK);
      objectives[i] = new ObjectMapper().readTree(terminal.out()).get("objective").asText();
    }
    assertThat(objectives[0]).isEqualTo(objectives[1]);
  }

  @Test
  void heldOutRowsAreReported() throws IOException {
    assertThat(
            run(
                "train",
                "--master",
                "local[2]",
                "--data",
                small(),
                "--batch",
                "8",
                "--step",
                "1",
                "--max-updates",
                "50",
                "--holdout",
                "0.25",
                "--out",
                path("t"),
                "--json"))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    JsonNode run = new ObjectMapper().readTree(terminal.out());
    assertThat(run.get("n").asInt()).isEqualTo(300);
    assertThat(run.get("heldOutLoss").isNumber()).isTrue();
    assertThat(run.get("reached").isNull()).isTrue();
  }

  @Test
  void targetMissedEndsThree() throws IOException {
    assertThat(
            run(
                "train",
                "--master",
                "local[2]",
                "--data",
                small(),
                "--batch",
                "2",
                "--step",
                "1e-6",
                "--target",
                "0.001",
                "--max-updates",
                "5",
                "--out",
                path("t")))
        .as(terminal.err())
        .isEqualTo(ExitCode.NOT_REACHED);
    assertThat(folder.resolve("t/run.json")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train --data x --batch -1                | 2 | --batch",
        "train --data x --batch 1 --workers 2     | 2 | --batch",
        "train --data x --step fast               | 2 | --step",
        "train --data x --target 2                | 2 | --target",
        "train --data x --lambda -1               | 2 | lambda",
        "train --data x --loss hinge              | 2 | --loss",
        "train --data x --holdout 1               | 2 | --holdout",
        "train --data x --loss multinomial --l2 sparse | 2 | --l2",
        "train --data x --max-updates 0           | 2 | --max-updates",
        "train                                    | 2 | --data",
        "analyze --data x --target 0              | 2 | --target",
        "analyze --data x --features 0            | 2 | --features",
        "generate --delta 2 --out x               | 2 | delta",
        "quickstart --colour red                  | 2 | --colour",
        "guess                                    | 2 | guess",
        "analyze --data /no/such/file.svm         | 1 | /no/such/file.svm",
      })
  void wrongUsageIsOneClearLine(String command, int exit, String named) {
    String line = command.trim() + (command.contains("/no/such") ? " --out " + path("o") : "");
    assertThat(run(line.split("\\s+"))).as(terminal.err()).isEqualTo(exit);
    terminal.assertOneComplaint(named);
  }

  @Test
  void aBadLineIsNamed() throws IOException {
    Path file = folder.resolve("bad.svm");
    Files.writeString(file, "+1 1:1 2:0.5\n-1 1:1\n+1 3:x\n");
    assertThat(run("analyze", "--data", file.toString(), "--out", path("o")))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("bad.svm:3:6");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    Path file = folder.resolve("empty.svm");
    Files.writeString(file, "");
    assertThat(run("analyze", "--data", file.toString(), "--out", path("o")))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("empty.svm", "no rows");
  }

  @Test
  void moreWorkersThanSlotsAreRefused() throws IOException {
    assertThat(
            run(
                "train",
                "--master",
                "local[2]",
                "--data",
                small(),
                "--workers",
                "8",
                "--out",
                path("o")))
        .isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("8 workers", "2 task slots");
  }

  @Test
  void anOutputFolderThatCannotBeWrittenIsRefused() throws IOException {
    String data = small();
    Path file = Files.writeString(folder.resolve("taken"), "x");
    assertThat(run("analyze", "--data", data, "--out", file + "/below")).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("--out");
    Files.createDirectories(folder.resolve("full"));
    Files.writeString(folder.resolve("full/keep"), "mine");
    assertThat(run("analyze", "--data", data, "--out", path("full"))).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("not empty");
    assertThat(folder.resolve("full/keep")).hasContent("mine");
  }

  @Test
  void helpNamesEveryCommandAndExitCode() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("quickstart", "analyze", "train", "convert", "generate", "Exit codes");
  }
}
