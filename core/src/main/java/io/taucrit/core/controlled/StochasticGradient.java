package io.taucrit.core.controlled;

import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * A stochastic gradient g(x) = ∇f(x) + ξ(x), E ξ(x) = 0, x ∈ R^D, equation (4) of Stich et al.
 * (2021). Its nonzeros lie among {@link #support} consecutive coordinates, which may differ from
 * draw to draw. Immutable and thread-safe.
 */
public interface StochasticGradient extends Serializable {
  /** D. */
  int dimension();

  /** s ≤ D, the number of coordinates that a draw gives. */
  default int support() {
    return dimension();
  }

  /**
   * Draws g(x).
   *
   * @param x length D
   * @param g its first s places are set to the coordinates from the one returned; length ≥ s
   * @return the first of the s coordinates
   */
  int draw(double[] x, double[] g, SplittableRandom random);

  /** The mean of so many independent draws at the same x; itself for one. */
  default StochasticGradient mean(int draws) {
    return draws == 1 ? this : new MeanGradient(this, draws);
  }
}
