package io.taucrit.core.controlled;

import java.io.Serializable;

/**
 * The steps scale·2⁻ᵏ, k = 1 … size, of a single gradient.
 *
 * @param size ≥ 1
 */
public record StepGrid(double scale, int size) implements Serializable {
  public double step(int k) {
    return Math.scalb(scale, -k);
  }

  public boolean contains(int k) {
    return k >= 1 && k <= size;
  }

  /** The k whose step is nearest in ratio. */
  public int nearest(double step) {
    long k = Math.round(Math.log(scale / step) / Math.log(2));
    return (int) Math.max(1, Math.min(size, k));
  }
}
