package io.taucrit.data.view;

import java.io.Serializable;

/**
 * What is done to rows before a model is fitted to them; the blocks on disk stay as they are.
 *
 * @param intercept whether every row gets a feature of value 1, whose coefficient is not penalised
 * @param unitVariance whether features are divided by their standard deviations, without centring,
 *     so that sparse rows stay sparse; the penalty is then one on scaled coefficients
 * @param classWeights as {@link ClassWeights} reads them, null for none
 */
public record Preprocessing(boolean intercept, boolean unitVariance, String classWeights)
    implements Serializable {
  /** Rows as they are. */
  public static final Preprocessing NONE = new Preprocessing(false, false, null);

  /**
   * @throws io.taucrit.data.UsageException if there are no such class weights
   */
  public Preprocessing {
    if (classWeights != null) {
      classWeights = new ClassWeights(classWeights).text();
    }
  }

  public Preprocessing withIntercept() {
    return new Preprocessing(true, unitVariance, classWeights);
  }

  public Preprocessing withUnitVariance() {
    return new Preprocessing(intercept, true, classWeights);
  }

  public Preprocessing withClassWeights(String text) {
    return new Preprocessing(intercept, unitVariance, text);
  }

  /** Of what was kept: null, as older versions have it, stands for rows as they are. */
  public static Preprocessing orNone(Preprocessing kept) {
    return kept == null ? NONE : kept;
  }

  /** In words, for messages. */
  public String text() {
    return "%s, scale %s, class weights %s"
        .formatted(
            intercept ? "intercept" : "no intercept",
            unitVariance ? "unit-variance" : "none",
            classWeights == null ? "none" : classWeights);
  }
}
