package io.taucrit.core.objective;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.List;

/**
 * A finite-sum objective f(x) = (1/n) Σ_i f_i(x) + R(x), x ∈ R^d, as the engine and the noise
 * estimators see it: everything is a sum over rows of the <em>data part</em> ∇f_i of a row's
 * gradient. The regulariser is deterministic, so it is added once by the caller and never adds to
 * the noise (V(x) = (1/n) Σ ‖∇f_i‖² − ‖(1/n) Σ ∇f_i‖²).
 *
 * <p>Where rows have weights, f_i carries the factor n w_i / Σ w, so that rows are still drawn
 * uniformly. Implementations are immutable and thread-safe; accumulators belong to the caller.
 */
public interface Objective extends Serializable {
  /** d, the length of the parameter vector. */
  int dimension();

  /**
   * How many features rows have. Each has d/features neighbouring coordinates of x: one, or one for
   * every class; only in a network parameters are not those of features, and this is d.
   */
  default int features() {
    return dimension();
  }

  /**
   * x_0, where training begins: 0 where f is convex; of a network, weights drawn at random.
   *
   * @param seed decides the draw
   * @return a new vector of length d
   */
  default double[] start(long seed) {
    return new double[dimension()];
  }

  /** R, which the caller adds; without a term that the rows carry themselves. */
  Penalty penalty();

  /** The L2 factor of f, however it is applied. */
  default double regularisation() {
    return penalty().l2();
  }

  /** The same rows without any regulariser, as held-out rows are judged. */
  default Objective dataPart() {
    return this;
  }

  /**
   * sup over x of the largest ratio of curvature to squared row norm, without any regulariser; or
   * infinity.
   */
  double smoothness();

  /**
   * Adds the coordinates of x which row {@code row} reads, and its gradient touches, to the set.
   */
  void touch(CsrBlock block, int row, CoordinateSet coordinates);

  /**
   * The coordinates of one row alone, ascending.
   *
   * @param empty a set to work with, empty before and after
   */
  default int[] touched(CsrBlock block, int row, CoordinateSet empty) {
    touch(block, row, empty);
    return empty.drain();
  }

  /**
   * Adds ∇f_i(x) to the accumulator.
   *
   * @param x parameters, length d; only the touched coordinates are read
   * @param gradient accumulator, length d
   */
  void addGradient(double[] x, CsrBlock block, int row, double[] gradient);

  /**
   * Adds f_i(x), ∇f_i(x) and ‖∇f_i(x)‖² of the rows [from, to) to the sums.
   *
   * @param x parameters, length d
   */
  void accumulate(double[] x, CsrBlock block, int from, int to, GradientSums sums);

  /**
   * How many of the rows [from, to) are classified wrongly at x, each counted once whatever its
   * weight: two classes by whether the margin is above 0, more by the largest score.
   *
   * @return NaN where labels are no classes
   */
  default double errors(double[] x, CsrBlock block, int from, int to) {
    return Double.NaN;
  }

  /**
   * Sums at several iterates that read each row once for all of them.
   *
   * @param iterates each of length d, not modified and not copied
   */
  default JointSums jointSums(List<double[]> iterates) {
    return new SeparateSums(this, iterates);
  }

  /**
   * Adds Σ_i ∇²f_i(x) v over the rows [from, to) to {@code products}, for several v at once. Unless
   * overridden, by central differences of gradients, (∇f(x + hv) − ∇f(x − hv))/(2h) with h‖v‖ =
   * 10⁻⁵ (1 + ‖x‖): where f is three times differentiable the error is (h²/6)‖v‖³ sup ‖∇³f‖,
   * besides a rounding of some 10⁻¹¹ of the gradient, times ‖v‖; across the kinks of ReLU it is a
   * difference, not a derivative.
   *
   * @param vectors k vectors of length d
   * @param products k accumulators of length d
   */
  default void addHessianProducts(
      double[] x, CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    GradientDifferences.addProducts(this, x, block, from, to, vectors, products);
  }

  /**
   * As {@link #addHessianProducts}, with the curvature of every row replaced by its supremum over
   * all x: the matrix that bounds every Hessian.
   *
   * @throws IllegalStateException if {@link #smoothness} is infinite
   */
  void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products);

  /** Adds the gradients of single rows as columns: Σ_i c_i ∇f_i(x) over the rows [from, to). */
  void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum);
}
