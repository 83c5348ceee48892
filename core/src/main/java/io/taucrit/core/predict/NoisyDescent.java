package io.taucrit.core.predict;

import io.taucrit.core.spectrum.NoiseSpectrum;
import io.taucrit.core.sweep.Measure;
import java.util.Arrays;

/**
 * The expected suboptimality of mini-batch SGD with one constant averaged step γ along a path of
 * descent: the bias B(t) of the path, and the noise that has entered by then and was not forgotten
 * since. In eigendirection i of ∇²f(x⋆), with curvature λ_i and noise power s_i,
 *
 * <pre>
 *   E e_i²(t + 1) = (1 − γλ_i)² E e_i²(t) + (γ²/b) s_i V(x_t)/V(x⋆),   e_i(0) = 0,
 *   N(t) = Σ_i (λ_i/2) E e_i²(t),   proportional to 1/b
 * </pre>
 *
 * so that noise which entered early, where V was larger, counts as what it was. The recursion is
 * summed in closed form between points in time 3 % apart. Immutable and thread-safe.
 */
final class NoisyDescent {
  private static final double TIME_RATIO = 1.03;

  /** Where noise feeds on itself without bound it counts this much at least: far too much. */
  private static final double LEAST_LEFT = 0.02;

  private final double step;
  private final double[] times;
  private final double[] bias;

  /** V(x_t) along the path. */
  private final double[] power;

  /** N at b = 1 from each probe's nodes, by probe and time, and their sum. */
  private final double[][] entered;

  private final double[] sum;
  private final double[] shares;

  private NoisyDescent(
      double step,
      double[] times,
      double[] bias,
      double[] power,
      double[][] entered,
      double[] shares) {
    this.step = step;
    this.times = times;
    this.bias = bias;
    this.power = power;
    this.entered = entered;
    this.shares = shares;
    sum = new double[times.length];
    for (double[] probe : entered) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += probe[k];
      }
    }
  }

  /**
   * @param path of descent, rescaled in γt for another step than its own
   * @param measure of N; in ‖∇f‖² a direction counts λ_i² E e_i²
   * @param noiseAtOptimum V(x⋆)
   */
  static NoisyDescent of(
      DescentPath path,
      Measure measure,
      double step,
      double delay,
      NoiseSpectrum spectrum,
      double noiseAtOptimum) {
    double[] times = times(path.horizon() / step);
    double[] bias = new double[times.length];
    double[] power = new double[times.length];
    int probes = spectrum.probes();
    double[][] entered = new double[probes][times.length];
    int nodes = spectrum.curvatures().length;
    double[] squares = new double[nodes];
    double[] contraction = new double[nodes];
    for (int i = 0; i < nodes; i++) {
      double a = step * spectrum.curvatures()[i];
      double left = a > 0 ? 1 - 1 / DelayedMode.gain(a, delay) : 1;
      // The base step may exceed the stable range of a Ritz value by rounding only.
      contraction[i] = Math.max(0, Math.min(left, 1 - 1e-15));
    }
    double previous = 0;
    for (int k = 0; k < times.length; k++) {
      double span = times[k] - previous;
      // Noise enters at x_s for s from the last time to this one, exclusive.
      double entry = step * (previous + Math.max(previous, times[k] - 1)) / 2;
      double ratio = noiseAtOptimum > 0 ? path.noiseAt(entry) / noiseAtOptimum : 0;
      for (int i = 0; i < nodes; i++) {
        double kept = span == 1 ? contraction[i] : Math.pow(contraction[i], span);
        double gain = (1 - kept) / (1 - contraction[i]);
        squares[i] = kept * squares[i] + step * step * spectrum.powers()[i] * ratio * gain;
        double curvature = spectrum.curvatures()[i];
        double weight = measure == Measure.GRADIENT ? curvature * curvature : curvature / 2;
        entered[i * probes / nodes][k] += weight * squares[i];
      }
      bias[k] = path.at(measure, step * times[k]);
      power[k] = path.noiseAt(step * times[k]);
      previous = times[k];
    }
    return new NoisyDescent(step, times, bias, power, entered, shares(spectrum));
  }

  /** 1, 2, 3, … and then each 3 % later, up to the horizon. */
  private static double[] times(double horizon) {
    double[] times = new double[64];
    int k = 0;
    for (double t = 1; ; t = Math.max(t + 1, t * TIME_RATIO)) {
      if (k == times.length) {
        times = Arrays.copyOf(times, 2 * k);
      }
      times[k++] = Math.min(t, horizon);
      if (t >= horizon) {
        return Arrays.copyOf(times, k);
      }
    }
  }

  /** Each probe's share of the noise power. */
  private static double[] shares(NoiseSpectrum spectrum) {
    double[] shares = new double[spectrum.probes()];
    int nodes = spectrum.powers().length;
    double total = Arrays.stream(spectrum.powers()).sum();
    for (int i = 0; i < nodes; i++) {
      shares[i * shares.length / nodes] += total > 0 ? spectrum.powers()[i] / total : 0;
    }
    return shares;
  }

  double step() {
    return step;
  }

  /** N(t_k) at b = 1, perhaps from all probes but one, which then stand for the whole power. */
  private double noise(int k, int leftOut) {
    return leftOut < 0 ? sum[k] : (sum[k] - entered[leftOut][k]) / (1 - shares[leftOut]);
  }

  /**
   * First t at which bias plus noise is at most δ, log-interpolated; null if there is none.
   *
   * @param initial suboptimality at the start
   * @param leftOut a probe not to count, −1 for none
   * @param feedback κ of {@link NoiseFeedback}: with V + κN in the place of V, N is N/(1 − κN/V)
   */
  Double crossing(double batch, double delta, double initial, int leftOut, double feedback) {
    double previousTime = 0;
    double previousTotal = initial;
    for (int k = 0; k < times.length; k++) {
      double noise = noise(k, leftOut) / batch;
      double left = power[k] > 0 ? 1 - feedback * noise / power[k] : 1;
      double total = bias[k] + noise / Math.max(LEAST_LEFT, left);
      if (total <= delta) {
        double share = Math.log(previousTotal / delta) / Math.log(previousTotal / total);
        return Math.max(1, previousTime + share * (times[k] - previousTime));
      }
      previousTime = times[k];
      previousTotal = total;
    }
    return null;
  }
}
