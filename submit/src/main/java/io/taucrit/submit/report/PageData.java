package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The charts as the page's script takes them: how each is drawn, and its data once, as the CSV text
 * that the page also offers for download.
 */
final class PageData {
  private PageData() {}

  static String of(List<Chart> charts) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode array = data.putArray("charts");
    for (Chart chart : charts) {
      ObjectNode one =
          array
              .addObject()
              .put("id", chart.id())
              .put("title", chart.title())
              .put("reading", chart.reading());
      one.set("x", axis(chart.x()));
      one.set("y", axis(chart.y()));
      ArrayNode series = one.putArray("series");
      for (Series s : chart.series()) {
        series
            .addObject()
            .put("name", s.name())
            .put("kind", s.kind().word())
            .put("ink", s.ink().name());
      }
      ObjectNode choice = one.putObject("choice");
      chart.choice().forEach(choice::put);
      one.put("csv", chart.csv());
    }
    return EmbeddedJson.of(data);
  }

  private static ObjectNode axis(Axis axis) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("title", axis.title())
            .put("log", axis.log())
            .put("reversed", axis.reversed())
            .put("least", axis.least())
            .put("most", axis.most());
    axis.names().forEach(node.putArray("names")::add);
    return node;
  }
}
