package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A point of a series; what is missing or not finite is null.
 *
 * @param lower lower end of y, null where there is none
 * @param upper upper end of y, null where there is none
 */
public record Point(Double x, Double y, Double lower, Double upper) {
  public Point {
    x = finite(x);
    y = finite(y);
    lower = finite(lower);
    upper = finite(upper);
  }

  public static Point of(Number x, Number y) {
    return new Point(number(x), number(y), null, null);
  }

  public static Point of(Number x, Number y, Number lower, Number upper) {
    return new Point(number(x), number(y), number(lower), number(upper));
  }

  static Point of(JsonNode x, JsonNode y) {
    return of(Numbers.finite(x), Numbers.finite(y));
  }

  /** The same with what belongs to y times so much; all missing where the factor is. */
  Point times(Double factor) {
    return new Point(x, times(y, factor), times(lower, factor), times(upper, factor));
  }

  private static Double times(Double value, Double factor) {
    return value == null || factor == null ? null : Double.valueOf(value * factor);
  }

  private static Double number(Number value) {
    return value == null ? null : Double.valueOf(value.doubleValue());
  }

  private static Double finite(Double value) {
    return value != null && Double.isFinite(value) ? value : null;
  }
}
