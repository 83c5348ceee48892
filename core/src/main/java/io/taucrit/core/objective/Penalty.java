package io.taucrit.core.objective;

import java.io.Serializable;

/**
 * The regulariser R of f(x) = (1/n) Σ_i f_i(x) + R(x), an elastic net on all coordinates but the
 * last few, which are free, as intercepts are:
 *
 * <pre>  R(x) = Σ_{v &lt; d − free} (λ₂/2) x_v² + λ₁ |x_v|</pre>
 *
 * <p>R is deterministic and adds no noise. Its first part is smooth, and a step on it is a decay;
 * the second has a proximal step, soft thresholding (Parikh and Boyd, Proximal Algorithms, 2014,
 * section 6.5.2).
 *
 * @param l2 λ₂ ≥ 0
 * @param l1 λ₁ ≥ 0
 * @param free how many of the last coordinates are not penalised
 */
public record Penalty(double l2, double l1, int free) implements Serializable {
  public Penalty {
    if (!(l2 >= 0) || !(l1 >= 0) || free < 0) {
      throw new IllegalArgumentException(
          "Invalid penalty: lambda %s or l1 %s < 0, or %d free coordinates"
              .formatted(l2, l1, free));
    }
  }

  /** (λ/2)‖x‖². */
  public static Penalty l2(double lambda) {
    return new Penalty(lambda, 0, 0);
  }

  /** 0. */
  public static Penalty none() {
    return l2(0);
  }

  /** Without λ₁. */
  public Penalty smoothPart() {
    return new Penalty(l2, 0, free);
  }

  /** Coordinates of a vector of length {@code dimension} that are penalised: those before. */
  public int end(int dimension) {
    return dimension - free;
  }

  /** R(x). */
  public double value(double[] x) {
    double squares = 0;
    double absolutes = 0;
    for (int v = 0; v < end(x.length); v++) {
      squares += x[v] * x[v];
      absolutes += Math.abs(x[v]);
    }
    return l2 / 2 * squares + l1 * absolutes;
  }

  /** Adds λ₂ x to a gradient. */
  public void addSmoothGradient(double[] x, double[] gradient) {
    for (int v = 0; v < end(x.length); v++) {
      gradient[v] += l2 * x[v];
    }
  }

  /**
   * The component at v of the shortest subgradient of f, which is 0 for all v exactly at a
   * minimiser.
   *
   * @param smooth the component of the gradient of f without λ₁‖x‖₁
   */
  public double shortest(double[] x, int v, double smooth) {
    if (l1 == 0 || v >= end(x.length)) {
      return smooth;
    }
    return x[v] == 0 ? threshold(smooth, l1) : smooth + Math.copySign(l1, x[v]);
  }

  /**
   * The proximal step of γλ₁‖·‖₁ in place: each penalised coordinate nearer to 0 by {@code
   * step}·λ₁, at most to 0.
   */
  public void shrink(double[] x, double step) {
    if (l1 > 0) {
      for (int v = 0; v < end(x.length); v++) {
        x[v] = threshold(x[v], step * l1);
      }
    }
  }

  /**
   * Sets components to 0 where x_v = 0 is held there by λ₁: what is left is the space in which f is
   * smooth around x.
   */
  public void keepActive(double[] x, double[][] vectors) {
    if (l1 > 0) {
      for (int v = 0; v < end(x.length); v++) {
        if (x[v] == 0) {
          for (double[] vector : vectors) {
            vector[v] = 0;
          }
        }
      }
    }
  }

  /** Soft thresholding: sign(x) max(0, |x| − t). */
  public static double threshold(double x, double t) {
    return x > t ? x - t : x < -t ? x + t : 0;
  }
}
