package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.jobs.throughput.Throughput;
import io.taucrit.jobs.throughput.Throughput.Row;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchThroughputIT {
  private static final int ROWS = 400;
  private static final int NONZEROS = 2 * ROWS;

  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  @Test
  void measuresEverySectionOnce() throws IOException {
    String data = SmallProblem.writeTo(folder.resolve("small.svm"));
    Path out = folder.resolve("out");
    assertThat(
            terminal.run(
                ("bench-throughput --master local[2] --repeats 1 --seconds 0.02 --target 0.05"
                        + " --data %s --out %s")
                    .formatted(data, out)
                    .split(" ")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    Throughput result =
        new ObjectMapper()
            .readValue(out.resolve("bench-throughput.json").toFile(), Throughput.class);
    assertThat(result.nonzeros()).isEqualTo(NONZEROS);
    assertThat(result.rates())
        .extracting(Row::system)
        .startsWith("bare loop, 1 thread")
        .contains(
            "gradient pass, 1 thread",
            "local SGD, P 1, b 1, s 0",
            "local SGD, P 2, b 2, s 4",
            "Hogwild!, P 1 of 2 threads, b 1, s 0",
            "mini-batch SGD, P 2, b 256, s 0",
            "scikit-learn SGDClassifier");
    assertAgainst(result.rates().get(0).median(), result.rates());
    assertAgainst(NONZEROS / result.rates().get(0).median(), result.analysis());
    assertAgainst(result.loading().get(0).median(), result.loading());
    // Two blocks of four arrays: offsets (padded to whole words), indices, values, labels.
    double bytes = 2 * (4 * 16 + 4 * (ROWS / 2 + 2 + NONZEROS + ROWS / 2));
    assertThat(result.memory().get(0).median()).isEqualTo(bytes / NONZEROS);
    assertThat(result.memory().get(1).median()).isPositive();
    assertThat(result.toTarget())
        .extracting(Row::system)
        .contains("taucrit, fastest setting, 2 cores");
    for (List<Row> section : List.of(result.rates(), result.toTarget())) {
      // What did not run says why.
      assertThat(section).allMatch(row -> row.median() != null || row.note() != null);
    }
    assertThat(terminal.out()).contains("nonzeros/s/core", "bare passes", "MB of text/s");
  }

  private static void assertAgainst(double reference, List<Row> rows) {
    for (Row row : rows) {
      if (row.median() != null) {
        assertThat(row.median()).as(row.system()).isPositive();
        assertThat(row.ratio())
            .as(row.system())
            .isCloseTo(row.median() / reference, Offset.offset(1e-9 * row.ratio()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench-throughput                      | --data",
        "bench-throughput --data x --target 2  | --target",
        "bench-throughput --data x --repeats 0 | --repeats",
        "bench-throughput --data x --seconds 0 | --seconds",
        "bench-throughput --data x --lambda a  | lambda",
      })
  void wrongUsageIsOneClearLine(String command, String named) {
    assertThat(terminal.run(command.trim().split("\\s+"))).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named);
  }
}
