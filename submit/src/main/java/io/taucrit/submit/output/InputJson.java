package io.taucrit.submit.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Reads records back from JSON files. */
public final class InputJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true);

  private InputJson() {}

  /**
   * An analysis.json.
   *
   * @param option the option that named the file, for the message
   * @throws InputException if the file cannot be read or is something else
   */
  public static Analysis analysis(String path, String option, Configuration configuration) {
    String name = option + " " + path;
    String text;
    try {
      Path file = new Path(path);
      try (InputStream in = file.getFileSystem(configuration).open(file)) {
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("Cannot read %s: %s".formatted(name, e.getMessage()), e);
    }
    JsonNode tree = ResultFile.ANALYSIS.parse(text, name);
    Analysis analysis;
    try {
      analysis = JSON.treeToValue(tree, Analysis.class);
    } catch (JsonProcessingException e) {
      throw ResultFile.ANALYSIS.ofOtherVersion(name, e);
    }
    try {
      analysis.check();
    } catch (IllegalArgumentException e) {
      throw new InputException(
          "Cannot use %s: it is of another version or damaged (%s); make it again"
              .formatted(name, Excerpt.of(e.getMessage())),
          e);
    }
    return analysis;
  }
}
