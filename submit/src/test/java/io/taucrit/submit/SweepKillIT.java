package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep is killed in the middle, with SIGKILL or SIGINT, and the same command goes on. */
class SweepKillIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SWEEP =
      """
      name: killed
      data:
        - name: made
          generate: {rows: 4000, features: 200, nonzeros: 8}
      target: 0.05
      grid:
        - batch: [1, 16, 64, 256]
        - tau: [4, 64]
        - {workers: 4, batch: 16, slack: [0, 2], local-steps: 2, delay: "pareto:1:1.5", step: [search, auto]}
        - {workers: 2, batch: 32, slack: 2, timed-runs: 2}
      seeds: {least: 8, most: 32, precision: 0.02}
      """;

  @TempDir static Path shared;
  private static Path file;
  private static JsonNode undisturbed;
  private static int files;

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  @BeforeAll
  static void runUndisturbed() throws IOException {
    file = Files.writeString(shared.resolve("killed.yaml"), SWEEP);
    Path out = shared.resolve("undisturbed");
    Terminal terminal = new Terminal();
    assertThat(terminal.run(command(out))).as(terminal.err()).isEqualTo(ExitCode.OK);
    undisturbed = table(out);
    files = journal(out).size();
    assertThat(files).isGreaterThan(20);
  }

  private static List<String> command(Path out) {
    return List.of("sweep", file.toString(), "--out", out.toString(), "--master", "local[2]");
  }

  private static List<Path> journal(Path out) throws IOException {
    Path journal = out.resolve("rounds/1/journal");
    if (!Files.isDirectory(journal)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(journal)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".json")).toList();
    }
  }

  /** The result without times; of real asynchronous runs only whether they reached the target. */
  private static JsonNode table(Path out) throws IOException {
    JsonNode table = JSON.readTree(out.resolve("sweep.json").toFile());
    strip(table);
    return table;
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.stream()
          .filter(n -> n.toLowerCase(Locale.ROOT).endsWith("seconds") || n.equals("timedUpdates"))
          .forEach(object::remove);
    }
    node.forEach(SweepKillIT::strip);
  }

  /** SIGKILL once so many files are in the journal, whatever is under way then. */
  private void killAndGoOn(long seed) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    int moment = new Random(seed).nextInt(files - 1) + 1;
    try (DriverProcess driver = DriverProcess.start(shared, command(out))) {
      driver.await(() -> journal(out).size() >= moment);
      driver.kill();
    }
    assertThat(out.resolve("sweep.json")).doesNotExist();
    List<Path> kept = journal(out);
    assertThat(kept).hasSizeGreaterThanOrEqualTo(moment);
    assertThat(terminal.run(command(out))).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(table(out)).isEqualTo(undisturbed);
    assertThat(journal(out)).containsAll(kept);
    // A file that was being written may be there twice.
    assertThat(journal(out).size()).isBetween(files, files + 2);
  }

  @Test
  void aKilledSweepRepeatsNothingAndEndsWithTheSameTable() throws Exception {
    killAndGoOn(0);
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void atAnyMoment(long seed) throws Exception {
    killAndGoOn(seed);
  }

  @Test
  void controlCLeavesAJournalToGoOnFrom() throws Exception {
    Path out = folder.resolve("out");
    try (DriverProcess driver = DriverProcess.start(shared, command(out))) {
      driver.await(() -> journal(out).size() >= files / 2);
      driver.interrupt();
      assertThat(driver.exit()).isEqualTo(128 + 2);
      assertThat(driver.printed())
          .contains("Interrupted: what is finished is kept, and the same command goes on")
          .doesNotContain("\tat ");
    }
    assertThat(out.resolve("rounds/1/journal/lease")).doesNotExist();
    List<Path> kept = journal(out);
    assertThat(terminal.run(command(out))).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(table(out)).isEqualTo(undisturbed);
    assertThat(journal(out)).containsAll(kept).hasSize(files);
  }

  @Test
  void aFreshRoundIsMeasuredAnewAndComparedWithTheLast() throws Exception {
    Path out = folder.resolve("out");
    Path source = file.resolveSibling("undisturbed");
    try (Stream<Path> all = Files.walk(source)) {
      for (Path from : all.toList()) {
        Files.copy(from, out.resolve(source.relativize(from).toString()));
      }
    }
    List<String> fresh = new ArrayList<>(command(out));
    fresh.add("--fresh");
    assertThat(terminal.run(fresh)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).contains("0 of 11 points drifted");
    assertThat(out.resolve("rounds/2/sweep.json")).exists();
    assertThat(table(out)).isEqualTo(undisturbed);
    // Yesterday's result was another one.
    Path before = out.resolve("rounds/1/sweep.json");
    JsonNode changed = JSON.readTree(before.toFile());
    ObjectNode point = (ObjectNode) changed.get("points").get(1);
    for (String field : List.of("updates", "updatesLower", "updatesUpper")) {
      point.put(field, 3 * point.get(field).doubleValue());
    }
    JSON.writeValue(before.toFile(), changed);
    assertThat(terminal.run(command(out))).as(terminal.err()).isEqualTo(ExitCode.NOT_REACHED);
    assertThat(terminal.out()).contains("1 of 11 points drifted");
  }
}
