package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sweep} does before Spark starts. */
class SweepCommandTest {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();
  private Path file;

  @BeforeEach
  void aSweep() throws IOException {
    file = folder.resolve("small.yaml");
    Files.writeString(
        file,
        """
        data:
          - /data/a9a.svm.gz
          - {generate: {rows: 1000}, name: made}
        target: [0.03, 0.003]
        grid:
          - batch: [1, 16]
          - {tau: 16, step: [search, auto/tau]}
          - {workers: 2, batch: 64, slack: 4, local-steps: 10, delay: "straggler:1:10", timed-runs: 3}
        """);
  }

  @Test
  void aDryRunPrintsThePoints() {
    assertThat(terminal.run("sweep", file.toString(), "--dry-run", "--out", path("out")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .isEqualTo(
            """
            Sweep            small: problems x targets x settings = 2 x 2 x 5 = 20 points
            Targets          0.03000, 0.003000, relative suboptimality
            Seeds            8 to 64 from 1, standard error at most 0.03000 of the target

              dataset  loss      lambda  from                                  points
              a9a      logistic  1/n     /data/a9a.svm.gz                          10
              made     logistic  1/n     1,000 generated rows, 5,000 features      10

              setting               delay           step      rows a round  timed runs
              P 1, b 1, s 0, H 1    none            search               1           0
              P 1, b 16, s 0, H 1   none            search              16           0
              delay 16              constant        search               1           0
              delay 16              constant        auto/tau             1           0
              P 2, b 64, s 4, H 10  straggler:1:10  search             640           3
            """);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aDryRunPrintsJson() throws IOException {
    assertThat(terminal.run("sweep", file.toString(), "--dry-run", "--json"))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    JsonNode plan = new ObjectMapper().readTree(terminal.out());
    assertThat(plan.get("name").asText()).isEqualTo("small");
    assertThat(plan.get("grids")).hasSize(3);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--parallel 0         | 2 | --parallel: 0 (allowed: >= 1)",
        "--seed 3             | 2 | seeds: {first: 3}",
        "--conf x=y           | 2 | --conf",
        "--colour red         | 2 | --colour",
        "--compare /no/such   | 1 | /no/such/sweep.json: no such file",
        "--out FOLDER         | 1 | it has no rounds/ of a sweep to go on with",
      })
  void wrongUsageIsOneClearLine(String options, int exit, String message) {
    String line = "sweep " + file + " " + options.replace("FOLDER", folder.toString());
    assertThat(terminal.run(line.split("\\s+"))).as(terminal.err()).isEqualTo(exit);
    terminal.assertOneComplaint(message);
  }

  @Test
  void aCommandThatIsMistypedIsGuessed() {
    assertThat(terminal.run("swep", file.toString())).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint("'swep'");
    assertThat(terminal.err()).contains("did you mean sweep?");
  }

  @Test
  void wrongFilesAreNamed() throws IOException {
    assertThat(terminal.run("sweep")).isEqualTo(ExitCode.USAGE);
    assertThat(terminal.run("sweep", path("none.yaml"))).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("Cannot read " + path("none.yaml") + ": no such file");
    assertThat(terminal.run("sweep", folder.toString())).isEqualTo(ExitCode.FAILED);
    terminal.assertOneComplaint("Cannot read " + folder);
    Files.writeString(file, "data: a\ngrid: {batch: 1}\nseed: 3\n");
    assertThat(terminal.run("sweep", file.toString())).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(
        "taucrit: small.yaml, line 3, key seed: no such key; did you mean seeds?");
  }
}
