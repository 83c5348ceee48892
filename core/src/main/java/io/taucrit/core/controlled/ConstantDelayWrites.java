package io.taucrit.core.controlled;

import java.util.SplittableRandom;

/** Step t writes the gradient of step t + 1 − τ, and nothing while there is none. */
final class ConstantDelayWrites implements Writes {
  private final int support;
  private final double[][] gradients;
  private final int[] from;
  private int slot;
  private boolean full;

  ConstantDelayWrites(int support, int delay) {
    this.support = support;
    gradients = new double[delay][support];
    from = new int[delay];
  }

  @Override
  public double write(double[] x, int first, double[] g, double step, SplittableRandom random) {
    System.arraycopy(g, 0, gradients[slot], 0, support);
    from[slot] = first;
    slot++;
    if (slot == gradients.length) {
      slot = 0;
      full = true;
    }
    return full ? ImmediateWrites.subtract(x, from[slot], gradients[slot], support, step) : 0;
  }
}
