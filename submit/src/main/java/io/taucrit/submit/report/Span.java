package io.taucrit.submit.report;

import java.util.stream.DoubleStream;

/**
 * From the least to the largest of the positive values, those that a logarithmic axis can show.
 *
 * @param from above to where there are none
 */
record Span(double from, double to) {
  static Span of(DoubleStream values) {
    double[] kept = values.filter(v -> v > 0 && Double.isFinite(v)).toArray();
    return new Span(
        DoubleStream.of(kept).min().orElse(Double.POSITIVE_INFINITY),
        DoubleStream.of(kept).max().orElse(0));
  }

  boolean known() {
    return from <= to;
  }

  Double fromOrNull() {
    return known() ? Double.valueOf(from) : null;
  }

  Double toOrNull() {
    return known() ? Double.valueOf(to) : null;
  }
}
