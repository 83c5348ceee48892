package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.jobs.sweep.SweepRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepReportTest {
  private static final String COMMAND = "taucrit sweep plan.yaml --out sweep";

  private static String tags(Report.Page page) {
    return page.html().replaceAll("(?s)<script.*?</script>", "");
  }

  private static String words(Report.Page page) {
    return tags(page).replaceAll("(?s)<style.*?</style>", "").replaceAll("<[^>]*>", " ");
  }

  @Test
  void tellsWhatCameOut() {
    String words = words(Report.ofSweep("Sweep", COMMAND, SampleSweep.full()));

    assertThat(words)
        .contains(
            "On a9a to 3 % of the initial suboptimality, half of the work is wasted beyond a batch"
                + " of about 174 rows (predicted 296), and beyond a delay of about 139"
                + " (predicted 296).")
        .contains("beyond no delay that was measured (predicted 1,866)")
        .contains(
            "The worst prediction of the updates was off by a factor of 1.21, at P 8, b 256, H 10.")
        .contains("3 problems · 2 targets")
        .contains("targets: [0.03, 0.003]", "Version of spark", COMMAND)
        .doesNotContainPattern("\\b(NaN|null|undefined|Infinity)\\b");
  }

  @Test
  void failuresAreWarnings() {
    String page = tags(Report.ofSweep("Sweep", COMMAND, SampleSweep.full()));
    String warnings =
        page.substring(page.indexOf("<section class=\"warnings\""), page.indexOf("id=\"summary\""));

    assertThat(warnings)
        .contains("broken: there is no analysis: Cannot read broken.svm: line 3: no label")
        .contains("a9a to 0.3 %, P 4, b 1,024 failed: java.lang.OutOfMemoryError")
        .contains("&lt;in a task&gt;")
        .contains("2 points took longer than the rest together.")
        .contains("a9a: The search for the optimum ended early.");
    assertThat(page)
        .contains("Points without a result")
        .contains("No step reached the target within 30 times the prediction.");
  }

  @Test
  void chartsHoldThePointsOfTheSweep() {
    Report.Page page = Report.ofSweep("Sweep", COMMAND, SampleSweep.full());

    assertThat(page.charts().get("speedup-batch-a9a-0.03.csv"))
        .startsWith("series,x: Batch size b (rows),y: Speedup T(1)/T(b),lower,upper\n")
        .contains(
            "\nMeasured,1,1", "\n\"b½ measured, 174\",174,87,,\n", "\nLinear speedup,1,1,,\n");
    assertThat(page.charts().get("ratio-a9a-0.03.csv")).contains("\nAs predicted,,1,,\n");
    assertThat(page.charts().get("convergence-delay-a9a-0.03-by-samples.csv")).isNull();
    assertThat(page.charts().get("convergence-delay-by-samples-a9a-0.03.csv"))
        .contains("\nτ = 128,");
    assertThat(page.charts().get("timed-a9a-0.03.csv"))
        .contains("\"Median, fastest to slowest\",\"P 4, b 64\",");
    assertThat(page.charts().get("family-a9a-0.03.csv"))
        .contains("\"P 8, b 256, s 4, step auto/workers\"");
  }

  /** Figure 7: where the runs' own noise says that linear speedup ends. */
  @Test
  void theLargestLocalCriticalBatchStandsOnTheMeasuredSpeedup() {
    Report.Page page = Report.ofSweep("Sweep", COMMAND, SampleSweep.full());
    String local = page.charts().get("local-batch-a9a-0.03.csv");

    assertThat(page.charts().get("speedup-batch-a9a-0.03.csv"))
        .contains("\n\"Largest b̂ at b = 1, 175\",175,,,\n");
    assertThat(page.charts().get("speedup-delay-a9a-0.03.csv"))
        .contains("\n\"Largest b̂ at τ = 1, 175\",175,,,\n");
    double noise = 1.05 * 0.03 * 0.03 * 174;
    assertThat(local)
        .startsWith("series,x: Epochs,y: Batch that would pay (rows),lower,upper\n")
        .contains("\nb = 16,0,%s,,\n".formatted(1 + 3 / (0.45 + 0.6 * 0.03 * 0.03)))
        .contains("\nb = 16,%s,%s,,\n".formatted(16 / 32561.0, 1 + noise / afterOneUpdate(16)));
  }

  /** ‖∇f‖² + ε̂ of the sample. */
  private static double afterOneUpdate(int batch) {
    double needed =
        SampleSweep.full().points().stream()
            .filter(p -> p.batch() == batch && p.tau() == null && p.target() == 0.03)
            .findFirst()
            .orElseThrow()
            .updates();
    double mean = 1 / (1 + (1 / 0.03 - 1) / needed);
    return 0.45 * mean * mean + 0.6 * 0.03 * 0.03;
  }

  @Test
  void whatWasMeasuredBeforeNoiseWasKeptHasNoSuchMark() {
    SweepRecord full = SampleSweep.full();
    List<SweepRecord.PointRecord> before = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (SweepRecord.PointRecord point : full.points()) {
      ObjectNode tree = json.valueToTree(point);
      tree.remove(List.of("epsilonHat", "largestLocalCriticalBatch"));
      tree.path("curve")
          .forEach(c -> ((ObjectNode) c).remove(List.of("gradientNormSquared", "noise")));
      before.add(json.convertValue(tree, SweepRecord.PointRecord.class));
    }

    Report.Page page =
        Report.ofSweep(
            "Sweep",
            COMMAND,
            new SweepRecord(
                full.name(),
                full.identity(),
                full.plan(),
                full.measure(),
                full.problems(),
                before,
                full.halves(),
                full.versions(),
                full.warnings(),
                full.totalSeconds()));

    assertThat(page.charts()).doesNotContainKey("local-batch-a9a-0.03.csv");
    assertThat(page.charts().get("speedup-batch-a9a-0.03.csv"))
        .contains("\nMeasured,1,1")
        .doesNotContain("b̂");
    assertThat(words(page)).doesNotContain("The upright line");
  }

  @Test
  void aSweepWithoutResultsStillMakesAPage() {
    Report.Page page = Report.ofSweep("Sweep", COMMAND, SampleSweep.allFailed());

    assertThat(words(page))
        .contains("On a9a to 3 % of the initial suboptimality no setting reached the target.")
        .contains("a9a to 3 %, P 4, b 1 failed: out of memory")
        .contains("0 of 2 points reached the target")
        .doesNotContainPattern("\\b(NaN|null|undefined)\\b");
  }

  @Test
  void oneSynchronousPointIsAMemberOfTheFamily() {
    SweepRecord full = SampleSweep.full();
    SweepRecord few =
        new SweepRecord(
            full.name(),
            full.identity(),
            full.plan(),
            "gradient",
            full.problems(),
            full.points().stream()
                .filter(p -> p.tau() == null && (p.batch() == 64 || p.slack() > 0))
                .toList(),
            full.halves(),
            full.versions(),
            full.warnings(),
            full.totalSeconds());

    Report.Page page = Report.ofSweep("Sweep", COMMAND, few);

    assertThat(page.charts())
        .containsKey("family-a9a-0.03.csv")
        .doesNotContainKey("speedup-batch-a9a-0.03.csv");
    assertThat(page.charts().get("family-a9a-0.03.csv")).contains("Measured,\"P 4, b 64\",");
    assertThat(words(page))
        .contains("On a9a to 3 % of the initial squared gradient norm, 5 of 5 settings reached");
  }

  @Test
  void hostileNamesStayText() {
    String hostile = "<b>&\"";
    Report.Page page = Report.ofSweep(hostile, hostile, SampleSweep.named(hostile, "rcv1"));

    assertThat(page.html()).doesNotContain("<b>");
    assertThat(tags(page)).contains("<h1>&lt;b&gt;&amp;");
    assertThat(page.charts())
        .containsKey("ratio-b-0.03.csv")
        .allSatisfy((file, csv) -> assertThat(file).matches("[a-z0-9.-]+"));
  }
}
