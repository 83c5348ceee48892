package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchAdviceIT {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  @Test
  @Tag("full")
  void runsTheAdviceAndTheGrid() throws IOException {
    String data = SmallProblem.writeTo(folder.resolve("small.svm"));
    Path out = folder.resolve("out");
    assertThat(
            terminal.run(
                ("bench-advice --master local[2] --target 0.05 --repeats 1 --batches 4,64"
                        + " --slacks 0,4 --local-steps 1,8 --data %s --out %s")
                    .formatted(data, out)
                    .split(" ")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("Calibration", "synchronous", "Advice  ", "advice: P ", "P 2, b 64, s 4, H 1")
        .contains("Advice / best");
    JsonNode record = new ObjectMapper().readTree(out.resolve("bench-advice.json").toFile());
    JsonNode rows = record.get("result").get("rows");
    // 64 rows and 8 local steps are more than the 400 there are.
    assertThat(rows).hasSize(1 + 2 * 4 - 2);
    assertThat(rows.get(0).get("advised").asBoolean()).isTrue();
    for (String dial : new String[] {"workers", "batch", "slack", "localSteps"}) {
      assertThat(rows.get(0).get(dial)).isEqualTo(record.get("advice").get("dials").get(dial));
    }
    assertThat(rows.get(0).get("reached").asInt()).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(out.resolve("costs.json").toFile()).get("timings"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench-advice --data x --target 2   | --target",
        "bench-advice --data x --repeats 0  | --repeats",
        "bench-advice --data x --batches a  | --batches",
      })
  void wrongUsageIsOneClearLine(String command, String named) {
    assertThat(terminal.run(command.trim().split("\\s+"))).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named);
  }
}
