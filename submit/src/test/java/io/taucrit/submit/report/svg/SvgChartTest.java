package io.taucrit.submit.report.svg;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.submit.report.Axis;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class SvgChartTest {
  private static Chart chart(Axis x, Axis y, Series... series) {
    return new Chart("one", "Speed <up> & \"more\"", "How to read it.", x, y, List.of(series));
  }

  private static Document parsed(Chart chart) throws Exception {
    byte[] text = SvgChart.of(chart).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text));
  }

  private static List<String> all(Document svg, String element, String attribute) {
    NodeList nodes = svg.getElementsByTagName(element);
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      var node = nodes.item(i).getAttributes().getNamedItem(attribute);
      if (node != null) {
        values.add(node.getNodeValue());
      }
    }
    return values;
  }

  private static List<String> texts(Document svg) {
    NodeList nodes = svg.getElementsByTagName("text");
    List<String> values = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      values.add(nodes.item(i).getTextContent());
    }
    return values;
  }

  @Test
  void pointsAreWhereTheAxesSay() throws Exception {
    // Between 1 and 10,000 with the axes' ends given, a factor of ten is a quarter of the width.
    Axis x = Axis.log("b", "rows").between(1.0, 1e4);
    Axis y = Axis.linear("speedup", "").between(0.0, 8.0);
    List<Point> points = List.of(Point.of(1, 0), Point.of(100, 4), Point.of(10_000, 8));
    Document svg = parsed(chart(x, y, new Series("measured", Kind.LINE, Ink.of(0), points)));
    assertThat(all(svg, "path", "d")).contains("M84.0 456.0L372.0 252.0L660.0 48.0");
    assertThat(texts(svg))
        .contains("Speed <up> & \"more\"", "b (rows)", "speedup", "measured", "100", "10,000");
  }

  @Test
  void whatHasNoPlaceInterruptsTheLine() throws Exception {
    Axis log = Axis.log("y", "").between(1.0, 100.0);
    List<Point> points = List.of(Point.of(0, 1), Point.of(1, 0), Point.of(2, 10), Point.of(3, 100));
    Document svg =
        parsed(
            chart(
                Axis.linear("x", "").between(0.0, 3.0),
                log,
                new Series("gap", Kind.MARKED, Ink.of(1), points)));
    assertThat(all(svg, "path", "d")).contains("M84.0 456.0M468.0 252.0L660.0 48.0");
    // Three points, and one in the legend.
    assertThat(all(svg, "path", "transform")).hasSize(4);
  }

  @Test
  void everyKindIsDrawn() throws Exception {
    List<Point> points = List.of(Point.of(1, 2, 1, 3), Point.of(2, 3, 2, 5));
    for (Kind kind : Kind.values()) {
      if (kind != Kind.BARS) {
        Chart chart =
            chart(
                Axis.linear("x", ""),
                Axis.linear("y", ""),
                new Series("one", kind, Ink.shade(1, 3), points));
        List<String> inks = all(parsed(chart), "g", "stroke");
        assertThat(inks).as(kind.name()).hasSize(2).containsOnly("hsl(150, 68%, 40%)");
        long paths = all(parsed(chart), "path", "d").size();
        Chart bare =
            chart(
                Axis.linear("x", ""),
                Axis.linear("y", ""),
                new Series("one", Kind.BARS, Ink.of(0), points));
        assertThat(paths).as(kind.name()).isGreaterThan(all(parsed(bare), "path", "d").size());
      }
    }
  }

  @Test
  void ticksAreRoundNumbers() {
    Scale decades = new Scale(Axis.log("x", ""), new double[] {1, 16_384}, 0, 100);
    assertThat(decades.ticks().stream().map(Tick::label))
        .containsExactly("1", "10", "100", "1,000", "10,000");
    Scale even = new Scale(Axis.linear("x", ""), new double[] {0, 0.3}, 0, 100);
    assertThat(even.ticks().stream().map(Tick::label))
        .containsExactly("0", "0.05", "0.1", "0.15", "0.2", "0.25", "0.3");
    Scale tiny = new Scale(Axis.log("x", ""), new double[] {1e-7, 1e-4}, 0, 100);
    assertThat(tiny.ticks().stream().map(Tick::label))
        .containsExactly("1e-7", "1e-6", "1e-5", "1e-4");
  }
}
