package io.taucrit.submit.report.svg;

/**
 * A marked value of an axis.
 *
 * @param pixel where it is
 */
public record Tick(double pixel, String label) {
  public String at() {
    return SvgChart.px(pixel);
  }
}
