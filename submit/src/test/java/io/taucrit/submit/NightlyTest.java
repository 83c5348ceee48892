package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The wrapper for cron, with a stand-in for the command. */
class NightlyTest {
  private static final Path SCRIPT = Path.of("templates", "cron", "nightly.sh").toAbsolutePath();
  private static final long WAIT_SECONDS = 60;

  /** Says what it is given and, where there is a pipe, ends when that is written to. */
  private static final String COMMAND =
      """
      #!/usr/bin/env bash
      echo "called with $*"
      if [ -p "$PIPE" ]; then
        touch "$PIPE.reached"
        read -r _ <"$PIPE"
      fi
      [ "$CODE" = killed ] && kill -KILL $$
      exit "$CODE"
      """;

  @TempDir Path folder;

  private Path logs;
  private Path pipe;

  @BeforeEach
  void installCommand() throws IOException {
    logs = folder.resolve("logs");
    pipe = folder.resolve("pipe");
    Path command = Files.createDirectory(folder.resolve("bin")).resolve("taucrit");
    Files.writeString(command, COMMAND);
    assertThat(command.toFile().setExecutable(true)).isTrue();
  }

  private Process start(String code) throws IOException {
    ProcessBuilder process = new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true);
    process.directory(folder.toFile());
    Map<String, String> environment = process.environment();
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("CODE", code);
    environment.put("PIPE", pipe.toString());
    environment.put("TAUCRIT_LOGS", logs.toString());
    environment.put("TAUCRIT_OUT", "hdfs:///sweeps/my nightly");
    environment.put("TAUCRIT_SWEEP", "my.yaml");
    environment.put("TAUCRIT_KEEP_DAYS", "30");
    return process.start();
  }

  /** Returns what cron would send by mail. */
  private static String end(Process process, int code) throws Exception {
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed).isEqualTo(code);
    return printed;
  }

  private List<String> rounds() throws IOException {
    return Files.readAllLines(logs.resolve("rounds.log"));
  }

  private Path today() throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(file -> file.getFileName().toString().matches("nightly-[0-9-]{10}\\.log"))
          .findFirst()
          .orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3,      3,   ' DRIFT my.yaml, see '",
    "1,      1,   ' FAILED with exit code 1, my.yaml, see '",
    "2,      2,   ' FAILED with exit code 2, my.yaml, see '",
    "killed, 137, ' FAILED with exit code 137, my.yaml, see '",
  })
  void whatIsNotWellIsMailedAndNoted(String command, int code, String note) throws Exception {
    String printed = end(start(command), code);
    assertThat(printed).contains(note, "called with sweep my.yaml");
    assertThat(rounds()).hasSize(1).allMatch(line -> line.contains(note));
  }

  @Test
  void aGoodRoundIsNotedAndSilent() throws Exception {
    assertThat(end(start("0"), 0)).isEmpty();
    assertThat(end(start("0"), 0)).isEmpty();
    assertThat(rounds()).hasSize(2).allMatch(line -> line.endsWith(" OK my.yaml"));
    assertThat(today())
        .as("both rounds of the day")
        .hasContent(
            "called with sweep my.yaml --out hdfs:///sweeps/my nightly --fresh\n".repeat(2));
  }

  @Test
  void aRoundIsSkippedWhileTheOneBeforeRuns() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process first = start("0");
    try {
      Path reached = Path.of(pipe + ".reached");
      Poll.until(() -> Files.exists(reached), WAIT_SECONDS, () -> "the first round");
      assertThat(end(start("1"), 0)).isEmpty();
      assertThat(rounds()).hasSize(1).allMatch(line -> line.contains(" SKIPPED "));
      Files.writeString(pipe, "go on\n");
      end(first, 0);
      assertThat(rounds()).hasSize(2).last().asString().endsWith(" OK my.yaml");
    } finally {
      first.descendants().forEach(ProcessHandle::destroyForcibly);
      first.destroyForcibly();
    }
    Files.delete(pipe);
    end(start("3"), 3);
    assertThat(rounds()).as("the lock is free again").hasSize(3);
  }

  @Test
  void oldLogsAreRemoved() throws Exception {
    Files.createDirectory(logs);
    for (int days : new int[] {20, 40}) {
      Path log = Files.createFile(logs.resolve("nightly-%d.log".formatted(days)));
      Files.setLastModifiedTime(log, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    }
    end(start("0"), 0);
    assertThat(logs.resolve("nightly-20.log")).exists();
    assertThat(logs.resolve("nightly-40.log")).doesNotExist();
  }
}
