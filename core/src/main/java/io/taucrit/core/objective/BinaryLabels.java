package io.taucrit.core.objective;

import io.taucrit.data.InputException;
import io.taucrit.data.Labels;

/** Labels of two-class losses: data may say 0/1 or −1/+1, the loss sees ±1. */
final class BinaryLabels {
  private BinaryLabels() {}

  static double sign(float raw) {
    return raw > 0 ? 1 : -1;
  }

  /** Above 0 is the class +1, as spark.ml and LIBLINEAR have it. */
  static double error(double margin, double sign) {
    return (margin > 0) == (sign > 0) ? 0 : 1;
  }

  static void check(Labels labels, String loss) {
    if (!labels.allZeroOne() && !labels.allPlusMinusOne()) {
      throw new InputException(
          "Invalid labels for the %s loss: they lie in [%s, %s], but must be all 0/1 or all -1/+1;"
                  .formatted(loss, labels.min(), labels.max())
              + " choose --loss squared or poisson for numbers and counts");
    }
  }
}
