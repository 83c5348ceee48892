package io.taucrit.submit.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.Dials;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Seeds;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.sweep.SweepPlan;
import io.taucrit.jobs.sweep.SweepPlan.Data;
import io.taucrit.jobs.sweep.SweepPlan.Grid;
import io.taucrit.jobs.sweep.SweepPlan.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What sweep files mean, and what they are told when they are wrong. */
class SweepFileTest {
  private static final String GRID = "\ngrid: {batch: 1}";

  private static SweepPlan plan(String text) {
    return new SweepFile("/sweeps/s.yaml", text).plan(Map.of("SET", "/sets", "EMPTY", "")::get);
  }

  private static void assertRefused(String text, String message) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> plan(text))
        .withMessage("s.yaml, " + message);
  }

  @Test
  void everyKeyIsRead() {
    SweepPlan plan =
        plan(
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
              - tau: [1, 16]
                step: auto
              - {workers: 8, batch: 64, slack: [0, 4], local-steps: [1, 10],
                 delay: [none, "straggler:1:10"], step: [search, auto, auto/tau, 0.5]}
              - {workers: [1, 2], batch: 256, timed-runs: 3}
            seeds: {least: 4, most: 32, precision: 0.05, first: 11}
            patience: 12.5
            """);
    assertThat(plan)
        .isEqualTo(
            new SweepPlan(
                "example",
                List.of(
                    new Data("a9a", List.of("/sets/a9a.svm.gz"), null, null, null),
                    new Data(
                        "both", List.of("/sweeps/one.txt", "hdfs:///two.txt"), 123, null, null),
                    new Data(
                        "made",
                        List.of(),
                        null,
                        null,
                        new SparseGlmProblem.Options("logistic", 100, 50, 3, 0.25, 1, 2, 7))),
                List.of("logistic", "squared-hinge"),
                List.of(new Lambda("1/n"), new Lambda("1e-3")),
                Measure.SUBOPTIMALITY,
                List.of(0.03, 0.003),
                List.of(
                    grid(List.of(1), List.of(1, 4), 0),
                    new Grid(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(StepChoice.predicted()),
                        List.of(1, 16),
                        0),
                    new Grid(
                        List.of(8),
                        List.of(64),
                        List.of(0, 4),
                        List.of(1, 10),
                        List.of("none", "straggler:1:10"),
                        Arrays.asList(
                            null,
                            StepChoice.predicted(),
                            StepChoice.parse("auto/tau"),
                            StepChoice.of(0.5)),
                        null,
                        0),
                    grid(List.of(1, 2), List.of(256), 3)),
                new Seeds(4, 32, 0.05, 11),
                12.5));
    assertThat(plan.settings()).hasSize(2 + 2 + 2 * 2 * 2 * 4 + 2);
  }

  private static Grid grid(List<Integer> workers, List<Integer> batch, int timedRuns) {
    return new Grid(
        workers,
        batch,
        List.of(0),
        List.of(1),
        List.of("none"),
        Arrays.asList((StepChoice) null),
        null,
        timedRuns);
  }

  @Test
  void aShortFileHasDefaults() {
    SweepPlan plan = plan("data: a.svm\ngrid: {batch: 2}");
    assertThat(plan)
        .isEqualTo(
            new SweepPlan(
                "s",
                List.of(new Data("a", List.of("/sweeps/a.svm"), null, null, null)),
                List.of("logistic"),
                List.of(Lambda.ONE_OVER_ROWS),
                Measure.SUBOPTIMALITY,
                List.of(0.01),
                List.of(grid(List.of(1), List.of(2), 0)),
                Seeds.standard(),
                30));
    assertThat(plan.settings())
        .containsExactly(new Setting(Dials.synchronous(1, 2), "none", null, null, 0));
  }

  /** Values are what they look like, not what YAML 1.1 makes of them. */
  @Test
  void scalarsAreTakenAsWritten() {
    SweepPlan plan = plan("name: no\ndata: 2024.svm\ntarget: 1e-3\ngrid: {batch: '010'}");
    assertThat(plan.name()).isEqualTo("no");
    assertThat(plan.data().get(0).name()).isEqualTo("2024");
    assertThat(plan.targets()).containsExactly(0.001);
    assertThat(plan.grids().get(0).batch()).containsExactly(10);
  }

  @Test
  void anchorsMayBeUsed() {
    assertThat(plan("data: a\ngrid:\n- batch: &b [1, 4]\n- tau: *b").settings()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "${SET}/x.svm,        /sets/x.svm",
    "${NONE:-../d}/x.svm, /d/x.svm",
    "${EMPTY:-d}/x.svm,   /sweeps/d/x.svm",
    "s3a://bucket/x,      s3a://bucket/x",
    "part-*.svm,          /sweeps/part-*.svm",
  })
  void pathsBeginAtTheFile(String path, String resolved) {
    assertThat(plan("data: '" + path + "'" + GRID).data().get(0).paths()).containsExactly(resolved);
  }

  @Test
  void aKnownOptimumNeedsOneProblem() {
    String data = "data: {path: a, optimum: 0.3}\n";
    assertThat(plan(data + GRID).data().get(0).optimum()).isEqualTo(0.3);
    assertRefused(
        data + "lambda: [1/n, 0]" + GRID,
        "line 1, key data.optimum: one optimum for several losses or lambdas (leave it out, or make"
            + " a sweep of each)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "batch: [1, -1]      | key grid[0].batch[1]: '-1' (allowed: whole numbers >= 1)",
        "batch: 1.5          | key grid[0].batch: '1.5' (allowed: whole numbers >= 1)",
        "batch: many         | key grid[0].batch: 'many' (allowed: whole numbers >= 1)",
        "batch: 3000000000   | key grid[0].batch: '3000000000' (allowed: whole numbers >= 1)",
        "batch: []           | key grid[0].batch: an empty list (allowed: one value or more)",
        "batch:              | key grid[0].batch: no value (allowed: whole numbers >= 1)",
        "batch: {a: 1}       | key grid[0].batch: keys and values (allowed: whole numbers >= 1)",
        "batch: [[1]]        | key grid[0].batch[0]: a list (allowed: whole numbers >= 1)",
        "batch: [4, 4]       | key grid[0].batch[1]: '4' is in the list twice",
        "slack: -1           | key grid[0].slack: '-1' (allowed: whole numbers >= 0)",
        "local-steps: 0      | key grid[0].local-steps: '0' (allowed: whole numbers >= 1)",
        "workers: 0          | key grid[0].workers: '0' (allowed: whole numbers >= 1)",
        "tau: [0]            | key grid[0].tau[0]: '0' (allowed: whole numbers >= 1)",
        "step: NaN           | key grid[0].step: 'NaN' (allowed: search, auto or numbers > 0; auto and"
            + " numbers also with /tau, /staleness or /workers)",
        "step: auto/threads  | key grid[0].step: 'auto/threads' (allowed: search, auto or numbers > 0;"
            + " auto and numbers also with /tau, /staleness or /workers)",
        "slak: 1             | key grid[0].slak: no such key; did you mean slack? (allowed: workers,"
            + " batch, slack, local-steps, delay, step, tau, timed-runs)",
        "colour: 1           | key grid[0].colour: no such key (allowed: workers, batch, slack,"
            + " local-steps, delay, step, tau, timed-runs)",
      })
  void gridsAreChecked(String key, String message) {
    assertRefused("data: a\ngrid:\n- " + key + "\n", "line 3, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "workers: 8, batch: [64, 4] | key grid.batch[1]: '4' (allowed: at least one row for each of"
            + " the grid's 8 workers, >= 8)",
        "workers: [2, 8], batch: 4  | key grid.batch: '4' (allowed: at least one row for each of the"
            + " grid's 8 workers, >= 8)",
        "workers: 2                 | key grid: the key batch is missing (write batch: [1, 4, 16], or"
            + " tau: [1, 4, 16])",
        "tau: 4, batch: 1           | key grid.batch: not beside tau (allowed there: step; make it a"
            + " grid of its own)",
        "tau: 4, timed-runs: 1      | key grid.timed-runs: not beside tau (allowed there: step; make"
            + " it a grid of its own)",
        "batch: 4, timed-runs: 1    | key grid.timed-runs: timed runs need workers on the cluster (add"
            + " workers: P, or leave it out)",
        "workers: 1, batch: 4, timed-runs: 1001 | key grid.timed-runs: '1001' (allowed: whole numbers"
            + " from 0 to 1000)",
        "batch: 4, delay: slow      | key grid.delay: 'slow': no model has the name 'slow' (allowed:"
            + " none, constant:SECONDS, uniform:LEAST:MOST, exponential:MEAN, pareto:MEAN:SHAPE,"
            + " straggler:SECONDS:FACTOR[:WORKER])",
        "workers: 2, batch: 4, delay: straggler:1:10:2 | key grid.delay: 'straggler:1:10:2' (allowed: a"
            + " straggler below the grid's least number of workers, from 0 to 1)",
      })
  void combinationsAreChecked(String keys, String message) {
    assertRefused("data: a\n\ngrid: {" + keys + "}", "line 3, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "name: a/b             | key name: 'a/b' (allowed: letters, digits, '.', '_' and '-', at most"
            + " 100)",
        "loss: [logistic, log] | key loss[1]: 'log' (allowed: logistic, squared, poisson,"
            + " squared-hinge, multinomial)",
        "lambda: -1/n          | key lambda: '-1/n' (allowed: a number >= 0, or one divided by the"
            + " rows, such as 1/n)",
        "lambda: [0, 0]        | key lambda[1]: '0' is in the list twice",
        "target: 0             | key target: '0' (allowed: numbers above 0 and below 1)",
        "target: .inf          | key target: '.inf' (allowed: numbers above 0 and below 1)",
        "target: 1e999         | key target: '1e999' (allowed: numbers above 0 and below 1)",
        "target: [0.03, 1]     | key target[1]: '1' (allowed: numbers above 0 and below 1)",
        "measure: loss         | key measure: 'loss' (allowed: suboptimality, gradient)",
        "patience: 1           | key patience: '1' (allowed: numbers above 1)",
        "patience: .nan        | key patience: '.nan' (allowed: numbers above 1)",
        "seeds: 8              | key seeds: '8' (allowed: the keys least, most, precision, first)",
        "seeds: {least: 1}     | key seeds.least: '1' (allowed: whole numbers >= 2)",
        "seeds: {most: 4}      | key seeds: least 8, most 4 (allowed: 2 <= least <= most)",
        "seeds: {precision: 3} | key seeds.precision: '3' (allowed: numbers above 0 and below 1)",
        "seeds: {first: x}     | key seeds.first: 'x' (allowed: whole numbers >= 0)",
        "data: b               | key data: the key is there twice (leave one out)",
        "grids: 1              | key grids: no such key; did you mean grid? (allowed: name, data,"
            + " loss, lambda, target, measure, grid, seeds, patience)",
      })
  void settingsAreChecked(String key, String message) {
    assertRefused("data: a\n" + key + GRID, "line 2, " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[]                        | key data: an empty list (allowed: one value or more)",
        "[[a]]                     | key data[0]: a list (allowed: a path as text, or the keys path,"
            + " paths or generate, with name, features, optimum)",
        "[a.svm, b/a.svm.gz]       | key data[1]: 'a' is the name of data[0] too (give each its own, as"
            + " in {path: FILE, name: NAME})",
        "{name: x}                 | key data: nothing says where the rows come from (allowed: exactly"
            + " one of path, paths, generate)",
        "{path: a, generate: {}}   | key data: path and generate together (allowed: exactly one of"
            + " path, paths, generate)",
        "{path: [a, b]}            | key data.path: a list (allowed: a path as text)",
        "{paths: [a, a]}           | key data.paths[1]: 'a' is in the list twice",
        "{path: a, features: 0}    | key data.features: '0' (allowed: whole numbers >= 1)",
        "{path: a, optimum: low}   | key data.optimum: 'low' (allowed: a number)",
        "{path: a, name: ''}       | key data.name: '' (allowed: one line of text, at most 100"
            + " characters)",
        "{path: '${NONE}/a'}       | key data.path: the environment variable NONE is not set (set it,"
            + " or write ${NONE:-DEFAULT})",
        "'${EMPTY}/a'              | key data: the environment variable EMPTY is not set (set it, or"
            + " write ${EMPTY:-DEFAULT})",
        "'://x'                    | key data: '://x' (allowed: a path)",
        "'${NONE'                  | key data: '${NONE' (allowed: a path; variables as ${NAME} or"
            + " ${NAME:-DEFAULT})",
        "'${NONE:-}'               | key data: '${NONE:-}' (allowed: a path; variables as ${NAME} or"
            + " ${NAME:-DEFAULT})",
        "{generate: {}, features: 3} | key data.features: not beside generate (write generate:"
            + " {features: D} instead)",
        "{generate: 5}             | key data.generate: '5' (allowed: the keys rows, features,"
            + " nonzeros, delta, exponent, signal, seed)",
        "{generate: {rows: 0}}     | key data.generate.rows: '0' (allowed: whole numbers >= 1)",
        "{generate: {delta: 2}}    | key data.generate.delta: '2' (allowed: numbers above 0, at most"
            + " 1)",
        "{generate: {exponent: 17}} | key data.generate.exponent: '17' (allowed: numbers from 0 to 16)",
        "{generate: {signal: -1}}  | key data.generate.signal: '-1' (allowed: numbers >= 0)",
        "{generate: {nonzeros: 1e6}} | key data.generate: Invalid nonzeros per row: 1000000.0 not in"
            + " [0.5, 2500.0], the range that delta 0.5 and 5000 features allow",
      })
  void dataIsChecked(String data, String message) {
    assertRefused("data: " + data + GRID, "line 1, " + message);
  }

  @Test
  void keysAreText() {
    assertRefused(
        "? [1]\n: data",
        "line 1, key ?: no such key (allowed: name, data, loss, lambda, target, measure, grid,"
            + " seeds, patience)");
  }

  @Test
  void whatIsNeededIsNamed() {
    assertRefused("loss: logistic", "line 1: the key data is missing (write data: [a9a.svm.gz])");
    assertRefused("data: a", "line 1: the key grid is missing (write grid: [{batch: [1, 4, 16]}])");
    assertRefused(
        "data: a\ngrid: []", "line 2, key grid: an empty list (allowed: one value or more)");
    assertRefused("", "line 1: the file is empty");
    assertRefused("# nothing\n", "line 1: the file is empty");
    assertRefused(
        "- a",
        "line 1: a list (allowed: the keys name, data, loss, lambda, target, measure, grid, seeds,"
            + " patience)");
  }

  @Test
  void tooManyPointsAreCountedWithoutExpandingThem() {
    StringBuilder list = new StringBuilder("[1");
    for (int i = 2; i <= 3000; i++) {
      list.append(", ").append(i);
    }
    String numbers = list.append("]").toString();
    assertRefused(
        "data: [a, b]\ngrid:\n- batch: 1\n- batch: " + numbers + "\n  slack: " + numbers,
        "line 4, key grid[1]: 18,000,002 points up to here over all data, losses, lambdas and"
            + " targets (allowed: at most 10,000; shorten a list, or make two sweeps)");
    assertThat(plan("data: [a, b]\ngrid: {batch: " + numbers + "}").settings()).hasSize(3000);
  }

  @Test
  void brokenYamlIsNamedByItsLine() {
    assertRefused(
        "data: a\n\tgrid: 1",
        "line 2: no valid YAML: while scanning for the next token, found character '\\t(TAB)' that"
            + " cannot start any token. (Do not use \\t(TAB) for indentation)");
    assertRefused(
        "data: [a\ngrid: 1",
        "line 2: no valid YAML: while parsing a flow sequence, expected ',' or ']', but got :");
    assertRefused(
        "data: a\n---\ndata: b",
        "line 2: no valid YAML: expected a single document in the stream, but found another"
            + " document");
    assertRefused("data: *a", "line 1: no valid YAML: found undefined alias a");
    assertRefused(
        "data: \"a",
        "line 1: no valid YAML: while scanning a quoted scalar, found unexpected end of stream");
  }

  @Test
  void bombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a: &a [1]\n");
    for (char c = 'b'; c <= 'z'; c++) {
      String before = "*" + (char) (c - 1);
      bomb.append("%c: &%c [%s, %s, %s]%n".formatted(c, c, before, before, before));
    }
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> plan(bomb.toString()))
        .withMessage(
            "s.yaml: no valid YAML: Number of aliases for non-scalar nodes exceeds the specified"
                + " max=50");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> plan("data: " + "[".repeat(100_000)))
        .withMessage("s.yaml: no valid YAML: Nesting Depth exceeded max 50");
    assertRefused(
        "data: &d [*d]" + GRID,
        "line 1, key data[0]: a list (allowed: a path as text, or the keys path, paths or generate,"
            + " with name, features, optimum)");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> plan("data: a\u0007"))
        .withMessage("s.yaml: no valid YAML: special characters are not allowed");
  }

  @Test
  void filesThatCannotBeUsedAreNamed(@TempDir Path folder) throws IOException {
    Configuration configuration = new Configuration();
    Path file = folder.resolve("s.yaml");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SweepFile.read(file.toString(), configuration))
        .withMessage(
            "Cannot read %s: no such file (give the path of a sweep file, as in sweeps/example.yaml)"
                .formatted(file));
    Files.write(file, new byte[] {(byte) 0xC3, 0x28});
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> SweepFile.read(file.toString(), configuration))
        .withMessage(
            "Cannot use %s: it is no UTF-8 text (give a sweep file, in YAML)".formatted(file));
    Files.write(file, " ".repeat(1 + (1 << 20)).getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> SweepFile.read(file.toString(), configuration))
        .withMessage("Cannot use %s: it is larger than 1 MiB, no sweep file".formatted(file));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> SweepFile.read("nosuch:///x", configuration))
        .withMessageStartingWith("Cannot read nosuch:///x: ");
  }

  /** Whatever is done to a file, it is a plan or one line that names the file. */
  @Test
  void damagedFilesAreUnderstoodOrRefused() throws IOException {
    String text = Files.readString(Path.of("sweeps", "example.yaml"));
    String pieces = text + "\n\t :-[]{},&*!|>%@`'\"#?~\u0000\uFEFF\u00E9e.0";
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
        int at = random.nextInt(damaged.length());
        int from = random.nextInt(pieces.length());
        int to = Math.min(pieces.length(), from + random.nextInt(3));
        int end = Math.min(damaged.length(), at + random.nextInt(6));
        damaged.replace(at, end, pieces.substring(from, to));
      }
      try {
        plan(damaged.toString());
      } catch (UsageException e) {
        refused++;
        assertThat(e.getMessage()).startsWith("s.yaml").hasLineCount(1);
      }
    }
    assertThat(refused).isBetween(1000, 4999);
  }

  @Test
  void theGradientNormIsAMeasureOfSimulatedPoints() {
    String data = "data: a.svm\nmeasure: gradient\ngrid: ";
    assertThat(plan(data + "{batch: 4}").measure()).isEqualTo(Measure.GRADIENT);
    assertThatThrownBy(() -> plan(data + "{workers: 2, batch: 4, timed-runs: 1}"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("with measure gradient there are none");
  }

  /** The sweeps that come with the project. */
  @ParameterizedTest
  @ValueSource(
      strings = {"example", "efficiency-a9a", "efficiency-smsspam", "delays", "family", "nightly"})
  void shippedSweepsAreValid(String name) {
    Path file = Path.of("sweeps", name + ".yaml").toAbsolutePath();
    SweepPlan plan = SweepFile.read(file.toString(), new Configuration()).plan(v -> null);
    assertThat(plan.name()).isEqualTo(name);
    assertThat(plan.settings()).hasSizeGreaterThan(4);
  }
}
