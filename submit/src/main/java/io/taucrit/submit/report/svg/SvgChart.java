package io.taucrit.submit.report.svg;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.taucrit.submit.report.Chart;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A chart as an SVG file, for documents: text stays text, and no fonts or screens are needed to
 * write it. (Libraries that draw through AWT need both fonts and megabytes.) The page draws the
 * same chart by script.
 */
public final class SvgChart {
  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Chart.class.getClassLoader(), Chart.class.getPackageName());

  private static final double LEFT = 84;
  private static final double RIGHT = 660;
  private static final double TOP = 48;
  private static final double BOTTOM = 456;

  private static final Set<Kind> LINES =
      EnumSet.of(Kind.LINE, Kind.MARKED, Kind.DASHED, Kind.DOTTED);
  private static final Set<Kind> MARKS =
      EnumSet.of(
          Kind.MARKED,
          Kind.POINTS,
          Kind.RINGS,
          Kind.DIAMOND,
          Kind.FAINT,
          Kind.CROSSES,
          Kind.ERROR_BARS);

  /** As the page's style has them in the light. */
  private static final Map<String, String> COLOURS =
      Map.of(
          "c1", "#1f6fc4", "c2", "#c8560a", "c3", "#14866a", "c4", "#8348c8", "c5", "#b8265f", "c6",
          "#7a6a00", "ref", "#5a6575");

  private final Chart chart;
  private final Scale x;
  private final Scale y;

  private SvgChart(Chart chart) {
    this.chart = chart;
    x = new Scale(chart.x(), values(p -> Stream.of(p.x())), LEFT, RIGHT);
    y = new Scale(chart.y(), values(p -> Stream.of(p.y(), p.lower(), p.upper())), BOTTOM, TOP);
  }

  /** The text of the file. */
  public static String of(Chart chart) {
    StringOutput out = new StringOutput();
    TEMPLATES.render("chart.jte", new SvgChart(chart), out);
    return out.toString();
  }

  private double[] values(Function<Point, Stream<Double>> part) {
    return chart.series().stream()
        .filter(s -> s.kind() != Kind.DOTTED)
        .flatMap(s -> s.points().stream())
        .flatMap(part)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  public String title() {
    return chart.title();
  }

  public String xTitle() {
    return chart.x().title();
  }

  public String yTitle() {
    return chart.y().title();
  }

  public List<Tick> xTicks() {
    return x.ticks();
  }

  public List<Tick> yTicks() {
    return y.ticks();
  }

  public List<Trace> traces() {
    return chart.series().stream().map(this::trace).toList();
  }

  private Trace trace(Series series) {
    Kind kind = series.kind();
    return new Trace(
        series.name(),
        colour(series.ink()),
        line(series),
        kind == Kind.BAND ? area(series.points()) : "",
        dash(kind),
        kind == Kind.RINGS,
        kind == Kind.FAINT || kind == Kind.CROSSES ? 0.5 : 1,
        MARKS.contains(kind) ? marks(series) : List.of());
  }

  private String line(Series series) {
    return switch (series.kind()) {
      case HORIZONTAL -> {
        double at = y.at(series.points().get(0).y());
        yield path(DoubleStream.of(LEFT, at, RIGHT, at).toArray());
      }
      case VERTICAL -> {
        double at = x.at(series.points().get(0).x());
        yield path(DoubleStream.of(at, BOTTOM, at, TOP).toArray());
      }
      default ->
          LINES.contains(series.kind())
              ? path(
                  series.points().stream()
                      .flatMapToDouble(p -> DoubleStream.of(x.at(p.x()), y.at(p.y())))
                      .toArray())
              : "";
    };
  }

  private String area(List<Point> points) {
    List<Double> corners = new ArrayList<>();
    for (Point p : points) {
      corners.addAll(List.of(x.at(p.x()), y.at(p.upper())));
    }
    for (int i = points.size() - 1; i >= 0; i--) {
      corners.addAll(List.of(x.at(points.get(i).x()), y.at(points.get(i).lower())));
    }
    return path(corners.stream().mapToDouble(Double::doubleValue).toArray()) + "z";
  }

  /** Of pairs of pixels; what has no place interrupts it. */
  private static String path(double[] pixels) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < pixels.length; i += 2) {
      boolean placed = Double.isFinite(pixels[i]) && Double.isFinite(pixels[i + 1]);
      if (placed) {
        path.append(pen ? 'L' : 'M').append(px(pixels[i])).append(' ').append(px(pixels[i + 1]));
      }
      pen = placed;
    }
    return path.toString();
  }

  private List<Mark> marks(Series series) {
    String shape = Mark.shape(series.kind());
    return series.points().stream()
        .map(
            p ->
                new Mark(
                    x.at(p.x()),
                    y.at(p.y()),
                    shape,
                    p.lower() == null ? Double.NaN : y.at(p.lower()),
                    p.upper() == null ? Double.NaN : y.at(p.upper())))
        .filter(m -> Double.isFinite(m.x()) && Double.isFinite(m.y()))
        .toList();
  }

  private static String dash(Kind kind) {
    return switch (kind) {
      case DASHED, HORIZONTAL, VERTICAL -> "7 5";
      case DOTTED -> "2 4";
      default -> "";
    };
  }

  private static String colour(Ink ink) {
    if (!ink.name().startsWith("shade ")) {
      return COLOURS.get(ink.name());
    }
    double share = Double.parseDouble(ink.name().substring(6));
    return String.format(Locale.ROOT, "hsl(%.0f, 68%%, 40%%)", 275 - 250 * share);
  }

  /** A pixel as text, a tenth of one being enough. */
  static String px(double pixel) {
    return String.format(Locale.ROOT, "%.1f", pixel);
  }
}
