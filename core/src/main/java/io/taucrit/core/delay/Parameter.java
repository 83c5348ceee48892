package io.taucrit.core.delay;

import java.util.regex.Pattern;

/**
 * Values of the models' parameters. What is wrong with one is an {@link IllegalArgumentException}
 * that names it and says what is allowed.
 */
final class Parameter {
  // Far beyond any run, and far enough below the largest double that no delay overflows.
  private static final double LARGEST = 1e9;
  private static final int EXCERPT = 32;
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private Parameter() {}

  /** Refuses a value outside [least, 1e9]. */
  static void check(String name, double value, int least) {
    if (!(value >= least)) {
      throw new IllegalArgumentException("%s must be >= %d".formatted(name, least));
    }
    if (value > LARGEST) {
      throw new IllegalArgumentException("%s must be <= 1e9".formatted(name));
    }
  }

  /** A decimal number: neither NaN nor infinity nor Java's hexadecimal and suffixed forms. */
  static double decimal(String name, String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s is no decimal number: '%s'".formatted(name, excerpt(text)));
    }
    return Double.parseDouble(text);
  }

  /** A whole number in [0, most]. */
  static long whole(String name, String text, long most) {
    try {
      long value = Long.parseLong(text);
      if (value >= 0 && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, with what is allowed.
    }
    throw new IllegalArgumentException(
        "%s is no whole number from 0 to %d: '%s'".formatted(name, most, excerpt(text)));
  }

  /** The text, printable and shortened. */
  static String excerpt(String text) {
    return text.substring(0, Math.min(text.length(), EXCERPT)).replaceAll("[^ -~]", "?");
  }
}
