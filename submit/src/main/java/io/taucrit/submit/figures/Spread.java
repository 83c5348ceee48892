package io.taucrit.submit.figures;

import io.taucrit.core.trajectory.Mean;
import io.taucrit.submit.report.Ink;
import io.taucrit.submit.report.Kind;
import io.taucrit.submit.report.Point;
import io.taucrit.submit.report.Series;
import java.util.List;

/** Means over seeds as points that reach from one standard deviation below to one above. */
final class Spread {
  private Spread() {}

  /** Without y where there is no mean. */
  static Point point(Number x, Mean mean) {
    return mean == null
        ? Point.of(x, null)
        : Point.of(x, mean.mean(), mean.mean() - mean.deviation(), mean.mean() + mean.deviation());
  }

  /** A line through the means in the band of their spread. */
  static List<Series> curve(String name, Ink ink, List<Point> points) {
    return List.of(
        new Series(name + ", ± standard deviation", Kind.BAND, ink, points),
        new Series(name, Kind.LINE, ink, points));
  }
}
