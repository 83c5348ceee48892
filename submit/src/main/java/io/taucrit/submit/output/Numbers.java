package io.taucrit.submit.output;

import java.util.Locale;

/** Numbers as people read them; – where there is none. */
public final class Numbers {
  private static final String NONE = "–";

  private Numbers() {}

  /** Four significant digits: 0.03125, 1,362,000, 2.4e-05. */
  public static String of(Double value) {
    if (value == null || value.isNaN()) {
      return NONE;
    }
    double size = Math.abs(value);
    if (value == 0 || Double.isInfinite(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < 1e-4 || size >= 1e9) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** An integer with thousands separated. */
  public static String of(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Bytes in the unit that fits. */
  public static String bytes(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
