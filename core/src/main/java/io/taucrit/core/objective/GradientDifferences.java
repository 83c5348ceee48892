package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;

/** Hessian products by central differences of gradients. Stateless. */
final class GradientDifferences {
  /** About the cube root of the rounding of a double, where both errors are of one size. */
  private static final double RELATIVE_DISTANCE = 1e-5;

  private GradientDifferences() {}

  static void addProducts(
      Objective objective,
      double[] x,
      CsrBlock block,
      int from,
      int to,
      double[][] vectors,
      double[][] products) {
    double distance = RELATIVE_DISTANCE * (1 + norm(x));
    for (int j = 0; j < vectors.length; j++) {
      double length = norm(vectors[j]);
      if (length > 0) {
        double h = distance / length;
        double[] ahead = gradient(objective, shifted(x, h, vectors[j]), block, from, to);
        double[] behind = gradient(objective, shifted(x, -h, vectors[j]), block, from, to);
        for (int v = 0; v < ahead.length; v++) {
          products[j][v] += (ahead[v] - behind[v]) / (2 * h);
        }
      }
    }
  }

  private static double[] gradient(
      Objective objective, double[] x, CsrBlock block, int from, int to) {
    GradientSums sums = new GradientSums(objective.dimension());
    objective.accumulate(x, block, from, to, sums);
    return sums.gradient();
  }

  private static double[] shifted(double[] x, double h, double[] vector) {
    double[] shifted = x.clone();
    for (int v = 0; v < shifted.length; v++) {
      shifted[v] += h * vector[v];
    }
    return shifted;
  }

  private static double norm(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    return Math.sqrt(squares);
  }
}
