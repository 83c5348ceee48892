package io.taucrit.core.controlled;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.data.CsrBlock;

/**
 * The controlled problem as a finite sum, so that what estimates the noise of data can be tried
 * where the truth is known: row i is a dense u_i ∈ R^d with standard Gaussian values, and
 *
 * <pre>
 *   f_i = f          ∇f_i(x) = ∇f(x) + √v ‖∇f(x)‖ u_i
 * </pre>
 *
 * <p>with v the variance of {@link ControlledProblem#variance}. Over infinitely many rows, V/‖∇f‖²
 * is the problem's true M at each x. The noise is no gradient of anything: second derivatives are
 * those of f alone. Immutable and thread-safe.
 */
public final class ControlledObjective implements Objective {
  private static final long serialVersionUID = 1L;

  private final Quadratic f;
  private final double deviation;

  public ControlledObjective(ControlledProblem problem) {
    f = problem.f();
    deviation = Math.sqrt(problem.variance());
  }

  @Override
  public int dimension() {
    return f.dimension();
  }

  /** None: the regulariser is part of every row. */
  @Override
  public Penalty penalty() {
    return Penalty.none();
  }

  @Override
  public double regularisation() {
    return f.lambda();
  }

  /** Infinite: curvature has nothing to do with the rows. */
  @Override
  public double smoothness() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public void touch(CsrBlock block, int row, CoordinateSet coordinates) {
    for (int v = 0; v < f.dimension(); v++) {
      coordinates.add(v);
    }
  }

  @Override
  public void addGradient(double[] x, CsrBlock block, int row, double[] gradient) {
    double[] full = gradient(x);
    add(full, 1, gradient);
    addNoise(block, row, noise(full), gradient);
  }

  @Override
  public void accumulate(double[] x, CsrBlock block, int from, int to, GradientSums sums) {
    double[] full = gradient(x);
    double noise = noise(full);
    double[] sum = new double[f.dimension()];
    double[] one = new double[f.dimension()];
    double squaredNorms = 0;
    for (int row = from; row < to; row++) {
      System.arraycopy(full, 0, one, 0, one.length);
      addNoise(block, row, noise, one);
      squaredNorms += Quadratic.squaredNorm(one, one.length);
      add(one, 1, sum);
    }
    sums.merge(new GradientSums(to - from, (to - from) * f.value(x), squaredNorms, sum));
  }

  @Override
  public void addHessianProducts(
      double[] x, CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    for (int j = 0; j < vectors.length; j++) {
      add(gradient(vectors[j]), to - from, products[j]);
    }
  }

  @Override
  public void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    throw new IllegalStateException("Cannot bound the curvature of single rows by their norms");
  }

  @Override
  public void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum) {
    double[] full = gradient(x);
    double noise = noise(full);
    for (int row = from; row < to; row++) {
      add(full, coefficients[row], sum);
      addNoise(block, row, coefficients[row] * noise, sum);
    }
  }

  /** ∇f(x); f is quadratic, so it is also ∇²f x. */
  private double[] gradient(double[] x) {
    double[] gradient = new double[f.dimension()];
    f.gradient(x, 0, gradient);
    return gradient;
  }

  /** √v ‖∇f(x)‖. */
  private double noise(double[] gradient) {
    return deviation * Math.sqrt(Quadratic.squaredNorm(gradient, gradient.length));
  }

  private static void addNoise(CsrBlock block, int row, double scale, double[] sum) {
    int[] indices = block.indices();
    float[] values = block.values();
    int end = block.rowOffsets()[row + 1];
    for (int k = block.rowOffsets()[row]; k < end; k++) {
      sum[indices[k]] += scale * values[k];
    }
  }

  private static void add(double[] vector, double factor, double[] sum) {
    for (int v = 0; v < vector.length; v++) {
      sum[v] += factor * vector[v];
    }
  }
}
