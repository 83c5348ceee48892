package io.taucrit.core.network;

import io.taucrit.data.CsrBlock;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * One layer of H hidden units between sparse or dense rows and the softmax over K classes:
 *
 * <pre>  h = φ(W₁a + b₁),   s = W₂h + b₂,   x = (W₁, b₁, W₂, b₂),   d = H(m + 1) + K(H + 1)</pre>
 *
 * <p>m features; W₁ lies feature by feature, so that a row reads and writes only the H weights of
 * each feature it has, and W₂ class by class. With δ = φ'(·) ∘ W₂ᵀr and r the softmax's residual,
 * every layer's gradient is an outer product, hence
 *
 * <pre>  ‖∇f_i‖² = ‖δ‖²(‖a‖² + 1) + ‖r‖²(‖h‖² + 1)</pre>
 *
 * <p>No batch normalisation. The start is for features of variance 1. Immutable and thread-safe.
 */
public final class OneHiddenLayer extends SoftmaxNetwork {
  private static final long serialVersionUID = 1L;

  private final Sizes sizes;

  /** m, H, K and φ. */
  private record Sizes(int features, int units, int classes, Activation activation)
      implements Serializable {
    /** Where b₁ begins. */
    int biases() {
      return features * units;
    }

    /** Where W₂ begins. */
    int second() {
      return biases() + units;
    }
  }

  /**
   * @param features m ≥ 1
   * @param units H ≥ 1
   * @param classes K ≥ 2
   * @param lambda weight decay λ ≥ 0
   */
  public OneHiddenLayer(
      int features, int units, int classes, Activation activation, double lambda) {
    super(classes, lambda);
    if (features < 1 || units < 1) {
      throw new IllegalArgumentException(
          "Invalid network: %d features and %d units, both must be >= 1"
              .formatted(features, units));
    }
    long dimension = units * (features + 1L) + classes * (units + 1L);
    if (dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Invalid network: %d parameters > %d".formatted(dimension, Integer.MAX_VALUE - 8));
    }
    sizes = new Sizes(features, units, classes, activation);
  }

  @Override
  public int dimension() {
    return sizes.second() + sizes.classes * (sizes.units + 1);
  }

  @Override
  public double[] start(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[dimension()];
    double variance = sizes.activation.startVariance(sizes.features, sizes.units);
    draw(random, variance, x, 0, sizes.biases());
    return x;
  }

  @Override
  Object sizes() {
    return sizes;
  }

  @Override
  Pass newPass() {
    return new HiddenPass(sizes);
  }

  private static final class HiddenPass extends Pass {
    private final Sizes sizes;
    private final double[] hidden;
    private final double[] back;
    private final double[] scores;

    HiddenPass(Sizes sizes) {
      super(sizes, sizes.classes);
      this.sizes = sizes;
      hidden = new double[sizes.units];
      back = new double[sizes.units];
      scores = new double[sizes.classes];
    }

    @Override
    double[] scores(double[] x, CsrBlock block, int row) {
      double[] z = hidden;
      int[] indices = block.indices();
      float[] values = block.values();
      System.arraycopy(x, sizes.biases(), z, 0, z.length);
      int end = block.rowOffsets()[row + 1];
      for (int k = block.rowOffsets()[row]; k < end; k++) {
        int weights = indices[k] * z.length;
        double value = values[k];
        for (int h = 0; h < z.length; h++) {
          z[h] += value * x[weights + h];
        }
      }
      for (int h = 0; h < z.length; h++) {
        z[h] = sizes.activation.value(z[h]);
      }
      dense(x, sizes.second(), z, z.length, scores);
      return scores;
    }

    @Override
    double addGradient(
        double[] x, CsrBlock block, int row, double[] residual, double factor, double[] gradient) {
      double squaredNorm =
          denseBack(x, sizes.second(), hidden, hidden.length, residual, factor, gradient, back);
      double deltaNorm = 0;
      for (int h = 0; h < back.length; h++) {
        double delta = back[h] * sizes.activation.slope(hidden[h]);
        deltaNorm += delta * delta;
        back[h] = factor * delta;
        gradient[sizes.biases() + h] += back[h];
      }
      return squaredNorm + deltaNorm * (1 + addOuterProduct(block, row, gradient));
    }

    /** Adds a ⊗ δ to the weights; returns ‖a‖². */
    private double addOuterProduct(CsrBlock block, int row, double[] gradient) {
      double[] delta = back;
      int[] indices = block.indices();
      float[] values = block.values();
      double rowNorm = 0;
      int end = block.rowOffsets()[row + 1];
      for (int k = block.rowOffsets()[row]; k < end; k++) {
        int weights = indices[k] * delta.length;
        double value = values[k];
        rowNorm += value * value;
        for (int h = 0; h < delta.length; h++) {
          gradient[weights + h] += value * delta[h];
        }
      }
      return rowNorm;
    }
  }
}
