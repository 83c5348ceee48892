package io.taucrit.core.network;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.Softmax;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A network with K scores s(x, a_i) for a row a_i of class y_i ∈ {0, …, K−1}, and the cross-entropy
 * of their softmax:
 *
 * <pre>  f_i(x) = log Σ_k exp(s_k) − s_{y_i},   ∂f_i/∂s_k = exp(s_k)/Σ_j exp(s_j) − [k = y_i]</pre>
 *
 * <p>The start draws the weights of the layers below the scores; those of the scores, and all
 * biases, are 0: at x_0 every class is as likely as any other, and f is log K. λ of the objective
 * is the weight decay, on all parameters. Labels are the class numbers; row weights are not used.
 * Immutable and thread-safe: what a row needs besides x lies in a {@link Pass} that each thread
 * keeps.
 */
public abstract class SoftmaxNetwork implements Objective {
  private static final long serialVersionUID = 1L;
  private static final ThreadLocal<Pass> LAST = new ThreadLocal<>();

  private final int classes;
  private final double lambda;

  /**
   * @param classes K ≥ 2
   * @param lambda weight decay λ ≥ 0
   */
  SoftmaxNetwork(int classes, double lambda) {
    if (classes < 2 || !(lambda >= 0)) {
      throw new IllegalArgumentException(
          "Invalid network: %d classes < 2 or lambda %s < 0".formatted(classes, lambda));
    }
    this.classes = classes;
    this.lambda = lambda;
  }

  /** The activations of one row, forward and backward; one thread's own. */
  abstract static class Pass {
    private final Object sizes;
    private final double[] residual;

    Pass(Object sizes, int classes) {
      this.sizes = sizes;
      residual = new double[classes];
    }

    /** s(x, a), length K; overwritten by the next row. */
    abstract double[] scores(double[] x, CsrBlock block, int row);

    /**
     * Adds {@code factor} times the gradient of the row that was scored last, at the same x.
     *
     * @param residual ∂f_i/∂s, length K
     * @return the squared norm of the row's gradient, without the factor
     */
    abstract double addGradient(
        double[] x, CsrBlock block, int row, double[] residual, double factor, double[] gradient);
  }

  /** All that a {@link Pass} depends on. */
  abstract Object sizes();

  abstract Pass newPass();

  private Pass pass() {
    Pass pass = LAST.get();
    if (pass == null || !pass.sizes.equals(sizes())) {
      pass = newPass();
      LAST.set(pass);
    }
    return pass;
  }

  /**
   * Checks that labels are class numbers.
   *
   * @throws InputException if they are not
   */
  public void check(Labels labels) {
    if (!labels.allCounts() || labels.max() >= classes) {
      throw new InputException(
          "Invalid labels for a network of %d classes: they lie in [%s, %s], but must be whole"
                  .formatted(classes, labels.min(), labels.max())
              + " numbers from 0 to %d; renumber them".formatted(classes - 1));
    }
  }

  @Override
  public Penalty penalty() {
    return Penalty.l2(lambda);
  }

  /** Infinite: the curvature of a network has no bound. */
  @Override
  public double smoothness() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public void touch(CsrBlock block, int row, CoordinateSet coordinates) {
    for (int v = 0; v < dimension(); v++) {
      coordinates.add(v);
    }
  }

  @Override
  public void addGradient(double[] x, CsrBlock block, int row, double[] gradient) {
    addGradient(pass(), x, block, row, 1, gradient);
  }

  @Override
  public void addCombination(
      double[] x, CsrBlock block, int from, int to, double[] coefficients, double[] sum) {
    Pass pass = pass();
    for (int row = from; row < to; row++) {
      addGradient(pass, x, block, row, coefficients[row], sum);
    }
  }

  private static void addGradient(
      Pass pass, double[] x, CsrBlock block, int row, double factor, double[] gradient) {
    Softmax.crossEntropy(pass.scores(x, block, row), (int) block.labels()[row], pass.residual);
    pass.addGradient(x, block, row, pass.residual, factor, gradient);
  }

  @Override
  public void accumulate(double[] x, CsrBlock block, int from, int to, GradientSums sums) {
    Pass pass = pass();
    double loss = 0;
    double squaredNorms = 0;
    for (int row = from; row < to; row++) {
      double[] scores = pass.scores(x, block, row);
      loss += Softmax.crossEntropy(scores, (int) block.labels()[row], pass.residual);
      squaredNorms += pass.addGradient(x, block, row, pass.residual, 1, sums.gradient());
    }
    sums.add(to - from, loss, squaredNorms);
  }

  /** Scores that are not numbers classify wrongly. */
  @Override
  public double errors(double[] x, CsrBlock block, int from, int to) {
    Pass pass = pass();
    int errors = 0;
    for (int row = from; row < to; row++) {
      double[] scores = pass.scores(x, block, row);
      errors += Softmax.largest(scores, (int) block.labels()[row]) ? 0 : 1;
    }
    return errors;
  }

  @Override
  public void addCurvatureBoundProducts(
      CsrBlock block, int from, int to, double[][] vectors, double[][] products) {
    throw new IllegalStateException("Cannot bound the curvature of a network: it has no supremum");
  }

  /** Fills the weights [from, to) with normal deviates. */
  static void draw(SplittableRandom random, double variance, double[] x, int from, int to) {
    double deviation = Math.sqrt(variance);
    for (int v = from; v < to; v++) {
      x[v] = deviation * random.nextGaussian();
    }
  }

  /** outputs = biases + (rows of weights)·input; weights row by row, biases after them. */
  static void dense(double[] x, int weights, double[] input, int length, double[] outputs) {
    int biases = weights + outputs.length * length;
    for (int k = 0; k < outputs.length; k++) {
      double sum = x[biases + k];
      int row = weights + k * length;
      for (int h = 0; h < length; h++) {
        sum += x[row + h] * input[h];
      }
      outputs[k] = sum;
    }
  }

  /**
   * The way back through {@link #dense}: adds the factor times the gradient of its weights and
   * biases, and sets {@code inputGradient} to what its input gets.
   *
   * @return squared norm of the gradient of weights and biases, without the factor
   */
  static double denseBack(
      double[] x,
      int weights,
      double[] input,
      int length,
      double[] residual,
      double factor,
      double[] gradient,
      double[] inputGradient) {
    int biases = weights + residual.length * length;
    Arrays.fill(inputGradient, 0, length, 0);
    double residualNorm = 0;
    for (int k = 0; k < residual.length; k++) {
      double r = residual[k];
      double scaled = factor * r;
      int row = weights + k * length;
      for (int h = 0; h < length; h++) {
        inputGradient[h] += r * x[row + h];
      }
      for (int h = 0; h < length; h++) {
        gradient[row + h] += scaled * input[h];
      }
      gradient[biases + k] += scaled;
      residualNorm += r * r;
    }
    double inputNorm = 1;
    for (int h = 0; h < length; h++) {
      inputNorm += input[h] * input[h];
    }
    return residualNorm * inputNorm;
  }
}
