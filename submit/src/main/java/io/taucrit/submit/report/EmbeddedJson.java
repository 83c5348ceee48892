package io.taucrit.submit.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * JSON inside a script element: nothing in it can end the element, start a comment or a line. The
 * characters can only stand inside JSON strings, so that escaping them keeps every value.
 */
final class EmbeddedJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private EmbeddedJson() {}

  static String of(JsonNode value) {
    try {
      return JSON.writeValueAsString(value)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write JSON: " + e.getOriginalMessage(), e);
    }
  }
}
