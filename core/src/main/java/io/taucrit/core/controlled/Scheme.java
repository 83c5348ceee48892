package io.taucrit.core.controlled;

/**
 * How SGD at parallelism q writes its gradients: appendix B of Stich et al. (2021). With γ the step
 * of a single gradient, the steps that the paper names are γ_mb = qγ, γ_HW = qγ and γ_d = qγ.
 */
public enum Scheme {
  /** x ← x − (γ_mb/q) Σ g^i(x), q gradients at the same x: B.2. */
  MINI_BATCH("mini-batch SGD"),
  /** Each coordinate of a gradient is written after a delay of its own, uniform on [q]: B.3. */
  RANDOM_DELAYS("SGD with random delays"),
  /** x_{t+1} = x_t − (γ_d/q) g(x_{t+1−q}), x_i = x_0 for i &lt; q: B.4. */
  CONSTANT_DELAY("SGD with constant delay");

  private final String text;

  Scheme(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** What one loop draws. */
  StochasticGradient gradient(StochasticGradient single, int parallelism) {
    return this == MINI_BATCH ? single.mean(parallelism) : single;
  }

  /** How many single gradients one loop draws. */
  int gradients(int parallelism) {
    return this == MINI_BATCH ? parallelism : 1;
  }

  Writes writes(StochasticGradient gradient, int parallelism) {
    if (this == MINI_BATCH || parallelism == 1) {
      return new ImmediateWrites(gradient.support());
    }
    return this == CONSTANT_DELAY
        ? new ConstantDelayWrites(gradient.support(), parallelism)
        : new RandomDelayWrites(gradient.dimension(), gradient.support(), parallelism);
  }
}
