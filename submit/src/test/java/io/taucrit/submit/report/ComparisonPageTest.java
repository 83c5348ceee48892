package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.jobs.compare.Comparison.Moment;
import io.taucrit.jobs.compare.Comparison.Run;
import io.taucrit.submit.output.ComparisonText;
import io.taucrit.submit.output.OutputFolder;
import io.taucrit.submit.output.ResultFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
  private static final Run PEER =
      run("spark.ml LogisticRegression", toLevels(2.0, 6.0, null), 60.0);
  private static final Run ENGINE = run(Comparison.FASTEST, toLevels(0.5, 1.0, 4.0), 4.0);
  private static final Run ABSENT =
      new Run(
          "spark.ml Other",
          null,
          800,
          null,
          null,
          null,
          null,
          null,
          null,
          toLevels(null, null, null),
          toLevels(null, null, null),
          Map.of(),
          List.of(),
          "too many features");

  @Test
  void ratiosAreToTheEngineAndWhatWasNotReachedIsABound() {
    String text = new ComparisonText(comparison(PEER, ENGINE, ABSENT)).console();
    String seconds = text.substring(0, text.indexOf("training clock"));
    assertThat(seconds)
        .containsPattern(
            "spark.ml LogisticRegression +2\\.000 +4\\.00 +6\\.000 +6\\.00 +>= 60\\.00 +>= 15 +–\n")
        .containsPattern(
            "taucrit, fastest setting +0\\.5000 +1\\.00 +1\\.000 +1\\.00 +4\\.000 +1\\.00");
    assertThat(text)
        .contains("Not run          spark.ml Other: too many features")
        .contains("the fastest of MLlib, spark.ml LogisticRegression, 6.000 s, 6.00 times as long")
        .contains("to 0.001: taucrit, fastest setting 4.000 s; nothing of MLlib got there")
        .contains("Warning          mind the gap");
  }

  /** The reference of a column is the engine's run that got there first. */
  @Test
  void ratiosAreToTheFasterOfTheEnginesRunsAtTheLevel() {
    Run steady = run(Comparison.SYNCHRONOUS, toLevels(1.0, 0.5, null), 3.0);
    String text = new ComparisonText(comparison(PEER, steady, ENGINE)).console();
    String seconds = text.substring(0, text.indexOf("training clock"));
    assertThat(seconds)
        .containsPattern(
            "spark.ml LogisticRegression +2\\.000 +4\\.00 +6\\.000 +12 +>= 60\\.00 +>= 15")
        .containsPattern("by advice +1\\.000 +2\\.00 +0\\.5000 +1\\.00 +>= 3\\.000 +>= 0\\.75")
        .containsPattern("fastest setting +0\\.5000 +1\\.00 +1\\.000 +2\\.00 +4\\.000 +1\\.00");
    assertThat(text)
        .contains("to 0.1: taucrit, fastest setting 0.5000 s")
        .contains("to 0.01: taucrit, synchronous by advice 0.5000 s")
        .contains("LogisticRegression, 6.000 s, 12 times as long");
  }

  @Test
  void whereTheEngineDidNotGetThereNothingIsARatio() {
    Run slow = run(Comparison.FASTEST, toLevels(0.5, null, null), 4.0);
    assertThat(new ComparisonText(comparison(PEER, slow)).console())
        .containsPattern("fastest setting +0\\.5000 +1\\.00 +>= 4\\.000 +– +>= 4\\.000 +–")
        .contains(
            "to 0.01: taucrit did not get there; the fastest of MLlib, spark.ml"
                + " LogisticRegression, 6.000 s\n");
  }

  @Test
  void whatChoseTheSettingStandsBesideTheSeconds() {
    String text = new ComparisonText(comparison(PEER, ENGINE)).console();
    assertThat(text).containsPattern("ratio +preparation\n").contains(ComparisonText.PREPARATION);
    String page = new ComparisonPage(comparison(PEER, ENGINE)).page("A", "taucrit compare").html();
    assertThat(page).contains("Preparation s", "not in these seconds");
  }

  @Test
  void withoutTheEngineThereAreNoRatios() {
    String text = new ComparisonText(comparison(PEER)).console();
    assertThat(text).containsPattern("spark.ml LogisticRegression +2\\.000 +– +6\\.000 +– ");
    assertThat(text).doesNotContain("Result");
  }

  @Test
  void compareJsonHasItsFieldsAndCanBeReadBack() throws JsonProcessingException {
    Comparison written = comparison(PEER, ENGINE, ABSENT);
    String json = OutputFolder.JSON.writeValueAsString(written);
    assertThat(OutputFolder.JSON.readValue(json, Comparison.class)).isEqualTo(written);
    JsonNode run = ResultFile.COMPARISON.parse(json, "compare.json").get("runs").get(0);
    for (String field : "system rows trainSeconds totalSeconds objective metrics".split(" ")) {
      assertThat(run.hasNonNull(field)).as(field).isTrue();
    }
    JsonNode seconds = run.get("secondsToSuboptimality");
    assertThat(seconds.fieldNames()).toIterable().containsExactly("0.1", "0.01", "0.001");
    assertThat(seconds.get("0.001").isNull()).isTrue();
  }

  @Test
  void thePageDrawsWhatWasReached() {
    Report.Page page =
        new ComparisonPage(comparison(PEER, ENGINE, ABSENT))
            .page("A comparison", "taucrit compare");
    assertThat(page.charts()).containsOnlyKeys("by-training-seconds.csv", "by-total-seconds.csv");
    assertThat(page.charts().get("by-total-seconds.csv"))
        .contains("spark.ml LogisticRegression,6,0.01")
        .doesNotContain("spark.ml LogisticRegression,60", "spark.ml Other");
    assertThat(page.html()).contains("&gt;= 60.00", "mind the gap", "not run: too many features");
  }

  private static Comparison comparison(Run... runs) {
    return new Comparison(
        List.of("a.svm"),
        "logistic",
        1e-3,
        Preprocessing.NONE,
        800,
        200,
        50,
        4_000,
        "local[2]",
        2,
        1,
        60,
        0.7,
        0.2,
        List.of(runs),
        Map.of("spark", "4"),
        List.of("mind the gap"));
  }

  private static Run run(String system, Map<String, Double> seconds, double total) {
    return new Run(
        system,
        "as it is",
        800,
        10L,
        total - 0.1,
        total,
        null,
        0.21,
        0.02,
        seconds,
        seconds,
        Map.of("logLoss", 0.3),
        List.of(new Moment(0, 1), new Moment(total - 0.1, 0.02)),
        null);
  }

  private static Map<String, Double> toLevels(Double first, Double second, Double third) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("0.1", first);
    seconds.put("0.01", second);
    seconds.put("0.001", third);
    return seconds;
  }
}
