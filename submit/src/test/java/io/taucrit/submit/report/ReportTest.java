package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final String COMMAND = "taucrit quickstart --data a9a.svm.gz --out report";

  @Test
  void loadsNothing() {
    String page = html("a9a", COMMAND, SampleJson.analysis(0.03), runs());
    String outsideScripts = withoutScripts(page);

    assertThat(outsideScripts).doesNotContainPattern("(?i)\\b(src|srcset|action|poster)\\s*=");
    assertThat(outsideScripts).doesNotContainPattern("(?i)href\\s*=\\s*(?!\"data:,\"|\"#)");
    assertThat(outsideScripts).doesNotContainPattern("(?i)@import|url\\(|https?:");
    assertThat(page).containsPattern("Chart\\.js v4");
    assertThat(scriptTags(page)).allSatisfy(tag -> assertThat(tag).doesNotContain("src"));
    assertThat(page.contains("sourceMappingURL")).isFalse();
  }

  @Test
  void thePageHoldsTheTextOfEveryFile() {
    for (Report.Page page :
        List.of(
            Report.of("a9a", COMMAND, SampleJson.analysis(0.03, 0.003), runs()),
            Report.ofSweep("a9a", COMMAND, SampleSweep.full()))) {
      JsonNode charts = embedded(page.html()).path("charts");

      assertThat(page.charts()).hasSize(charts.size()).hasSizeGreaterThan(10);
      charts.forEach(
          c ->
              assertThat(c.path("csv").asText())
                  .startsWith("series,")
                  .isEqualTo(page.charts().get(c.path("id").asText() + ".csv")));
    }
  }

  @Test
  void hostileNamesStayText() {
    String hostile = "</script><b onload=alert(1)>&\u2028\"'";
    Report.Run run = SampleJson.synchronous();
    ObjectNode record = ((ObjectNode) run.record()).put("mode", hostile).put("outcome", hostile);
    record.withArray("data").removeAll().add(hostile);
    record.putObject("versions").put(hostile, hostile);
    ObjectNode analysis = SampleJson.analysis(0.03);
    analysis.put("loss", hostile).withArray("warnings").add(hostile);
    ((ObjectNode) analysis.path("advice")).put("reason", hostile).put("mode", hostile);

    String page = html(hostile, hostile, analysis, List.of(new Report.Run(record, run.trace())));

    assertThat(page.contains("</script><b") || page.contains("<b onload")).isFalse();
    assertThat(withoutScripts(page)).contains("<h1>&lt;/script&gt;&lt;b onload=alert(1)&gt;&amp;");
    assertThat(page.contains(hostile)).isFalse();
    assertThat(embedded(page).toString()).contains("</script><b onload");
  }

  @Test
  void theFastestSettingOfThisClusterIsNamed() {
    ObjectNode analysis = SampleJson.analysis(0.03);
    assertThat(withoutScripts(html("a9a", COMMAND, analysis, List.of())))
        .doesNotContain("on this cluster");
    ObjectNode fastest = analysis.putObject("fastest");
    fastest
        .put("mode", "asynchronous local")
        .put("workers", 2)
        .put("batch", 32)
        .put("slack", 4)
        .put("localSteps", 256)
        .put("stepSize", 0.125)
        .put("reason", "13 updates of 1.82 ms.");
    fastest.putObject("predictedSeconds").put("estimate", 0.5).put("lower", 0.25).put("upper", 1);
    assertThat(withoutScripts(html("a9a", COMMAND, analysis, List.of())))
        .contains(
            "the fastest setting is asynchronous local, 2 workers, batch 32, slack 4, 256 local steps,"
                + " step 0.125, with 0.5 (0.25 to 1) s of training. 13 updates of 1.82 ms.");
  }

  @Test
  void showsWhatIsMissingAsADash() {
    ObjectNode analysis = SampleJson.analysis(0.03);
    analysis.putNull("smoothness").put("delta", Double.NaN);
    ((ObjectNode) analysis.path("optimum")).putNull("suboptimalityBound");
    ((ObjectNode) analysis.path("advice")).putNull("stepSize").putNull("predictedUpdates");
    ObjectNode target = (ObjectNode) analysis.path("targets").path(0);
    ((ObjectNode) target.path("halfEfficiencyBatch")).putNull("estimate");
    target.path("speedup").forEach(s -> ((ObjectNode) s).putNull("updates").putNull("estimate"));
    Report.Run run = SampleJson.synchronous();
    ObjectNode record = (ObjectNode) run.record();
    for (String field :
        List.of(
            "target", "optimum", "suboptimality", "heldOutLoss", "reached", "predictedUpdates")) {
      record.putNull(field);
    }
    run.trace().forEach(t -> ((ObjectNode) t).putNull("relativeSuboptimality"));

    String page = html("a9a", COMMAND, analysis, List.of(run));

    String tags = withoutScripts(page);
    String shown = tags.replaceAll("<[^>]*>", " ");
    assertThat(shown).doesNotContainPattern("\\b(NaN|null|undefined|Infinity|E-\\d)");
    assertThat(page)
        .containsPattern("Smoothness <span class=\"symbol\">L</span></dt>\\s*<dd[^>]*>–");
    assertThat(tags).contains("<th scope=\"row\">Held-out loss</th><td>–</td>");
    assertThat(shown).contains("1 run without a target.");
  }

  @Test
  void aMissingUpperEndIsExplained() {
    ObjectNode analysis = SampleJson.analysis(0.03);
    assertThat(withoutScripts(html("a9a", COMMAND, analysis, List.of()))).doesNotContain("≥");
    ObjectNode batch = (ObjectNode) analysis.path("targets").path(0).path("criticalBatch");
    batch.put("estimate", 26_105).put("lower", 26_105).putNull("upper");
    assertThat(withoutScripts(html("a9a", COMMAND, analysis, List.of())))
        .contains("<td>≥ 26,105</td>", "critical batch size at ≥ 26,105.")
        .contains("a maximum over the visited iterates, which one not visited may exceed.");
  }

  @Test
  void saysWhatTheIntervalsOfASampleDoNotHold() {
    ObjectNode analysis = SampleJson.analysis(0.03);
    String whole = withoutScripts(html("a9a", COMMAND, analysis, List.of()));
    ((ObjectNode) analysis.path("pathSample")).put("rows", 1250).put("errorInIntervals", false);
    String sampled = withoutScripts(html("a9a", COMMAND, analysis, List.of()));

    String sentence = "their intervals hold what the model is off, not what this sample is off.";
    assertThat(whole).doesNotContain(sentence);
    assertThat(sampled).contains("predicted from 1,250 of the rows: " + sentence);
  }

  @Test
  void oneWorkerIsNotSeveral() {
    ObjectNode analysis = SampleJson.analysis(0.03);
    ((ObjectNode) analysis.path("advice")).put("workers", 1);
    Report.Run run = SampleJson.stale();
    ((ObjectNode) run.record()).put("workers", 1);
    List<Report.Run> runs = List.of(run, SampleJson.synchronous());

    String page = html("a9a", COMMAND, analysis, runs);

    assertThat(withoutScripts(page)).contains("synchronous, 1 worker, batch 256");
    assertThat(page).contains(": asynchronous, 1 worker, batch").doesNotContain("1 workers");
  }

  @Test
  void emptyJsonStillMakesAPage() {
    String page =
        html(
            "empty",
            COMMAND,
            SampleJson.parse("{}"),
            List.of(new Report.Run(SampleJson.parse("{}"), List.of())));

    assertThat(withoutScripts(page).replaceAll("<[^>]*>", " "))
        .contains("–")
        .doesNotContainPattern("\\b(NaN|null|undefined)");
  }

  @Test
  void analysisAlone() {
    String page = withoutScripts(html("a9a", COMMAND, SampleJson.analysis(0.03, 0.003), List.of()));

    assertThat(page).contains("id=\"noise\"", "Batches at target 0.03", "Batches at target 0.003");
    assertThat(page)
        .as("V at x⋆ and its largest value near x⋆ have names of their own")
        .containsPattern("Noise at the optimum <span class=\"symbol\">V\\(x⋆\\)</span>")
        .doesNotContain(">σ⋆²<", "σ⋆² = V(x⋆)");
    assertThat(page).contains("Recommended step", "0.3233795825", "32,561 rows");
    assertThat(page).doesNotContain("id=\"convergence\"", "id=\"staleness\"");
  }

  @Test
  void runsAlone() {
    String page = withoutScripts(html("a9a", COMMAND, null, runs()));

    assertThat(page).contains("id=\"convergence\"", "id=\"staleness\"", "id=\"heldout\"");
    assertThat(page).contains("Local critical batch size along training");
    assertThat(page).contains("1 of 2 runs reached the target, in 1.105 times", "&gt; 3.32");
    assertThat(page).doesNotContain("id=\"noise\"", "class=\"tiles\"");
  }

  /** Figures 5 and 6: b̂ by epochs, and where the step was made shorter. */
  @Test
  void theLocalCriticalBatchIsDrawnByEpochs() {
    Report.Run run = SampleJson.synchronous();
    ObjectNode record = ((ObjectNode) run.record()).put("schedule", "decay:0.1@0.5,0.75");

    Map<String, String> charts = Report.of("a9a", COMMAND, null, List.of(run)).charts();

    double epsilon = record.path("noise").path("epsilonHat").doubleValue();
    JsonNode last = run.trace().get(run.trace().size() - 1);
    assertThat(charts.get("diversity-by-epochs.csv"))
        .startsWith("series,x: Epochs,y: Batch that would pay (rows),lower,upper\n")
        .contains(
            ",%s,%s,,\n"
                .formatted(
                    last.path("samples").doubleValue() / 32_561,
                    1
                        + last.path("noise").doubleValue()
                            / (last.path("gradientNormSquared").doubleValue() + epsilon)))
        .contains("\nStep × 0.1 after 0.5 epochs,0.5,,,\n")
        .contains("\nStep × 0.1 after 0.75 epochs,0.75,,,\n")
        .contains("\n\"1 + σ⋆²/max(‖∇f‖², ε̂) + M\",");
    assertThat(charts.get("diversity-by-samples.csv")).contains("epochs,16280.5,,,\n");
    assertThat(charts.get("diversity-by-updates.csv")).doesNotContain("Step ×");
    assertThat(charts.get("convergence-by-epochs.csv")).startsWith("series,x: Epochs,y: (f");
  }

  @Test
  void theLargestLocalCriticalBatchStandsOnThePredictedSpeedup() {
    List<Report.Run> runs = runs();
    ((ObjectNode) runs.get(0).record()).put("batch", 512);
    double ofTheSmaller =
        runs.get(1).record().path("noise").path("largestLocalCriticalBatch").doubleValue();

    String speedup =
        Report.of("a9a", COMMAND, SampleJson.analysis(0.03), runs).charts().get("speedup.csv");

    assertThat(speedup).contains("Largest b̂ of run 2 = ", ",%s,,,\n".formatted(ofTheSmaller));
    assertThat(Report.of("a9a", COMMAND, SampleJson.analysis(0.03), List.of()).charts())
        .extractingByKey("speedup.csv")
        .asString()
        .doesNotContain("b̂");
  }

  @Test
  void withoutTargetsAndPredictionsThereAreNoEmptyColumns() {
    Report.Run run = SampleJson.synchronous();
    ((ObjectNode) run.record()).putNull("target").putNull("reached").putNull("predictedUpdates");
    run.trace().forEach(t -> ((ObjectNode) t).putNull("relativeSuboptimality"));
    String page = withoutScripts(html("a9a", COMMAND, null, List.of(run)));

    assertThat(page)
        .contains("<caption>Results</caption>", "<th scope=\"col\">Objective f</th>")
        .contains("its optimum is not known")
        .doesNotContain(
            "<th scope=\"col\">Target reached</th>",
            "Measured / predicted",
            "the target is dashed");
  }

  @Test
  void synchronousRunsHaveNoStalenessChart() {
    Report.Run local = SampleJson.synchronous();
    ((ObjectNode) local.record()).put("mode", "synchronous local").put("localSteps", 10);
    String page =
        withoutScripts(html("a9a", COMMAND, null, List.of(SampleJson.synchronous(), local)));

    assertThat(page).doesNotContain("id=\"staleness\"").doesNotContain("were late by");
  }

  @Test
  void staleRunsNameTheBound() {
    String page = withoutScripts(html("a9a", COMMAND, null, runs()));

    assertThat(page)
        .contains("The pushes of run 2 were late by 3.4 pushes of other workers", "by 11 at most")
        .contains("a slack of 2 allows 15")
        .contains("<th scope=\"row\">Largest staleness allowed</th><td>–</td><td>15</td>");
  }

  @Test
  void adviceForOtherWorkersThanThoseOfTheRunIsTold() {
    Report.Run run = SampleJson.stale();
    ((ObjectNode) run.record()).put("workers", 32).put("simulated", true);
    ObjectNode analysis = SampleJson.analysis(0.03);

    String other = withoutScripts(html("a9a", COMMAND, analysis, List.of(run)));
    String same = withoutScripts(html("a9a", COMMAND, analysis, runs()));

    assertThat(other)
        .contains("This is for the 4 task slots here; run 1 simulated 32 workers.")
        .contains("not those of the runs");
    assertThat(same).doesNotContain("task slots here", "not those of the runs");
  }

  private static String html(
      String title, String command, JsonNode analysis, List<Report.Run> runs) {
    return Report.of(title, command, analysis, runs).html();
  }

  private static List<Report.Run> runs() {
    return List.of(SampleJson.synchronous(), SampleJson.stale());
  }

  private static List<String> scriptTags(String page) {
    return Pattern.compile("<script[^>]*>").matcher(page).results().map(m -> m.group()).toList();
  }

  private static String withoutScripts(String page) {
    return page.replaceAll("(?s)<script.*?</script>", "");
  }

  private static JsonNode embedded(String page) {
    Matcher data =
        Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(page);
    assertThat(data.find()).isTrue();
    assertThat(data.group(1)).doesNotContain("<", "\u2028", "\u2029");
    return SampleJson.parse(data.group(1));
  }
}
