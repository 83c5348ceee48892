package io.taucrit.submit.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
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
        }
      }
      probe("first");
      for (const choice of document.querySelectorAll("input[name=along]")) {
        choice.click();
        probe(choice.value);
      }
      document.querySelectorAll(".legend button").forEach(b => { b.click(); b.click(); });
      probe("last");
      document.documentElement.dataset.overflow =
          document.documentElement.scrollWidth - document.documentElement.clientWidth;
      document.documentElement.dataset.width = document.documentElement.clientWidth;
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

  @Test
  void analysisAndRuns() throws Exception {
    String dom = open(SampleJson.analysis(0.03, 0.003), runs(), 1280);

    assertDrawn(dom, 8, 1280);
  }

  @Test
  void analysisAloneOnAPhone() throws Exception {
    String dom = open(SampleJson.analysis(0.03, 0.01, 0.003), List.of(), 390);

    assertDrawn(dom, 4, 390);
  }

  @Test
  void runsAloneOnAPhone() throws Exception {
    String dom = open(null, runs(), 390);

    assertDrawn(dom, 4, 390);
  }

  @Test
  void theLargestStalenessAllowedIsDrawnAndNamed() throws Exception {
    Report.Run run = SampleJson.stale();
    String with = stalenessFigure(open(null, List.of(run), 1280));
    ((ObjectNode) run.record()).remove("largestStalenessAllowed");
    String without = stalenessFigure(open(null, List.of(run), 1280));

    assertThat(with).contains("largest θ allowed = 15");
    assertThat(without).doesNotContain("largest θ allowed");
    assertThat(attribute(with, "data-points")).as("classes from 0 to the bound").isEqualTo(16);
    assertThat(attribute(without, "data-points")).as("classes from 0 to the maximum").isEqualTo(12);
  }

  private static String stalenessFigure(String dom) {
    assertNoError(dom);
    Matcher figure = Pattern.compile("(?s)<figure id=\"staleness\">.*?</figure>").matcher(dom);
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
    Report.Run run = SampleJson.stale();
    ((ObjectNode) run.record()).putNull("target").putNull("staleness");
    run.trace()
        .forEach(t -> ((ObjectNode) t).putNull("relativeSuboptimality").putNull("heldOutLoss"));

    String dom = open(analysis, List.of(run), 1280);

    assertDrawn(dom, 6, 1280);
  }

  @Test
  void emptyJsonIsNoError() throws Exception {
    JsonNode empty = SampleJson.parse("{}");

    String dom = open(empty, List.of(new Report.Run(empty, List.of())), 1280);

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
      for (String name : List.of("first", "updates", "samples", "trainseconds", "last")) {
        if (canvas.contains("data-marks-" + name)) {
          assertThat(attribute(canvas, "data-marks-" + name)).as(canvas).isGreaterThan(100);
        }
      }
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
  private String open(JsonNode analysis, List<Report.Run> runs, int width)
      throws IOException, InterruptedException {
    String html = Report.html("a9a", "taucrit quickstart --data a9a.svm.gz", analysis, runs);
    Path page = folder.resolve("report.html");
    Files.writeString(page, inFrame(html.replace("</body>", PROBE + "</body>"), width));
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
