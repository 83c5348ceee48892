package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.submit.command.ExitCode;
import io.taucrit.submit.output.Numbers;
import io.taucrit.submit.output.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TheoryCommandTest {
  private static final int ROWS = 300;
  private static final int FEATURES = 20;

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private JsonNode json(String... arguments) throws IOException {
    assertThat(terminal.run(arguments)).as(terminal.err()).isEqualTo(ExitCode.OK);
    return new ObjectMapper().readTree(terminal.out());
  }

  private Analysis writeAnalysis(Path file) throws IOException {
    SparseGlmProblem problem =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults("logistic")
                .withRows(ROWS)
                .withFeatures(FEATURES)
                .withNonzerosPerRow(5));
    InMemoryPasses data =
        InMemoryPasses.sequential(
            new GlmObjective(new LogisticLoss(), FEATURES, 0.01, 1), problem.block(0, ROWS));
    Analysis analysis =
        Analyzer.withDefaults().with(List.of(0.03, 0.3)).analyze(data, data, "logistic").analysis();
    Files.writeString(file, OutputFolder.JSON.writeValueAsString(analysis));
    return analysis;
  }

  @Test
  void numbersOfTheUsersOwn() throws IOException {
    JsonNode table =
        json(
            "theory --json --smoothness 2 --m 30 --sigma2 0.5 --gap 3 --gradient-accuracy 0.1 --tau 10,40"
                .split(" "));
    assertThat(table.get("complexities")).hasSize(2);
    JsonNode first = table.get("complexities").get(0);
    assertThat(first.get("setting").asText()).isEqualTo("non-convex");
    assertThat(first.get("total").asDouble()).isCloseTo(2700, within(1e-6));
    assertThat(first.get("criticalStep").asDouble()).isCloseTo(1.0 / 800, within(1e-15));
    assertThat(first.get("criticalTau").asDouble()).isCloseTo(35, within(1e-9));
    assertThat(table.get("batches")).isEmpty();
    assertThat(table.get("sparsity").isNull()).isTrue();
  }

  @Test
  void allOfAnAnalysis() throws IOException {
    Path file = folder.resolve("analysis.json");
    Analysis analysis = writeAnalysis(file);
    JsonNode table = json("theory", "--analysis", file.toString(), "--json", "--target", "0.3");
    Analysis.Target target = analysis.targets().get(1);
    JsonNode constants = table.get("constants");
    assertThat(constants.get("smoothness").asDouble()).isEqualTo(analysis.smoothness());
    assertThat(constants.get("convexity").asDouble()).isEqualTo(0.01);
    assertThat(constants.get("m").asDouble()).isEqualTo(target.m().estimate());
    assertThat(constants.get("accuracy").asDouble()).isEqualTo(target.suboptimality());
    assertThat(constants.get("gradientAccuracy").asDouble()).isEqualTo(target.epsilon());
    assertThat(table.get("complexities")).hasSize(3 * 5);
    // ε = L⋆δ and convexity in L: σ⋆²/ε + M for gradients, σ⋆²/(Lδ) + M for values.
    double value = target.sigmaSquared().estimate() / target.epsilon() + target.m().estimate();
    assertThat(table.get("complexities").get(0).get("criticalTau").asDouble())
        .isCloseTo(value, withinPercentage(1e-9));
    assertThat(value + 1).isCloseTo(target.criticalBatch().estimate(), withinPercentage(1e-9));
    assertThat(table.get("batches")).hasSize(5);
    assertThat(table.get("learners")).hasSize(5);
    assertThat(table.get("path")).hasSize(analysis.visited().size());
    for (JsonNode at : table.get("path")) {
      JsonNode bounds = at.get("bounds");
      assertThat(bounds.get("local").asDouble())
          .isLessThanOrEqualTo(bounds.get("critical").asDouble() * (1 + 1e-12));
      assertThat(bounds.get("critical").asDouble())
          .isLessThanOrEqualTo(bounds.get("bound").asDouble() * (1 + 1e-12));
      assertThat(at.get("diversity").asDouble() * ROWS)
          .isCloseTo(at.get("diversityBound").asDouble(), withinPercentage(1e-9));
    }
    JsonNode overridden =
        json("theory", "--analysis", file.toString(), "--json", "--m", "7", "--distance", "2");
    assertThat(overridden.get("constants").get("m").asDouble()).isEqualTo(7);
    assertThat(overridden.get("constants").get("distanceSquared").asDouble()).isEqualTo(4);
    assertThat(terminal.run("theory", "--analysis", file.toString())).isEqualTo(ExitCode.OK);
    double bound = 2 * constants.get("gap").asDouble() / 0.01;
    assertThat(terminal.out())
        .contains("||x_0 - x*||^2 <= %s = 2 (f(x_0) - f*)/mu".formatted(Numbers.of(bound)));
    assertThat(terminal.run("theory", "--analysis", file.toString(), "--distance", "2"))
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).contains("||x_0 - x*||^2 = 4.000\n");
    int points = analysis.visited().size();
    assertThat(terminal.out())
        .contains("Theorem 1", "strongly convex", "holds at %d of %d".formatted(points, points))
        .contains("Bhardwaj", "Corollary 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "theory                                     | 2 | Nothing to calculate",
        "theory --smoothness 1                      | 2 | Nothing to calculate",
        "theory --delta 2                           | 2 | allowed: above 0, at most 1",
        "theory --delta 0.5 --target 0.1            | 2 | --target without --analysis",
        "theory --smoothness 0 --m 1 --sigma2 1     | 2 | smoothness L: 0.0 (allowed: > 0)",
        "theory --smoothness 1 --m 1 --sigma2 1 --tau 0 | 2 | tau: 0.0 (allowed: >= 1)",
        "theory --analysis /no/such.json            | 1 | /no/such.json",
      })
  void wrongUsageIsOneClearLine(String command, int exit, String message) {
    assertThat(terminal.run(command.trim().split("\\s+"))).isEqualTo(exit);
    terminal.assertOneComplaint(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"problems\": [], \"points\": []}          | but seems to be a sweep.json of sweep",
        "{\"trainSeconds\": 1, \"objective\": 2}     | but seems to be a trace.jsonl of train",
        "[]                                          | but is none of taucrit's results",
        "{\"targets                                  | but is no JSON, or not all of it",
        "{\"targets\": [], \"smoothnessAtOptimum\": {}} | but of another version or damaged",
      })
  void aFileOfAnotherKindIsNamed(String json, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("some.json"), json);
    assertThat(terminal.run("theory", "--analysis", file.toString())).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("Cannot use --analysis " + file, "an analysis.json", message);
  }

  @Test
  void aTargetThatTheAnalysisDoesNotHaveIsRefused() throws IOException {
    Path file = folder.resolve("analysis.json");
    writeAnalysis(file);
    assertThat(terminal.run("theory", "--analysis", file.toString(), "--target", "0.5"))
        .isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint("[0.03, 0.3]");
  }
}
