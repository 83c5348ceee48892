package io.taucrit.submit.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.Function;

/** Numbers of the JSON files as text for people; what is missing or not finite is a dash. */
final class Numbers {
  static final String NONE = "–";

  private static final String[] BYTES = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Numbers() {}

  /** Whether the node holds a finite number. */
  static boolean present(JsonNode node) {
    return node != null && node.isNumber() && Double.isFinite(node.doubleValue());
  }

  /** The number, null where the node holds no finite one. */
  static Double finite(JsonNode node) {
    return present(node) ? Double.valueOf(node.doubleValue()) : null;
  }

  /** Rounded to a whole number with separators, as for rows and updates: 32,561. */
  static String count(JsonNode node) {
    return present(node) ? count(node.doubleValue()) : NONE;
  }

  static String count(double value) {
    if (!Double.isFinite(value)) {
      return NONE;
    }
    return Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%,d", Math.round(value))
        : significant(value, 4);
  }

  /** Four significant digits: 1.442, 5.25 × 10⁻⁷. */
  static String value(JsonNode node) {
    return present(node) ? value(node.doubleValue()) : NONE;
  }

  static String value(double value) {
    return Double.isFinite(value) ? significant(value, 4) : NONE;
  }

  static String count(Number value) {
    return value == null ? NONE : count(value.doubleValue());
  }

  static String value(Number value) {
    return value == null ? NONE : value(value.doubleValue());
  }

  static String seconds(Double value) {
    return value == null || !Double.isFinite(value) ? NONE : significant(value, 3) + " s";
  }

  /** A number of things: 1 run, 2 runs. */
  static String of(long n, String noun) {
    return count(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** A number of things that may be missing: 1 run, 2 runs, – runs. */
  static String of(JsonNode n, String noun) {
    return present(n) ? of(n.asLong(), noun) : NONE + " " + noun + "s";
  }

  /** Ten significant digits, for f and f⋆. */
  static String precise(JsonNode node) {
    return present(node) ? precise(node.doubleValue()) : NONE;
  }

  static String precise(double value) {
    return Double.isFinite(value) ? significant(value, 10) : NONE;
  }

  static String percent(double share) {
    return Double.isFinite(share) ? significant(100 * share, 3) + " %" : NONE;
  }

  static String percent(Double share) {
    return share == null ? NONE : percent(share.doubleValue());
  }

  /** Three significant digits: how many times more or fewer. */
  static String factor(double value) {
    return Double.isFinite(value) ? significant(value, 3) : NONE;
  }

  static String seconds(JsonNode node) {
    return present(node) ? significant(node.doubleValue(), 3) + " s" : NONE;
  }

  /** In units of 1000 bytes: 1.25 MB. */
  static String bytes(JsonNode node) {
    if (!present(node)) {
      return NONE;
    }
    double value = node.doubleValue();
    int unit = 0;
    while (value >= 1000 && unit < BYTES.length - 1) {
      value /= 1000;
      unit++;
    }
    return significant(value, 3) + " " + BYTES[unit];
  }

  /**
   * The estimate alone, or with its interval where that is wider than a point: 540 (480 to 610); ≥
   * 540 where that is the lower end of one that has no upper end.
   */
  static String estimate(JsonNode node, Function<JsonNode, String> format) {
    String middle = format.apply(node.path("estimate"));
    if (openAbove(node)) {
      String lower = "≥ " + format.apply(node.path("lower"));
      return wider(node, "estimate") ? middle + " (" + lower + ")" : lower;
    }
    return interval(node).isEmpty() ? middle : middle + " (" + interval(node, format) + ")";
  }

  /** The interval alone, "480 to 610"; empty where there is none or it is a point. */
  static String interval(JsonNode node, Function<JsonNode, String> format) {
    return wider(node, "upper")
        ? format.apply(node.path("lower")) + " to " + format.apply(node.path("upper"))
        : "";
  }

  /** Whether there is a lower end and no upper one. */
  static boolean openAbove(JsonNode node) {
    return present(node.path("lower")) && !present(node.path("upper"));
  }

  /** Whether the lower end is below what the field holds. */
  private static boolean wider(JsonNode node, String field) {
    JsonNode lower = node.path("lower");
    JsonNode above = node.path(field);
    return present(lower) && present(above) && lower.doubleValue() < above.doubleValue();
  }

  private static String interval(JsonNode node) {
    return interval(node, Numbers::value);
  }

  /** A word or text; a dash where it is missing or empty. */
  static String text(JsonNode node) {
    return node == null || node.isNull() || node.asText().isEmpty() ? NONE : node.asText();
  }

  static String yesOrNo(JsonNode node) {
    return node == null || !node.isBoolean() ? NONE : node.booleanValue() ? "yes" : "no";
  }

  private static String significant(double value, int digits) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent < -3 || exponent > 6) {
      BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
      return minus(mantissa.toPlainString()) + " × 10" + superscript(exponent);
    }
    BigDecimal plain = rounded.stripTrailingZeros();
    return minus(String.format(Locale.ROOT, "%,." + Math.max(0, plain.scale()) + "f", plain));
  }

  private static String minus(String number) {
    return number.replace('-', '−');
  }

  private static String superscript(int exponent) {
    StringBuilder s = new StringBuilder();
    for (char c : Integer.toString(exponent).toCharArray()) {
      s.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return s.toString();
  }
}
