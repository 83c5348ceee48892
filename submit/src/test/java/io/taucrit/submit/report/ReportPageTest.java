package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens reports in a headless Chromium, where there is one. */
class ReportPageTest {
  /**
   * Counts, for each choice of the horizontal axis, the coloured pixels of every canvas (axes and
   * grid are grey), and whether the page is wider than its window.
   */
  private static final String PROBE =
      """
      <script>
      function probe(name) {
        for (const canvas of document.querySelectorAll("canvas")) {
          const drawing = canvas.getContext("2d");
          const pixels = drawing.getImageData(0, 0, canvas.width, canvas.height).data;
          let marks = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            const channels = pixels.slice(i, i + 3);
            if (pixels[i + 3] > 100 && Math.max(...channels) - Math.min(...channels) > 60) marks++;
          }
          canvas.setAttribute("data-marks-" + name, marks);
          canvas.dataset.seen = (canvas.dataset.seen ?? "") + canvas.dataset.chart + " ";
        }
      }
      probe("first");
      document.querySelectorAll(".choice input").forEach((choice, i) => {
        choice.click();
        probe("choice-" + i);
      });
      document.querySelectorAll(".choice").forEach(c => c.querySelector("input").click());
      for (const figure of document.querySelectorAll("figure")) {
        const link = figure.querySelector("a.csv");
        link.addEventListener("click", e => e.preventDefault());
        link.click();
        figure.dataset.file = link.download;
        figure.dataset.csv = link.href.slice(link.href.indexOf(",") + 1);
      }
      document.querySelectorAll(".legend button").forEach(b => { b.click(); b.click(); });
      probe("last");
      document.documentElement.dataset.overflow =
          document.documentElement.scrollWidth - document.documentElement.clientWidth;
      document.documentElement.dataset.width = document.documentElement.clientWidth;
      document.documentElement.dataset.scheme =
          matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      document.documentElement.dataset.probed = "yes";
      </script>
      """;

  private static String chromium;

  @TempDir Path folder;

  @BeforeAll
  static void findChromium() {
    chromium =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(p -> Path.of(p, "chromium"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse(null);
    assumeTrue(chromium != null, "Skipped: there is no chromium on the PATH");
  }

  private enum Kind {
    ANALYZE(6),
    TRAIN(4),
    QUICKSTART(10),
    SWEEP(22);

    final int charts;

    Kind(int charts) {
      this.charts = charts;
    }

    Report.Page page() {
      return switch (this) {
        case ANALYZE -> of(SampleJson.analysis(0.03, 0.01, 0.003), List.of());
        case TRAIN -> of(null, runs());
        case QUICKSTART -> of(SampleJson.analysis(0.03, 0.003), runs());
        case SWEEP -> Report.ofSweep("Sweep", "taucrit sweep plan.yaml", SampleSweep.full());
      };
    }
  }

  @ParameterizedTest(name = "{0} at {1} px, dark: {2}")
  @CsvSource({
    "ANALYZE, 390, false",
    "ANALYZE, 1280, true",
    "TRAIN, 390, true",
    "QUICKSTART, 1280, false",
    "QUICKSTART, 390, true",
    "SWEEP, 390, false",
    "SWEEP, 390, true",
    "SWEEP, 1280, false",
    "SWEEP, 1280, true",
  })
  void everyChartIsDrawn(Kind kind, int width, boolean dark) throws Exception {
    Report.Page page = kind.page();

    String dom = open(page, width, dark);

    assertDrawn(dom, kind.charts, width);
    assertThat(root(dom)).contains("data-scheme=\"" + (dark ? "dark" : "light") + "\"");
    assertDownloads(dom, page);
  }

  @Test
  void theHorizontalAxisIsChosenAlsoWhereThereIsOneTarget() throws Exception {
    String several =
        open(Report.ofSweep("Sweep", "taucrit sweep", SampleSweep.full()), 1280, false);
    String one = open(Report.ofSweep("Sweep", "taucrit sweep", SampleSweep.to(0.003)), 1280, false);

    assertDrawn(one, Kind.SWEEP.charts, 1280);
    assertThat(one)
        .contains(
            "convergence-batch-by-updates-a9a-0.003 convergence-batch-by-samples-a9a-0.003 conv");
    assertThat(several)
        .contains(
            "convergence-batch-by-updates-a9a-0.003 "
                + "convergence-batch-by-updates-a9a-0.003 "
                + "convergence-batch-by-samples-a9a-0.003");
  }

  @Test
  void aSweepWithoutAnyResultIsNoError() throws Exception {
    String dom =
        open(Report.ofSweep("Sweep", "taucrit sweep", SampleSweep.allFailed()), 390, false);

    assertNoError(dom);
    assertThat(root(dom)).contains("data-overflow=\"0\"");
  }

  @Test
  void hostileNamesAreDrawnAsText() throws Exception {
    String hostile = "<b>&\", </script><i>'";
    Report.Page page = Report.ofSweep(hostile, "taucrit sweep", SampleSweep.named(hostile, "rcv1"));

    String dom = open(page, 1280, false);

    assertDrawn(dom, Kind.SWEEP.charts, 1280);
    assertDownloads(dom, page);
    assertThat(withoutScripts(dom)).contains("&lt;b&gt;&amp;").doesNotContain("<b>", "<i>");
  }

  private static Report.Page of(JsonNode analysis, List<Report.Run> runs) {
    return Report.of("a9a", "taucrit quickstart --data a9a.svm.gz", analysis, runs);
  }

  /** What the links of the page give is what the files hold. */
  private static void assertDownloads(String dom, Report.Page page) {
    List<String> figures =
        Pattern.compile("<figure[^>]*>").matcher(dom).results().map(MatchResult::group).toList();
    assertThat(figures).isNotEmpty();
    for (String figure : figures) {
      String text = text(figure, "data-csv");
      assertThat(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8))
          .isEqualTo(page.charts().get(text(figure, "data-file")));
    }
  }

  private static String text(String element, String name) {
    Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(element);
    assertThat(matcher.find()).as(name + " in " + element).isTrue();
    return matcher.group(1);
  }

  private static String withoutScripts(String dom) {
    return dom.replaceAll("(?s)<script.*?</script>", "");
  }

  @Test
  void theLargestStalenessAllowedIsDrawnAndNamed() throws Exception {
    Report.Run run = SampleJson.stale();
    String with = stalenessFigure(open(of(null, List.of(run)), 1280, false));
    ((ObjectNode) run.record()).remove("largestStalenessAllowed");
    String without = stalenessFigure(open(of(null, List.of(run)), 1280, false));

    assertThat(with).contains("largest θ allowed = 15");
    assertThat(without).doesNotContain("largest θ allowed");
    assertThat(attribute(with, "data-points"))
        .as("classes from 0 to the bound, and it")
        .isEqualTo(16 + 1);
    assertThat(attribute(without, "data-points")).as("classes from 0 to the maximum").isEqualTo(12);
  }

  private static String stalenessFigure(String dom) {
    assertNoError(dom);
    Matcher figure = Pattern.compile("(?s)<figure id=\"staleness\"[^>]*>.*?</figure>").matcher(dom);
    assertThat(figure.find()).isTrue();
    return figure.group();
  }

  @Test
  void missingNumbersLeaveGapsAndNoErrors() throws Exception {
    ObjectNode analysis = SampleJson.analysis(0.03);
    analysis.putNull("smoothness").put("smoothnessAtOptimum", Double.NaN);
    ObjectNode target = (ObjectNode) analysis.path("targets").path(0);
    ((ObjectNode) target.path("m")).putNull("estimate");
    ((ObjectNode) target.path("halfEfficiencyBatch")).putNull("estimate");
    target.path("speedup").forEach(s -> ((ObjectNode) s).putNull("updates").putNull("estimate"));
    target.path("delays").forEach(s -> ((ObjectNode) s).putNull("updates").putNull("estimate"));
    Report.Run run = SampleJson.stale();
    ((ObjectNode) run.record()).putNull("target").putNull("staleness");
    run.trace()
        .forEach(t -> ((ObjectNode) t).putNull("relativeSuboptimality").putNull("heldOutLoss"));

    String dom = open(of(analysis, List.of(run)), 1280, false);

    assertDrawn(dom, 8, 1280);
  }

  @Test
  void emptyJsonIsNoError() throws Exception {
    JsonNode empty = SampleJson.parse("{}");

    String dom = open(of(empty, List.of(new Report.Run(empty, List.of()))), 1280, false);

    assertNoError(dom);
    assertThat(dom.replaceAll("(?s)<script.*?</script>", ""))
        .contains("There are no values to draw.");
  }

  private static List<Report.Run> runs() {
    return List.of(SampleJson.synchronous(), SampleJson.stale());
  }

  /** The opening tag of the document, where the page records a script's error. */
  private static String root(String dom) {
    Matcher tag = Pattern.compile("<html[^>]*>").matcher(dom);
    assertThat(tag.find()).isTrue();
    return tag.group();
  }

  private static void assertNoError(String dom) {
    assertThat(root(dom)).contains("data-probed=\"yes\"").doesNotContain("data-error");
  }

  private static void assertDrawn(String dom, int charts, int width) {
    assertNoError(dom);
    assertThat(root(dom)).contains("data-overflow=\"0\"");
    assertThat(attribute(root(dom), "data-width")).isBetween(width - 20L, (long) width);
    List<String> canvases =
        Pattern.compile("<canvas[^>]*>").matcher(dom).results().map(MatchResult::group).toList();
    assertThat(canvases).hasSize(charts);
    for (String canvas : canvases) {
      assertThat(attribute(canvas, "data-points")).as(canvas).isGreaterThan(1);
      Pattern.compile("(data-marks-[a-z0-9-]+)=")
          .matcher(canvas)
          .results()
          .map(m -> m.group(1))
          .forEach(name -> assertThat(attribute(canvas, name)).as(canvas).isGreaterThan(100));
      assertThat(canvas).contains("data-marks-first", "data-marks-last");
    }
  }

  private static long attribute(String element, String name) {
    return Pattern.compile(name + "=\"(\\d+)\"")
        .matcher(element)
        .results()
        .map(m -> Long.parseLong(m.group(1)))
        .findFirst()
        .orElse(-1L);
  }

  /**
   * A page that shows the report in a frame, because a window cannot be as narrow as a phone, and
   * takes the frame's document for its own in the end.
   */
  private static String inFrame(String html, int width) {
    String source = html.replace("&", "&amp;").replace("\"", "&quot;");
    return """
        <!DOCTYPE html><iframe width="%d" height="900" style="border: 0" srcdoc="%s"></iframe>
        <script>
        onload = () => document.replaceChild(
            document.querySelector("iframe").contentDocument.documentElement.cloneNode(true),
            document.documentElement);
        </script>
        """
        .formatted(width, source);
  }

  /** The document after its scripts have run. */
  private String open(Report.Page report, int width, boolean dark)
      throws IOException, InterruptedException {
    Path page = folder.resolve("report.html");
    Files.writeString(page, inFrame(report.html().replace("</body>", PROBE + "</body>"), width));
    Path dom = folder.resolve("dom.html");
    List<String> command = new ArrayList<>();
    command.add(chromium);
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
            "--user-data-dir=" + folder.resolve("profile"),
            "--window-size=1400,900",
            "--virtual-time-budget=5000",
            "--dump-dom",
            page.toUri().toString()));
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(folder.resolve("log").toFile())
            .start();
    if (!browser.waitFor(60, TimeUnit.SECONDS)) {
      browser.destroyForcibly();
      throw new AssertionError("Chromium did not end: " + Files.readString(folder.resolve("log")));
    }
    return Files.readString(dom);
  }
}
