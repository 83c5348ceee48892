package io.taucrit.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.submit.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three classes on the command line. */
class MultinomialIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  /** 300 rows, where feature k + 1 belongs to class k. */
  private String threeClasses() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 300; row++) {
      int label = random.nextInt(3);
      int feature = random.nextInt(4) == 0 ? random.nextInt(3) : label;
      text.append("%d %d:1 %d:0.5%n".formatted(label, feature + 1, 4 + random.nextInt(5)));
    }
    return Files.writeString(folder.resolve("classes.svm"), text).toString();
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(folder.resolve(name).toFile());
  }

  @Test
  void anAnalysisLeadsATrainingWhoseModelHasEveryClass() throws IOException {
    String data = threeClasses();
    String advice = folder.resolve("a").toString();
    String[] analyze = {"analyze", "--data", data, "--loss", "multinomial", "--out", advice};
    assertThat(terminal.run(analyze)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).contains("300 rows, 8 features", "multinomial loss");
    assertThat(json("a/analysis.json").get("initial").get("value").asDouble())
        .isCloseTo(Math.log(3), within(1e-12));

    String out = folder.resolve("t").toString();
    String[] train = {
      "train",
      "--data",
      data,
      "--loss",
      "multinomial",
      "--advice",
      advice + "/analysis.json",
      "--out",
      out
    };
    assertThat(terminal.run(train)).as(terminal.err()).isEqualTo(ExitCode.OK);
    assertThat(json("t/run.json").get("reached").asBoolean()).isTrue();
    JsonNode metadata = json("t/model/metadata.json");
    assertThat(metadata.get("features").asInt()).isEqualTo(8);
    assertThat(metadata.get("classes").asInt()).isEqualTo(3);
    List<String> lines = Files.readAllLines(folder.resolve("t/model/coefficients.tsv"));
    assertThat(lines).hasSize(metadata.get("nonzeroCoefficients").asInt());
    double[][] x = new double[8][3];
    for (String line : lines) {
      String[] fields = line.split("\t");
      x[Integer.parseInt(fields[0]) - 1][Integer.parseInt(fields[1])] =
          Double.parseDouble(fields[2]);
    }
    for (int k = 0; k < 3; k++) {
      for (int other = 1; other < 3; other++) {
        assertThat(x[k][k]).isGreaterThan(x[k][(k + other) % 3] + 1);
      }
    }
  }

  @Test
  void labelsThatAreNoClassesAreRefused() throws IOException {
    String data =
        Files.writeString(folder.resolve("signs.svm"), "-1 1:1\n1 2:1\n-1 1:2\n").toString();
    assertThat(terminal.run("train", "--data", data, "--loss", "multinomial"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(terminal.err())
        .contains("Invalid labels for the multinomial loss: they lie in [-1.0, 1.0]")
        .contains("renumber them");
  }
}
