package io.taucrit.submit.report;

import java.util.Locale;

/** How a series is drawn. */
public enum Kind {
  LINE,
  /** A line with its points. */
  MARKED,
  DASHED,
  /** A dotted line that does not stretch the axes. */
  DOTTED,
  POINTS,
  RINGS,
  DIAMOND,
  /** Small pale points. */
  FAINT,
  /** Small pale crosses. */
  CROSSES,
  /** Points with a line from lower to upper. */
  ERROR_BARS,
  /** The area between lower and upper. */
  BAND,
  BARS,
  /** A dashed line at y over the whole width; x is missing. */
  HORIZONTAL,
  /** A dashed line at x over the whole height; y is missing. */
  VERTICAL;

  /** As the script knows it: error-bars. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
