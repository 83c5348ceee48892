package io.taucrit.submit.report.svg;

import io.taucrit.submit.report.Kind;

/**
 * A point on paper.
 *
 * @param shape path of it around (0, 0)
 * @param lower pixel of its lower end; NaN for none
 * @param upper pixel of its upper end; NaN for none
 */
public record Mark(double x, double y, String shape, double lower, double upper) {
  private static final String DOT = "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z";
  private static final String SMALL = "M-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0-3.6 0z";
  private static final String DIAMOND = "M0-6L6 0L0 6L-6 0z";
  private static final String CROSS = "M-3-3L3 3M-3 3L3-3";

  static String shape(Kind kind) {
    return switch (kind) {
      case DIAMOND -> DIAMOND;
      case FAINT -> SMALL;
      case CROSSES -> CROSS;
      default -> DOT;
    };
  }

  /** As the template moves the shape: 12.0 34.5. */
  public String place() {
    return SvgChart.px(x) + " " + SvgChart.px(y);
  }

  /** Path from its lower to its upper end, or empty. */
  public String bar() {
    return Double.isFinite(lower) && Double.isFinite(upper)
        ? "M%s %sV%s".formatted(SvgChart.px(x), SvgChart.px(lower), SvgChart.px(upper))
        : "";
  }
}
