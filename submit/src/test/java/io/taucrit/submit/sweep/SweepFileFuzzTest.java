package io.taucrit.submit.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.jobs.sweep.SweepPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Any bytes as a sweep file: a plan within its limits, or file, line and key of what is wrong. */
class SweepFileFuzzTest extends FuzzContract {
  private static final String EVERY_KEY =
      """
      name: example
      data:
        - ${SET}/a9a.svm.gz
        - {paths: [one.txt, hdfs:///two.txt], name: both, features: 123}
        - generate:
            {rows: 100, features: 50, nonzeros: 3, delta: 0.25, exponent: 1, signal: 2, seed: 7}
          name: made
      loss: [logistic, squared-hinge]
      lambda: [1/n, 1e-3]
      target: [0.03, 0.003]
      measure: suboptimality
      grid:
        - batch: [1, 4]
        - &t {tau: [1, 16], step: auto}
        - {workers: 8, batch: 64, slack: [0, 4], local-steps: [1, 10],
           delay: [none, "straggler:1:10"], step: [search, auto, auto/tau, 0.5]}
        - {workers: [1, 2], batch: 256, timed-runs: 3}
      seeds: {least: 4, most: 32, precision: 0.05, first: 11}
      patience: 12.5
      """;

  private final Configuration configuration = new Configuration();
  private final Path file;

  SweepFileFuzzTest() throws IOException {
    file = temporaryFolder().resolve("s.yaml");
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(bytes("data: a.svm\ngrid: {batch: 1}"), bytes(EVERY_KEY));
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(file, input);
    SweepPlan plan =
        SweepFile.read(file.toUri().toString(), configuration).plan(Map.of("SET", "/sets")::get);
    assertThat(plan.data()).isNotEmpty();
    assertThat(plan.grids()).isNotEmpty();
    assertThat(plan.grids().size() * plan.data().size())
        .isLessThanOrEqualTo(SweepSchema.MOST_POINTS);
    assertThat(plan.name()).matches("[\\w.-]+");
  }

  @Override
  protected boolean refuses(Exception e) {
    return e instanceof UsageException;
  }

  @Override
  protected String name() {
    return "s.yaml";
  }

  /** Nodes, marks and tokens of YAML. */
  @Override
  protected long allocation(int length) {
    return 2_000_000 + 3_000L * length;
  }

  @Test
  void messagesAreOneLine() {
    for (String key : List.of("a\\nb", "a\\u2028b", "a\\eb", "x".repeat(100_000))) {
      assertThatThrownBy(() -> read(bytes("? \"%s\"\n: 1".formatted(key))))
          .isInstanceOf(UsageException.class)
          .hasMessageMatching("s.yaml, line 1, key [ax][^\\p{Cntrl}\\u2028]{1,300}");
    }
  }

  @Test
  void tagsThatCannotBeDecodedAreNoYaml() {
    for (String text : List.of("!%3", "data: !%20 a", "data: !<%> a")) {
      assertThatThrownBy(() -> read(bytes(text)))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("s.yaml")
          .hasMessageContaining("no valid YAML");
    }
  }

  /** Both took the square of the length: a minute for the 1 MiB that a file may have. */
  @Test
  void longListsAndPathsTakeNoLongTime() {
    String batches =
        IntStream.range(1, 120_000).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String variables = "${a:-".repeat(200_000);
    for (String text :
        List.of(
            "data: a\ngrid: {batch: [%s]}".formatted(batches),
            "data: '%s'\ngrid: {batch: 1}".formatted(variables))) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> assertThatThrownBy(() -> read(bytes(text))).isInstanceOf(InputException.class));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
