package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.jobs.compare.Comparison;
import io.taucrit.submit.command.ExitCode;
import io.taucrit.submit.output.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareIT {
  @TempDir Path folder;

  private final Terminal terminal = new Terminal();

  @Test
  @Tag("full")
  void comparesOnASmallProblem() throws IOException {
    String data = Files.writeString(folder.resolve("planted.svm"), planted()).toString();
    Path out = folder.resolve("out");
    assertThat(
            terminal.run(
                "compare --master local[2] --seconds 40 --lambda 0.01 --data %s --out %s"
                    .formatted(data, out)
                    .split(" ")))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("spark.ml LogisticRegression", "spark.mllib GradientDescent, all rows")
        .contains(Comparison.SYNCHRONOUS, Comparison.FASTEST, "areaUnderRoc", "Report: " + out);
    assertThat(terminal.err())
        .contains("of --seconds", "To 0.1: Finding the optimum", "To 0.001: Predicting");
    assertThat(out.resolve("report.html"))
        .content()
        .contains("by-training-seconds", "areaUnderRoc");
    assertThat(out.resolve("charts/by-total-seconds.csv")).content().contains(Comparison.FASTEST);
    String json = Files.readString(out.resolve("compare.json"));
    assertThat(new ObjectMapper().readValue(json, Comparison.class).runs()).hasSizeGreaterThan(3);
    assertFields(ResultFile.COMPARISON.parse(json, "compare.json"));
  }

  /** 400 rows and 12 features; the first three of seven features mean +1, but for some rows. */
  private static String planted() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      int feature = 1 + i % 7;
      boolean positive = feature < 4 != i * 31 % 17 < 2;
      text.append(positive ? "+1 " : "-1 ").append(feature).append(":1 ");
      text.append(8 + i % 5).append(":0.5\n");
    }
    return text.toString();
  }

  private static void assertFields(JsonNode comparison) {
    assertThat(comparison.get("n").asInt()).isEqualTo(320);
    assertThat(comparison.get("heldOutRows").asInt()).isEqualTo(80);
    assertThat(comparison.get("seed").asInt()).isEqualTo(1);
    assertThat(comparison.get("versions").has("spark")).isTrue();
    for (JsonNode run : comparison.get("runs")) {
      String system = run.get("system").asText();
      assertThat(run.get("rows").asInt()).as(system).isEqualTo(320);
      assertThat(run.get("trainSeconds").asDouble())
          .as(system)
          .isBetween(0.0, run.get("totalSeconds").asDouble());
      assertThat(run.get("metrics").fieldNames())
          .toIterable()
          .containsExactly("areaUnderRoc", "logLoss");
      JsonNode seconds = run.get("secondsToSuboptimality");
      assertThat(seconds.fieldNames()).toIterable().containsExactly("0.1", "0.01", "0.001");
      boolean end = run.get("relativeSuboptimality").asDouble() <= 1e-3;
      assertThat(seconds.get("0.001").isNumber()).as(system).isEqualTo(end);
      if (system.startsWith("spark.ml ") || system.startsWith("taucrit")) {
        assertThat(end).as(system).isTrue();
        // Of the same optimum, in all that the tightest level leaves open.
        assertThat(run.get("objective").asDouble())
            .isCloseTo(comparison.get("optimum").asDouble(), within(1e-3));
      }
      assertThat(run.get("trajectory")).hasSizeGreaterThan(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compare                                   | --data",
        "compare --data x --seconds 0              | --seconds",
        "compare --data x --holdout 1              | --holdout",
        "compare --data x --loss squared-hinge     | --loss",
        "compare --data x --optimum much           | --optimum",
      })
  void wrongUsageIsOneClearLine(String command, String named) {
    assertThat(terminal.run(List.of(command.trim().split("\\s+")))).isEqualTo(ExitCode.USAGE);
    terminal.assertOneComplaint(named);
  }
}
