package io.taucrit.core.controlled;

import java.io.Serializable;

/**
 * What SGD is to do: from x_0 = 10·1 to ‖x_t‖ ≤ 0.1 d √(D/d) around the minimum, which is at 0.
 * With D = d that is the target of Stich et al. (2021), section 7.1, ‖x_t‖/d ≤ 0.1; with B = D/d
 * blocks it is that of the blocks' root mean square.
 *
 * @param f gives d, and the curvature of each block of d coordinates
 * @param gradient of D coordinates
 * @param m M of Property 3: V(x) = M‖∇f(x)‖²
 * @param steps of a single gradient, among which the best is looked for
 */
public record Task(Quadratic f, StochasticGradient gradient, double m, StepGrid steps)
    implements Serializable {
  private static final double START = 10;
  private static final double TARGET = 0.1;

  /** Each coordinate of x_0. */
  public double start() {
    return START;
  }

  /** ‖x_0‖. */
  public double distance() {
    return START * Math.sqrt(gradient.dimension());
  }

  /** The norm to reach. */
  public double radius() {
    double d = f.dimension();
    return TARGET * d * Math.sqrt(gradient.dimension() / d);
  }

  /** The same with another stochastic gradient of the same f. */
  public Task with(StochasticGradient other, double otherM) {
    return new Task(f, other, otherM, steps);
  }
}
