package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/** When the coordinates of a gradient reach x. Stateful, of one run; not thread-safe. */
interface Writes {
  /**
   * Takes the gradient of this step, and writes −γ times what is due at this step.
   *
   * @param from the first coordinate of g
   * @param g not kept
   * @return by how much that changed ‖x‖²
   */
  double write(double[] x, int from, double[] g, double step, SplittableRandom random);
}
