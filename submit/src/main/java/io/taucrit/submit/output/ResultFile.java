package io.taucrit.submit.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taucrit.data.InputException;
import java.util.List;
import java.util.stream.Stream;

/** The JSON files that commands write, told from each other by fields that no other kind has. */
public enum ResultFile {
  ANALYSIS("an analysis.json of analyze", "smoothnessAtOptimum", "targets"),
  RUN("a run.json of train", "outcome", "staleness"),
  TRACE("a trace.jsonl of train", "trainSeconds", "objective"),
  SWEEP("a sweep.json of sweep", "problems", "points"),
  COSTS("a costs.json of bench-advice", "timings", "model"),
  COMPARISON("a compare.json of compare", "objectiveAtStart", "runs"),
  BLOCKS("the manifest.json of a block folder", "rowsPerBlock", "blocks");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String description;
  private final List<String> fields;

  ResultFile(String description, String... fields) {
    this.description = description;
    this.fields = List.of(fields);
  }

  /**
   * What the text holds.
   *
   * @param name option and path, for the message
   * @throws InputException if it is not of this kind, with what it seems to be
   */
  public JsonNode parse(String text, String name) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot use %s: it should be %s, but is no JSON, or not all of it"
              .formatted(name, description),
          e);
    }
    ResultFile found =
        Stream.of(values()).filter(kind -> kind.describes(tree)).findFirst().orElse(null);
    if (found != this) {
      throw new InputException(
          "Cannot use %s: it should be %s, but %s"
              .formatted(
                  name,
                  description,
                  found == null
                      ? "is none of taucrit's results"
                      : "seems to be " + found.description));
    }
    return tree;
  }

  /** Of a file whose fields are not those of this version. */
  public InputException ofOtherVersion(String name, JsonProcessingException e) {
    return new InputException(
        "Cannot use %s: it is %s, but of another version or damaged; make it again"
            .formatted(name, description),
        e);
  }

  private boolean describes(JsonNode tree) {
    return fields.stream().allMatch(tree::has);
  }
}
