package io.taucrit.core.spectrum;

import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.random.CounterRandom;
import java.util.Arrays;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * How the gradient noise at x spreads over the curvature there: the measure Σ_i s_i δ(λ_i), where
 * λ_i are eigenvalues of H = ∇²f(x) and s_i = u_iᵀΣu_i is the noise power in the eigendirection
 * u_i, Σ the covariance of one row's gradient, Σ_i s_i = V(x).
 *
 * <p>With λ₁ both H and Σ are those on the coordinates that are not held at 0 ({@link
 * Penalty#keepActive}), scaled to Σ s_i = V(x) nevertheless, as what is asked of V is a ratio along
 * a path.
 *
 * <p>It is the mean of Gauss quadratures: for random signs ε the vector z = n^{−1/2} Σ_i ε_i (g_i −
 * ∇f) has E zzᵀ = Σ, and k Lanczos steps with H from z give k nodes and weights that integrate all
 * polynomials up to degree 2k − 1 against the measure of z exactly.
 *
 * @param probes number of sign vectors
 * @param curvatures the nodes, probe after probe, equally many of each
 * @param powers the weights, Σ = V(x)
 */
public record NoiseSpectrum(int probes, double[] curvatures, double[] powers) {

  /**
   * @param probes number of sign vectors; each shares the passes of the others
   * @param steps Lanczos steps, each one pass
   */
  public static NoiseSpectrum at(
      InMemoryPasses data, double[] x, int probes, int steps, long seed) {
    GradientStatistics at = data.at(x);
    double[][] starts = new double[probes][];
    for (int j = 0; j < probes; j++) {
      starts[j] = signedNoise(data, x, at, CounterRandom.of(seed, j));
    }
    Penalty penalty = data.objective().penalty();
    penalty.keepActive(x, starts);
    Lanczos lanczos =
        new Lanczos(
            vectors -> {
              double[][] products = data.hessianTimes(x, vectors);
              penalty.keepActive(x, products);
              return products;
            },
            starts,
            steps);
    while (lanczos.steps() < steps) {
      lanczos.step();
    }
    return average(lanczos, probes, at.noise());
  }

  private static double[] signedNoise(
      InMemoryPasses data, double[] x, GradientStatistics at, CounterRandom random) {
    int n = Math.toIntExact(data.rows());
    double[] signs = new double[n];
    Arrays.setAll(signs, i -> random.bits(i) < 0 ? -1 : 1);
    double signSum = Arrays.stream(signs).sum();
    double[] z = data.combination(x, signs);
    Penalty penalty = data.objective().penalty();
    int penalised = penalty.end(z.length);
    for (int v = 0; v < z.length; v++) {
      double dataMean = at.gradient()[v] - (v < penalised ? penalty.l2() * x[v] : 0);
      z[v] = (z[v] - signSum * dataMean) / Math.sqrt(n);
    }
    return z;
  }

  /** The largest node, close to λ_max(H) as Lanczos finds the ends first. */
  public double largestCurvature() {
    return Arrays.stream(curvatures).max().orElse(0);
  }

  /** Pools the probes and scales the weights so that they sum to the exact V. */
  private static NoiseSpectrum average(Lanczos lanczos, int probes, double noise) {
    int steps = lanczos.steps();
    double[] curvatures = new double[probes * steps];
    double[] powers = new double[probes * steps];
    double sum = 0;
    for (int j = 0; j < probes; j++) {
      EigenDecomposition t = lanczos.tridiagonal(j);
      double squaredNorm = lanczos.startNorm(j) * lanczos.startNorm(j);
      for (int i = 0; i < steps; i++) {
        double first = t.getEigenvector(i).getEntry(0);
        curvatures[j * steps + i] = Math.max(0, t.getRealEigenvalue(i));
        powers[j * steps + i] = squaredNorm * first * first;
        sum += powers[j * steps + i];
      }
    }
    for (int i = 0; i < powers.length; i++) {
      powers[i] *= sum > 0 ? noise / sum : 0;
    }
    return new NoiseSpectrum(probes, curvatures, powers);
  }
}
