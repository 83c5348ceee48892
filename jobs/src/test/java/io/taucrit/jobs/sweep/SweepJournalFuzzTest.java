package io.taucrit.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.LogisticLoss;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.journal.Digest;
import io.taucrit.jobs.journal.Journal;
import io.taucrit.jobs.problem.Lambda;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any bytes, with their right SHA-256, as an analysis or a curve in the journal of a sweep: its
 * points are searched and its record is made from them, or the journal is named.
 */
class SweepJournalFuzzTest extends FuzzContract {
  private static final int ROWS = 200;
  private static final int FEATURES = 12;
  private static final double TARGET = 0.1;
  private static final String OUT = "choose another --out";

  private static final SweepPlan PLAN =
      new SweepPlan(
          "s",
          List.of(new SweepPlan.Data("made", List.of(), null, null, null)),
          List.of("logistic"),
          List.of(Lambda.ONE_OVER_ROWS),
          Measure.SUBOPTIMALITY,
          List.of(TARGET),
          List.of(batches(), delays()),
          new Seeds(2, 4, 0.5, 1),
          10);

  private final SweepProblem problem =
      new SweepProblem(null, PLAN.data().get(0), "logistic", Lambda.ONE_OVER_ROWS);
  private final Path folder = temporaryFolder().resolve("journal");
  private final Path analysisFile =
      folder.resolve("problem-%s.a.json".formatted(Digest.of(problem.text()).substring(0, 16)));
  private final Path curveFile = folder.resolve("curve-1.a.json");
  private final byte[] analysis;
  private final byte[] curve;
  private final Journal journal;

  SweepJournalFuzzTest() throws IOException {
    CsrBlock rows =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(ROWS)
                    .withFeatures(FEATURES)
                    .withNonzerosPerRow(3))
            .block(0, ROWS);
    GlmObjective objective = new GlmObjective(new LogisticLoss(), FEATURES, 1.0 / ROWS, 1);
    InMemoryPasses passes = InMemoryPasses.sequential(objective, rows);
    Analyzer.Result result =
        Analyzer.withDefaults().with(List.of(TARGET)).analyze(passes, passes, "logistic");
    analysis = json(new SweepProblem.Entry(result.analysis(), "0123456789abcdef"));
    curve = json(new CurveTask.Result(curve(), 0.5));
    Files.createDirectories(folder);
    put(analysisFile, analysis);
    put(curveFile, curve);
    journal =
        Journal.open(
            folder.toString(),
            new Journal.Work("sweep", Journal.JSON.createObjectNode(), OUT),
            new Configuration());
    // What it has is read without the lease.
    journal.close();
  }

  private static Curve curve() {
    return new Curve(
        Curve.Outcome.REACHED,
        12.5,
        11.0,
        13.5,
        0.25,
        16,
        4,
        0.5,
        2,
        List.of(new Curve.Point(0, 1, 0, 0.5, 2.0), new Curve.Point(16, 0.05, 0.01, 0.125, 1.0)));
  }

  private static SweepPlan.Grid batches() {
    return grid(List.of(1, 4), null);
  }

  private static SweepPlan.Grid delays() {
    return grid(List.of(1), List.of(1, 4));
  }

  private static SweepPlan.Grid grid(List<Integer> batch, List<Integer> tau) {
    List<StepChoice> searched = new ArrayList<>();
    searched.add(null);
    return new SweepPlan.Grid(
        List.of(1), batch, List.of(0), List.of(1), List.of("none"), searched, tau, 0);
  }

  /** With lists of at most three, so that an edit meets any field. */
  private static byte[] json(Object value) throws IOException {
    JsonNode tree = Journal.JSON.valueToTree(value);
    shorten(tree);
    return Journal.JSON.writeValueAsBytes(tree);
  }

  private static void shorten(JsonNode node) {
    if (node instanceof ArrayNode array) {
      while (array.size() > 3) {
        array.remove(array.size() - 2);
      }
    }
    node.forEach(SweepJournalFuzzTest::shorten);
  }

  private static void put(Path file, byte[] json) throws IOException {
    String text = new String(json, StandardCharsets.UTF_8);
    Files.writeString(file, text + "\n" + Digest.of(text) + "\n");
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(curve, analysis);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    boolean isCurve = new String(input, StandardCharsets.ISO_8859_1).contains("\"curve\"");
    put(analysisFile, isCurve ? analysis : input);
    put(curveFile, isCurve ? input : curve);
    problem.analyse(PLAN, journal, Progress.NONE);
    CurveTask.Result found = journal.find("curve-1", CurveTask.Result.class).orElseThrow();
    List<SweepPoint> points = new ArrayList<>();
    for (SweepPlan.Setting setting : PLAN.settings()) {
      SweepPoint point = new SweepPoint(problem, PLAN.measure(), TARGET, setting, PLAN.patience());
      point.search().run(wave -> point.add(wave, wave.stream().map(trial -> found).toList()));
      points.add(point);
    }
    SweepRecord record =
        SweepTable.record(PLAN, "identity", "plan", List.of(problem), points, Map.of(), 1);
    assertThat(record.points()).hasSize(4);
    byte[] written = Journal.JSON.writeValueAsBytes(record);
    assertThat(Journal.JSON.writeValueAsBytes(Journal.JSON.readValue(written, SweepRecord.class)))
        .isEqualTo(written);
  }

  @Override
  protected boolean refuses(Exception e) {
    return e instanceof Journal.Unusable;
  }

  @Override
  protected String name() {
    return "journal";
  }

  /** Searches of four points, and their records. */
  @Override
  protected long allocation(int length) {
    return 10_000_000 + 1_000L * length;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"curve\":{ | {\"curve\":null,\"x\":{",
        "\"outcome\":\"REACHED\" | \"outcome\":null",
        "\"outcome\":\"REACHED\" | \"outcome\":\"DIVERGED\"",
        "\"updates\":12.5 | \"updates\":null",
        "\"updates\":12.5 | \"updates\":\"NaN\"",
        "\"updates\":12.5 | \"updates\":-1",
        "\"points\":[ | \"points\":null,\"x\":[",
        "\"points\":[ | \"points\":[null,",
        "\"until\":16, | ''",
      })
  void refusesWhatNoCurveIs(String said, String instead) {
    refusesInstead(curve, said, instead);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"analysis\":{ | {\"analysis\":null,\"x\":{",
        "\"optimum\":{ | \"optimum\":null,\"x\":{",
        "\"targets\":[ | \"targets\":[null,",
        "\"relativeSuboptimality\":0.1 | \"relativeSuboptimality\":0.2",
        "\"n\":200, | ''",
      })
  void refusesWhatNoAnalysisIs(String said, String instead) {
    refusesInstead(analysis, said, instead);
  }

  /** As numbers that are not finite are in an analysis.json. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "updatesUpper",
        "updatesLower",
        "upper",
        "lower",
        "estimate",
        "halfEfficiencyDelay"
      })
  void predictsWithoutIntervalsAndEstimates(String field) throws IOException {
    String text = new String(analysis, StandardCharsets.UTF_8);
    String without =
        text.replaceAll("\"%s\":([-.\\dE]+|\\{[^}]*})".formatted(field), "\"" + field + "\":null");
    assertThat(without).isNotEqualTo(text);
    read(without.getBytes(StandardCharsets.UTF_8));
  }

  private void refusesInstead(byte[] valid, String said, String instead) {
    String text = new String(valid, StandardCharsets.UTF_8);
    assertThat(text).contains(said);
    assertThatThrownBy(() -> read(text.replace(said, instead).getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Journal.Unusable.class)
        .hasMessageContaining("journal")
        .hasMessageContaining("written by another version")
        .hasMessageEndingWith(OUT);
  }
}
