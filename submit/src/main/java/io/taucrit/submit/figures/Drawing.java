package io.taucrit.submit.figures;

import io.taucrit.submit.report.Chart;
import java.util.List;
import java.util.Locale;

/**
 * A finished figure.
 *
 * @param charts its panels; the id of each is the figure's name, or begins with it and a hyphen
 * @param columns of its CSV file
 * @param rows of its CSV file: numbers, not rounded, text, or null for what is missing
 * @param finding one or two sentences: whether it agrees with the paper, and by which numbers
 * @param agrees whether it does
 * @param comparisons what was predicted beside what was measured
 */
public record Drawing(
    List<Chart> charts,
    List<String> columns,
    List<List<Object>> rows,
    String finding,
    boolean agrees,
    List<Comparison> comparisons) {

  /** A finding of clauses, one a data set: their first letter is made large. */
  static String sentence(List<String> clauses) {
    String text = String.join("; ", clauses);
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  /**
   * A prediction and its measurement; a row of the table over all figures.
   *
   * @param quantity what, and where: speedup at b = 256, M = 100
   * @param by where the prediction is from: formula, path predictor, paper, bound
   * @param measured null where it was not reached
   * @param within the factor within which the two are said to agree; of a bound, null
   * @param agrees whether they do
   */
  public record Comparison(
      String quantity,
      String by,
      double predicted,
      Double measured,
      Double within,
      boolean agrees) {
    /** Agree within a factor. */
    public static Comparison of(
        String quantity, String by, double predicted, Double measured, double within) {
      double ratio = measured == null ? Double.NaN : measured / predicted;
      return new Comparison(
          quantity, by, predicted, measured, within, ratio <= within && ratio >= 1 / within);
    }
  }
}
