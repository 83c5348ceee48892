package io.taucrit.data.view;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Weights of classes as a user gives them: LABEL=WEIGHT pairs with commas between them, labels as
 * the data has them, a class that is not named weighs 1; or "balanced", for n/(K n_k) of a class
 * that n_k of n rows have, so that each of the K classes weighs the same in all. Row weights are
 * multiplied by them. Immutable.
 *
 * @param text as given, without blanks
 */
public record ClassWeights(String text) {
  private static final String BALANCED = "balanced";

  /**
   * @throws UsageException if the text is something else
   */
  public ClassWeights {
    text = text.replace(" ", "");
    if (!text.equals(BALANCED)) {
      parse(text);
    }
  }

  /**
   * w_k by label.
   *
   * @param rows n_k of every label in the data
   * @throws InputException if a label is named that no row has
   */
  public SortedMap<Float, Double> of(SortedMap<Float, Long> rows) {
    long n = rows.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<Float, Double> weights = new TreeMap<>();
    rows.forEach(
        (label, count) -> weights.put(label, balanced() ? n / (rows.size() * (double) count) : 1));
    if (!balanced()) {
      for (Map.Entry<Float, Double> named : parse(text).entrySet()) {
        if (weights.replace(named.getKey(), named.getValue()) == null) {
          throw new InputException(
              "Invalid class weights: '%s': no row has the label %s (allowed: %s)"
                  .formatted(text, named.getKey(), rows.keySet()));
        }
      }
    }
    return weights;
  }

  private boolean balanced() {
    return text.equals(BALANCED);
  }

  private static SortedMap<Float, Double> parse(String text) {
    SortedMap<Float, Double> weights = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      try {
        float label = Float.parseFloat(pair.substring(0, Math.max(0, equals)));
        double weight = Double.parseDouble(pair.substring(equals + 1));
        if (!(weight > 0) || Double.isInfinite(weight) || weights.put(label, weight) != null) {
          throw unlike(text);
        }
      } catch (NumberFormatException e) {
        throw unlike(text);
      }
    }
    return weights;
  }

  private static UsageException unlike(String text) {
    return new UsageException(
        "Invalid class weights: '%s' (allowed: balanced, or each label once as LABEL=WEIGHT with a weight"
                .formatted(text)
            + " > 0, such as -1=1,1=5)");
  }
}
