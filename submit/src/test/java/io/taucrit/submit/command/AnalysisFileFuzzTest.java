package io.taucrit.submit.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taucrit.core.Dials;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.submit.output.InputJson;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.report.Report;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Any bytes as an analysis.json: a run takes its advice from it, the report and the theorems are
 * drawn from it, and it is written as it was read; or the file is named.
 */
class AnalysisFileFuzzTest extends FuzzContract {
  private static final int ROWS = 200;
  private static final int FEATURES = 12;

  /** A command reads Hadoop's configuration, which takes most of the time. */
  private static final int THEORY_OF = 16;

  private static final List<Dials> DIALS =
      List.of(Dials.synchronous(4, 16), new Dials(4, 8, 2, 1, 1), new Dials(2, 64, 1, 5, 1));

  private final Configuration configuration = new Configuration();
  private final Path file;
  private final byte[] analysis;

  AnalysisFileFuzzTest() throws Exception {
    file = temporaryFolder().resolve("analysis.json");
    analysis = OutputFolder.JSON.writeValueAsBytes(shortened(analysis()));
  }

  private static Analysis analysis() {
    CsrBlock rows =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(ROWS)
                    .withFeatures(FEATURES)
                    .withNonzerosPerRow(3))
            .block(0, ROWS);
    InMemoryPasses passes =
        InMemoryPasses.sequential(
            new GlmObjective(new LogisticLoss(), FEATURES, 1.0 / ROWS, 1), rows);
    Estimate seconds = new Estimate(1.0, 0.5, 2.0);
    return Analyzer.withDefaults()
        .withEpsilons(List.of(1e-3))
        .analyze(passes, passes, "logistic")
        .analysis()
        .withRows("0123456789abcdef", Preprocessing.NONE.withIntercept())
        .withFastest(
            new Fastest(
                "synchronous", 2, 8, 0, 1, 0.5, seconds, seconds, seconds, 0.01, "r", List.of()));
  }

  /** With lists of at most three, so that an edit meets any field. */
  private static JsonNode shortened(Analysis analysis) {
    JsonNode tree = OutputFolder.JSON.valueToTree(analysis);
    shorten(tree);
    return tree;
  }

  private static void shorten(JsonNode node) {
    if (node instanceof ArrayNode array) {
      while (array.size() > 3) {
        array.remove(array.size() - 2);
      }
    }
    node.forEach(AnalysisFileFuzzTest::shorten);
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(analysis);
  }

  @Override
  protected void read(byte[] input) throws Exception {
    Analysis read = analysis(input);
    Target target = read.targets().get(0);
    for (Dials dials : DIALS) {
      assertThat(read.stepFor(target).step(1, dials, dials.expectedStaleness())).isNotNaN();
      target.roundsFor(dials, dials.expectedStaleness());
      target.speedupFor(dials, dials.expectedStaleness());
    }
    target.updatesFor(read.advice().batch());
    JsonNode tree = OutputFolder.JSON.valueToTree(read);
    assertThat(Report.of("Analysis", "analyze", tree, List.of()).html()).contains("<html");
    if (Arrays.hashCode(input) % THEORY_OF == 0) {
      printTheory();
    }
    byte[] written = OutputFolder.JSON.writeValueAsBytes(read);
    assertThat(OutputFolder.JSON.writeValueAsBytes(analysis(written))).isEqualTo(written);
  }

  private Analysis analysis(byte[] bytes) throws Exception {
    Files.write(file, bytes);
    return InputJson.analysis(file.toUri().toString(), "--advice", configuration);
  }

  private void printTheory() throws Exception {
    PrintStream out = System.out;
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      CommandLine.populateCommand(new TheoryCommand(), "--analysis", file.toString()).call();
    } finally {
      System.setOut(out);
    }
  }

  @Override
  protected String name() {
    return "";
  }

  /** A page, and the configuration of Hadoop. */
  @Override
  protected long allocation(int length) {
    return 60_000_000 + 1_000L * length;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"targets\" : [ | \"targets\" : [], \"x\" : [",
        "\"targets\" : [ | \"targets\" : [null,",
        "\"visited\" : [ | \"visited\" : null, \"x\" : [",
        "\"optimum\" : { | \"optimum\" : null, \"x\" : {",
        "\"advice\" : { | \"advice\" : null, \"x\" : {",
        "\"stepSizes\" : [ | \"stepSizes\" : [], \"x\" : [",
        "\"step\" :  | \"step\" : -",
        "\"workers\" : 1 | \"workers\" : 0",
        "\"n\" : 200 | \"n\" : -200",
      })
  void refusesWhatNoAnalysisIs(String said, String instead) {
    String text = new String(analysis, StandardCharsets.UTF_8);
    assertThat(text).contains(said);
    assertThatThrownBy(() -> read(text.replace(said, instead).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot use --advice file:/")
        .hasMessageContaining("analysis.json");
  }
}
