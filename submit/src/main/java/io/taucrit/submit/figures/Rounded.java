package io.taucrit.submit.figures;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers in sentences: two significant digits. */
final class Rounded {
  private Rounded() {}

  static String text(double value) {
    if (!Double.isFinite(value)) {
      return "not known";
    }
    double rounded = new BigDecimal(value).round(new MathContext(2)).doubleValue();
    return Math.abs(rounded) >= 10 || rounded == Math.rint(rounded)
        ? String.format(Locale.ROOT, "%,.0f", rounded)
        : new BigDecimal(rounded, new MathContext(2)).toPlainString();
  }
}
