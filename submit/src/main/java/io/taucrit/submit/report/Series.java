package io.taucrit.submit.report;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A series of a chart. Points without the values that its kind needs are left out.
 *
 * @param name in the legend and the CSV file
 */
public record Series(String name, Kind kind, Ink ink, List<Point> points) {
  private static final int STEPS = 80;

  public Series {
    points = points.stream().filter(p -> drawable(kind, p)).toList();
  }

  private static boolean drawable(Kind kind, Point point) {
    return switch (kind) {
      case HORIZONTAL -> point.y() != null;
      case VERTICAL -> point.x() != null;
      case BAND -> point.x() != null && point.lower() != null && point.upper() != null;
      default -> point.x() != null && point.y() != null;
    };
  }

  public static Series horizontal(String name, Ink ink, Double y) {
    return new Series(name, Kind.HORIZONTAL, ink, List.of(Point.of(null, y)));
  }

  public static Series vertical(String name, Ink ink, Double x) {
    return new Series(name, Kind.VERTICAL, ink, List.of(Point.of(x, null)));
  }

  /** The points of a function, log-spaced between two positive ends; none where one is missing. */
  public static List<Point> function(Double from, Double to, DoubleUnaryOperator f) {
    if (from == null || to == null) {
      return List.of();
    }
    return IntStream.rangeClosed(0, STEPS)
        .mapToDouble(i -> from * Math.pow(to / from, i / (double) STEPS))
        .mapToObj(x -> Point.of(x, f.applyAsDouble(x)))
        .toList();
  }
}
