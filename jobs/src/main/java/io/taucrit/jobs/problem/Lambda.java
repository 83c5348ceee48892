package io.taucrit.jobs.problem;

import io.taucrit.data.UsageException;

/**
 * The L2 factor as a user gives it: a number, or c/n with n the training rows.
 *
 * @param text as given
 */
public record Lambda(String text) {
  private static final String OVER_ROWS = "/n";

  /** λ = 1/n. */
  public static final Lambda ONE_OVER_ROWS = new Lambda("1/n");

  public Lambda {
    boolean overRows = text.endsWith(OVER_ROWS);
    double factor = parse(overRows ? text.substring(0, text.length() - 2) : text);
    if (!(factor >= 0) || Double.isInfinite(factor)) {
      throw new UsageException(
          "Invalid lambda: '%s' (allowed: a number >= 0, or one divided by the rows, such as 1/n)"
              .formatted(text));
    }
  }

  private static double parse(String number) {
    try {
      return Double.parseDouble(number.trim());
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The value for n training rows. */
  public double value(long rows) {
    return text.endsWith(OVER_ROWS)
        ? parse(text.substring(0, text.length() - 2)) / rows
        : parse(text);
  }
}
