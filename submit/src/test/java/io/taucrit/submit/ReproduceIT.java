package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.submit.command.ExitCode;
import io.taucrit.submit.figures.All;
import io.taucrit.submit.figures.PaperFigure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All figures in their quick form, as a command, also one that is killed and goes on. */
class ReproduceIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path shared;
  private static Path undisturbed;
  private static String printed;

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  private static List<String> command(Path out) {
    return List.of("reproduce", "all", "--quick", "--out", out.toString(), "--master", "local[2]");
  }

  @BeforeAll
  static void reproduceAll() {
    undisturbed = shared.resolve("undisturbed");
    Terminal terminal = new Terminal();
    assertThat(terminal.run(command(undisturbed))).as(terminal.err()).isEqualTo(ExitCode.OK);
    printed = terminal.out();
  }

  private static List<Path> journal(Path out) throws IOException {
    Path journal = out.resolve("journal");
    if (!Files.isDirectory(journal)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(journal)) {
      return all.filter(f -> f.getFileName().toString().startsWith("experiment-")).toList();
    }
  }

  /** Text of all results by name, without the time they took. */
  private static TreeMap<String, String> results(Path out) throws IOException {
    TreeMap<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(out.resolve("figures"))) {
      for (Path file : files.toList()) {
        results.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    ObjectNode record = (ObjectNode) JSON.readTree(out.resolve("figures.json").toFile());
    record.remove("totalSeconds");
    results.put("figures.json", record.toString());
    return results;
  }

  @Test
  void everyFigureHasItsFilesAndItsFinding() throws Exception {
    JsonNode record = JSON.readTree(undisturbed.resolve("figures.json").toFile());
    assertThat(record.get("figures")).hasSize(All.figures().size());
    assertThat(record.get("setup").get("seeds")).isNotEmpty();
    assertThat(record.get("versions").get("spark").asText()).isNotEmpty();
    for (JsonNode figure : record.get("figures")) {
      String name = figure.get("name").asText();
      assertThat(figure.get("agrees").isBoolean()).as(figure.toString()).isTrue();
      assertThat(figure.get("finding").asText()).as(name).hasSizeGreaterThan(20);
      List<String> csv = Files.readAllLines(undisturbed.resolve("figures/%s.csv".formatted(name)));
      assertThat(csv).as(name).hasSizeGreaterThan(1);
      assertThat(printed).contains(name);
      try (Stream<Path> files = Files.list(undisturbed.resolve("figures"))) {
        List<Path> panels =
            files.filter(f -> f.getFileName().toString().matches(name + "(-.*)?[.]svg")).toList();
        assertThat(panels).as(name).isNotEmpty();
        for (Path panel : panels) {
          assertThat(
                  DocumentBuilderFactory.newInstance()
                      .newDocumentBuilder()
                      .parse(panel.toFile())
                      .getElementsByTagName("path")
                      .getLength())
              .as(panel.toString())
              .isGreaterThan(2);
        }
      }
    }
    assertThat(printed).contains("Predicted and measured", "predictions miss", "Report: ");
    assertThat(undisturbed.resolve("report.html")).content().contains("The papers, reproduced");
  }

  @Test
  void theControlledProblemHasTheColumnsThatAreItsInterface() throws IOException {
    for (String name : List.of("fig3", "fig4", "fig9", "fig10", "fig11", "fig12", "fig13")) {
      assertThat(Files.readAllLines(undisturbed.resolve("figures/%s.csv".formatted(name))).get(0))
          .as(name)
          .startsWith("covariance,m,parallelism,updates,speedup,step");
    }
  }

  @Test
  void theSameCommandMeasuresNothingAgainAndDrawsTheSame() throws IOException {
    TreeMap<String, String> before = results(undisturbed);
    List<Path> parts = journal(undisturbed);
    assertThat(terminal.run(command(undisturbed))).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(results(undisturbed)).isEqualTo(before);
    assertThat(journal(undisturbed)).hasSameElementsAs(parts);
    assertThat(terminal.out().lines().filter(line -> !line.startsWith("Report")).toList())
        .isEqualTo(printed.lines().filter(line -> !line.startsWith("Report")).toList());
  }

  private void killAndGoOn(long seed) throws Exception {
    Path out = folder.resolve("out");
    int moment = 1 + new Random(seed).nextInt(journal(undisturbed).size() - 2);
    try (DriverProcess driver = DriverProcess.start(shared, command(out))) {
      driver.await(() -> journal(out).size() >= moment);
      driver.kill();
    }
    assertThat(out.resolve("figures.json")).doesNotExist();
    List<Path> kept = journal(out);
    assertThat(terminal.run(command(out))).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(results(out)).isEqualTo(results(undisturbed));
    assertThat(journal(out)).containsAll(kept);
    assertThat(journal(out).size())
        .isBetween(journal(undisturbed).size(), journal(undisturbed).size() + 2);
  }

  @Test
  void aKilledReproductionGoesOnAndEndsTheSame() throws Exception {
    killAndGoOn(0);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void killedAtAnyMoment(long seed) throws Exception {
    killAndGoOn(seed);
  }

  @Test
  void wrongNamesAreNamedWithTheRightOnes() {
    assertThat(terminal.run(List.of("reproduce", "fig99"))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("Invalid figure: 'fig99' (allowed: all, fig1, ");
    assertThat(terminal.run(List.of("reproduce"))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.err()).contains("Name figures, or all");
    assertThat(terminal.run(List.of("reproduce", "all", "--seeds", "0"))).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.run(List.of("reproduce", "--list"))).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains(All.figures().stream().map(PaperFigure::name).toArray(String[]::new));
  }
}
