package io.taucrit.core.predict;

/** Where parallelism wastes half of all work: footnote 1 of Stich et al. (2021). Stateless. */
public final class HalfEfficiency {
  private HalfEfficiency() {}

  /**
   * The parallelism at which the efficiency first falls to 1/2, log-interpolated between
   * neighbours.
   *
   * @param parallelism ascending, of the length of {@code efficiency}
   * @return null if it does not fall so far
   */
  public static Double at(double[] parallelism, double[] efficiency) {
    for (int i = 1; i < parallelism.length; i++) {
      double before = efficiency[i - 1];
      double after = efficiency[i];
      if (before > 0.5 && after <= 0.5) {
        double share = Math.log(before / 0.5) / Math.log(before / after);
        return parallelism[i - 1] * Math.pow(parallelism[i] / parallelism[i - 1], share);
      }
    }
    return null;
  }
}
