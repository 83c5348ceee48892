package io.taucrit.core.predict;

/**
 * One eigendirection of descent under a constant delay τ ≥ 1, with a = γλ the step times its
 * curvature, and fresh noise in every update:
 *
 * <pre>
 *   e_{t+1} = e_t − a e_{t+1−τ} + ξ_t,   e_i = e_0 for i &lt; τ     (appendix B.4 of Stich et al., 2021)
 * </pre>
 *
 * <p>With φ = arcsin(a/2) and θ = (2τ − 1)φ it is stable for θ &lt; π/2, and unit noise leaves it
 * with the stationary variance
 *
 * <pre>
 *   G = Σ_k h_k² = (1 + sin θ)/(2a cos φ cos θ)
 * </pre>
 *
 * <p>where h is the response to one unit: 1/(a(2 − a)) at τ = 1, (1 + a)/(a(2 + a)(1 − a)) at τ =
 * 2, and for small a that of the delay equation (Küchler and Mensch, 1992). A delay costs little
 * while aτ is small: noise counts 1 + aτ times.
 */
final class DelayedMode {
  private DelayedMode() {}

  /** θ; not a number beyond a = 2. */
  private static double angle(double a, double delay) {
    return (2 * delay - 1) * Math.asin(a / 2);
  }

  /** Whether e_t goes to 0 without noise. */
  static boolean stable(double a, double delay) {
    return angle(a, delay) < Math.PI / 2;
  }

  /** G of a stable mode, a &gt; 0. */
  static double gain(double a, double delay) {
    double theta = angle(a, delay);
    return (1 + Math.sin(theta)) / (2 * a * Math.cos(Math.asin(a / 2)) * Math.cos(theta));
  }
}
