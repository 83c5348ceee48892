package io.taucrit.jobs.compare;

/**
 * A spark.ml estimator on cached rows, without intercept or internal standardisation of the
 * penalty, at tolerance 0: it ends by its number of iterations alone.
 */
interface Estimator {
  String system();

  /** Its solver and its number that stands for λ. */
  String setting();

  /**
   * Fits anew, in so many iterations at most; two fits follow the same iterates, up to the order of
   * sums.
   */
  Fit fit(int iterations);

  /** Whether it has no iterations, but solves at once. */
  default boolean closedForm() {
    return false;
  }

  /**
   * A finished fit.
   *
   * @param objective what the estimator itself knows of f at the coefficients, in the scale of f;
   *     NaN where it knows nothing
   * @param history f from iteration 0 on, in the scale of f; empty where the estimator keeps none
   * @param seconds from the call to the model
   */
  record Fit(double[] coefficients, double objective, double[] history, double seconds) {}
}
