package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.RealData;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped efficiency sweeps against T(b) as another program measured it, over 64 seeds on a
 * grid of its own, and against the predictions.
 */
@Tag("full")
class EfficiencyIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Largest factor that a prediction may be off by. */
  private static final double PREDICTION = 1.35;

  /**
   * T(1) of a9a at 0.03 over 1,500 seeds, with a standard error of 1 % and an interval from 11,337
   * to 12,074. The reference value, 9,888.9 over 64, lies far outside: a dip of its mean below a
   * target that the mean of more seeds does not reach so early. (Its own b T(b) is 11,890 at b = 4
   * and 11,083 at b = 16.)
   */
  private static final double A9A_ONE_ROW = 11_674;

  @TempDir Path folder;

  private JsonNode sweep(String name, String targets) throws IOException {
    String data = RealData.file(name + ".svm.gz").toString();
    String shipped =
        Files.readString(Path.of("sweeps", "efficiency-" + name.replace("_tfidf", "") + ".yaml"));
    String text =
        shipped
            .replaceFirst("(?m)^data: .*$", "data: " + data)
            .replaceFirst("(?m)^target: .*$", "target: " + targets);
    Path file = Files.writeString(folder.resolve(name + ".yaml"), text);
    Path out = folder.resolve(name);
    Terminal terminal = new Terminal();
    assertThat(terminal.run(List.of("sweep", file.toString(), "--out", out.toString())))
        .as(terminal.err())
        .isEqualTo(ExitCode.OK);
    return JSON.readTree(out.resolve("sweep.json").toFile()).get("points");
  }

  /** T by data set, target and batch. */
  private static Map<String, Double> reference() throws IOException {
    Map<String, Double> steps = new HashMap<>();
    for (String line : Files.readAllLines(RealData.file("efficiency.csv"))) {
      String[] cells = line.split(",");
      if (!line.startsWith("#") && !cells[0].equals("dataset")) {
        steps.put(
            key(cells[0], Double.parseDouble(cells[1]), Integer.parseInt(cells[2])),
            Double.parseDouble(cells[3]));
      }
    }
    steps.put(key("a9a", 0.03, 1), A9A_ONE_ROW);
    return steps;
  }

  private static String key(String dataset, double target, int batch) {
    return dataset + " " + target + " " + batch;
  }

  private static void assertAgrees(JsonNode points, int compared) throws IOException {
    Map<String, Double> reference = reference();
    int found = 0;
    for (JsonNode point : points) {
      String key =
          key(
              point.get("dataset").asText(),
              point.get("target").asDouble(),
              point.get("batch").asInt());
      double updates = point.get("updates").asDouble();
      assertThat(point.get("predictedUpdates").asDouble() / updates)
          .as("predicted, %s", key)
          .isBetween(1 / PREDICTION, PREDICTION);
      if (reference.containsKey(key)) {
        found++;
        assertThat(updates)
            .as(key)
            .isCloseTo(reference.get(key), within(0.15 * reference.get(key)));
      }
    }
    assertThat(found).isEqualTo(compared);
  }

  @Test
  void smsspam() throws IOException {
    assertAgrees(sweep("smsspam_tfidf", "[0.03, 0.003]"), 17);
  }

  /** The nearer target takes half an hour and is left to the shipped file. */
  @Test
  void a9a() throws IOException {
    assertAgrees(sweep("a9a", "0.03"), 6);
  }
}
