package io.taucrit.core.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.taucrit.core.DenseProblem;
import io.taucrit.core.Problems;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.data.CsrBlock;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseSpectrumTest {
  private static final int ROWS = 200;
  private static final int FEATURES = 14;
  private static final double LAMBDA = 0.005;
  private static final double[] X = Problems.point(FEATURES, 0.7, 3);

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  private static CsrBlock block(String loss) {
    return Problems.weighted(Problems.rows(loss, ROWS, FEATURES, 6), 2);
  }

  private static NoiseSpectrum spectrum(String loss, double[] x, int probes, int steps, long seed) {
    CsrBlock block = block(loss);
    InMemoryPasses data =
        InMemoryPasses.sequential(Problems.objective(loss, block, FEATURES, LAMBDA), block);
    return NoiseSpectrum.at(data, x, probes, steps, seed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson", "squared-hinge"})
  void powersSumToTheNoise(String loss) {
    NoiseSpectrum spectrum = spectrum(loss, X, 4, 10, 1);
    double noise = DenseProblem.of(loss, block(loss), FEATURES, LAMBDA).noise(X);
    assertThat(sum(spectrum.powers())).isCloseTo(noise, withinPercentage(1e-9));
    assertThat(spectrum.powers()).hasSize(40);
    for (double power : spectrum.powers()) {
      assertThat(power).isGreaterThanOrEqualTo(0);
    }
  }

  /** The nodes with weight lie between λ and λ_max. */
  @Test
  void curvaturesLieInTheSpectrum() {
    NoiseSpectrum spectrum = spectrum("logistic", X, 4, 10, 1);
    double[][] hessian =
        DenseProblem.of("logistic", block("logistic"), FEATURES, LAMBDA).hessian(X);
    double trace = 0;
    for (int v = 0; v < FEATURES; v++) {
      trace += hessian[v][v];
    }
    for (int i = 0; i < spectrum.powers().length; i++) {
      if (spectrum.powers()[i] > 1e-12) {
        assertThat(spectrum.curvatures()[i]).isBetween(LAMBDA * (1 - 1e-9), trace);
      }
    }
  }

  /**
   * Σ s_i λ_i estimates tr(HΣ), and Σ s_i λ_i² estimates tr(H²Σ), as V times a ratio of quadratic
   * forms in random signs. With C_ij = c_iᵀ(P − R)c_j/n, P = H or H² and R = tr(PΣ)/V, one probe
   * has to first order the variance 2 Σ_{i≠j} C_ij². The mean of 256 probes is nearly normal and
   * leaves five standard errors with probability 6e-7, for each of the two moments of four cases.
   */
  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared", "poisson"})
  void momentsAreThoseOfTheNoise(String loss) {
    checkMoments(loss, X);
  }

  /** The same limits where the mean gradient is large beside the noise and must be left out. */
  @Test
  void theMeanGradientIsNoNoise() {
    double[] far = new double[FEATURES];
    Arrays.fill(far, 20);
    DenseProblem dense = DenseProblem.of("squared", block("squared"), FEATURES, 0);
    double[] mean = dense.gradient(far);
    assertThat(DenseProblem.dot(mean, mean)).isGreaterThan(0.3 * dense.noise(far));
    checkMoments("squared", far);
  }

  private static void checkMoments(String loss, double[] x) {
    int probes = 256;
    NoiseSpectrum spectrum = spectrum(loss, x, probes, 6, 17);
    DenseProblem dense = DenseProblem.of(loss, block(loss), FEATURES, LAMBDA);
    double[][] power = dense.hessian(x);
    for (int moment = 1; moment <= 2; moment++) {
      double estimate = 0;
      for (int i = 0; i < spectrum.powers().length; i++) {
        estimate += spectrum.powers()[i] * Math.pow(spectrum.curvatures()[i], moment);
      }
      double exact = traceOfProduct(power, dense.covariance(x));
      double standardError = Math.sqrt(variance(dense, x, power, exact / dense.noise(x)) / probes);
      assertThat(standardError).as("a test that can fail").isLessThan(0.1 * exact);
      assertThat(estimate).isCloseTo(exact, within(5 * standardError));
      power = product(power, dense.hessian(x));
    }
  }

  private static double variance(DenseProblem dense, double[] x, double[][] power, double ratio) {
    double[] mean = dense.gradient(x);
    double[][] centred = new double[ROWS][];
    for (int i = 0; i < ROWS; i++) {
      centred[i] = dense.rowGradient(x, i);
      for (int v = 0; v < FEATURES; v++) {
        centred[i][v] -= mean[v];
      }
    }
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
      double[] image = new double[FEATURES];
      for (int v = 0; v < FEATURES; v++) {
        image[v] = DenseProblem.dot(power[v], centred[i]) - ratio * centred[i][v];
      }
      for (int j = 0; j < ROWS; j++) {
        double c = DenseProblem.dot(image, centred[j]) / ROWS;
        sum += i == j ? 0 : 2 * c * c;
      }
    }
    return sum;
  }

  private static double traceOfProduct(double[][] a, double[][] b) {
    double trace = 0;
    for (int u = 0; u < a.length; u++) {
      for (int v = 0; v < a.length; v++) {
        trace += a[u][v] * b[v][u];
      }
    }
    return trace;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][a.length];
    for (int u = 0; u < a.length; u++) {
      for (int v = 0; v < a.length; v++) {
        for (int w = 0; w < a.length; w++) {
          c[u][v] += a[u][w] * b[w][v];
        }
      }
    }
    return c;
  }

  @Test
  void noNoiseHasNoPower() {
    // Two equal rows: every gradient is the mean gradient.
    CsrBlock block =
        new CsrBlock(
            new int[] {0, 1, 2}, new int[] {0, 0}, new float[] {1, 1}, new float[] {1, 1}, null);
    InMemoryPasses data =
        InMemoryPasses.sequential(Problems.objective("squared", block, 2, 0.1), block);
    NoiseSpectrum spectrum = NoiseSpectrum.at(data, new double[] {1, 2}, 2, 4, 1);
    assertThat(sum(spectrum.powers())).isZero();
  }
}
