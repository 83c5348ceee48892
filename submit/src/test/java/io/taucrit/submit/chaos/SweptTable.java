package io.taucrit.submit.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a sweep gave.
 *
 * @param table sweep.json without times, which differ
 * @param files of its journal
 */
record SweptTable(JsonNode table, List<Path> files) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static SweptTable in(Path out) throws IOException {
    JsonNode table = JSON.readTree(out.resolve("sweep.json").toFile());
    strip(table);
    return new SweptTable(table, journal(out));
  }

  /** The finished parts. */
  static List<Path> journal(Path out) throws IOException {
    Path journal = journalFolder(out);
    if (!Files.isDirectory(journal)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(journal)) {
      return all.filter(f -> f.getFileName().toString().endsWith(".json")).toList();
    }
  }

  static Path journalFolder(Path out) {
    return out.resolve("rounds/1/journal");
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      names.stream()
          .filter(name -> name.toLowerCase(Locale.ROOT).endsWith("seconds"))
          .forEach(object::remove);
    }
    node.forEach(SweptTable::strip);
  }
}
