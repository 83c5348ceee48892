package io.taucrit.core.analysis;

import java.util.Arrays;

/**
 * How few rounds a run with slack can take, however many local steps a clock has: a push moves x by
 * 1/P of the way from what it read to where its steps lead, at most to the optimum,
 *
 * <pre>
 *   e(k + 1) = e(k) − e(k − P + 1)/P,   e = 1 for the first P reads
 * </pre>
 *
 * <p>for workers that push in turn.
 */
final class LongClocks {
  private LongClocks() {}

  /**
   * Rounds until e² stays below r.
   *
   * @param relativeTarget r in (0, 1)
   */
  static double rounds(int workers, double relativeTarget) {
    double[] errors = new double[workers];
    Arrays.fill(errors, 1);
    double error = 1;
    int pushes = 0;
    // The error oscillates: a whole round below the target, and all reads in it, is the end.
    for (int below = 0; below < 2 * workers; pushes++) {
      double read = errors[pushes % workers];
      error -= read / workers;
      errors[pushes % workers] = error;
      below = error * error <= relativeTarget ? below + 1 : 0;
    }
    return (double) (pushes - 2 * workers + 1) / workers;
  }
}
