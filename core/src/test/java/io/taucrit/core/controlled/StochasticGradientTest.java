package io.taucrit.core.controlled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Means and noise of 20,000 draws, each within {@value #ERRORS} standard errors: with other seeds
 * one of the fewer than 250 numbers compared here would be off by chance with probability 2e-3.
 */
class StochasticGradientTest {
  private static final double ERRORS = 4.5;
  private static final int DRAWS = 20_000;
  private static final Quadratic F = Quadratic.PAPER;
  private static final double[] X = new SplittableRandom(3).doubles(20, -1, 1).toArray();

  private static void hasMoments(
      StochasticGradient gradient, double[] x, double[] mean, double noise) {
    Draws draws = Draws.of(gradient, x, mean, DRAWS, 11);
    for (int v = 0; v < mean.length; v++) {
      assertThat(draws.error(v, mean[v])).as("coordinate %d", v).isCloseTo(0, within(ERRORS));
    }
    assertThat(draws.errorOfNoise(noise)).as("noise").isCloseTo(0, within(ERRORS));
  }

  private static double[] gradient(double[] x) {
    double[] gradient = new double[20];
    F.gradient(x, 0, gradient);
    return gradient;
  }

  @ParameterizedTest
  @CsvSource({"PAPER, 10, 200", "UNIT, 10, 10", "PAPER, 0.5, 10", "UNIT, 1000, 1000"})
  void controlledNoiseIsProperty3sWithEquality(Covariance covariance, double m, double trueM) {
    ControlledProblem problem = new ControlledProblem(m, covariance);
    assertThat(problem.trueM()).isCloseTo(trueM, within(1e-9 * trueM));
    double noise = trueM * F.gradientNormSquared(X);
    hasMoments(problem.task().gradient(), X, gradient(X), noise);
  }

  @Test
  void meansOfDrawsHaveThatPartOfTheNoise() {
    ControlledProblem problem = new ControlledProblem(10, Covariance.PAPER);
    StochasticGradient gradient = problem.task().gradient();
    double noise = problem.trueM() * F.gradientNormSquared(X);
    hasMoments(gradient.mean(8), X, gradient(X), noise / 8);
    hasMoments(new MeanGradient(gradient, 8), X, gradient(X), noise / 8);
    assertThat(new Sparsified(gradient, 2).mean(1)).isInstanceOf(Sparsified.class);
  }

  /** Enumerated: the draws of B blocks, each once. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4, 16})
  void blocksAreUnbiasedWithCorollary2sNoise(int blocks) {
    BlockSeparable problem = new BlockSeparable(F, blocks);
    int dimension = 20 * blocks;
    double[] x = new SplittableRandom(blocks).doubles(dimension, -1, 1).toArray();
    double[] mean = new double[dimension];
    double secondMoment = 0;
    double squaredNorm = 0;
    for (int block = 0; block < blocks; block++) {
      double[] g = drawn(problem, x, 20 * block);
      for (int v = 0; v < 20; v++) {
        mean[20 * block + v] = g[v] / blocks;
        secondMoment += g[v] * g[v] / blocks;
        squaredNorm += g[v] * g[v] / blocks / blocks;
      }
    }
    for (int v = 0; v < dimension; v++) {
      double[] above = x.clone();
      double[] below = x.clone();
      above[v] += 1e-4;
      below[v] -= 1e-4;
      double difference = (value(above) - value(below)) / 2e-4;
      assertThat(mean[v]).isCloseTo(difference, within(1e-8));
    }
    assertThat(secondMoment / squaredNorm - 1).isCloseTo(problem.m(), within(1e-12 * blocks));
    assertThat(problem.m()).isEqualTo(blocks - 1.0);
    double delta = 1.0 / blocks;
    assertThat(problem.m()).isCloseTo((1 - delta) / delta, within(1e-12));
  }

  /** Σ F over blocks of 20. */
  private static double value(double[] x) {
    double sum = 0;
    for (int from = 0; from < x.length; from += 20) {
      sum += F.value(Arrays.copyOfRange(x, from, from + 20));
    }
    return sum;
  }

  private static double[] drawn(BlockSeparable problem, double[] x, int from) {
    SplittableRandom random = new SplittableRandom(5);
    double[] g = new double[20];
    while (problem.draw(x, g, random) != from) {
      // another block
    }
    return g;
  }

  @Test
  void blocksAreDrawnEvenly() {
    BlockSeparable problem = new BlockSeparable(F, 4);
    double[] x = new SplittableRandom(8).doubles(80, -1, 1).toArray();
    double[] mean = new double[80];
    for (int block = 0; block < 4; block++) {
      double[] part = new double[20];
      F.gradient(x, 20 * block, part);
      System.arraycopy(part, 0, mean, 20 * block, 20);
    }
    double squaredNorm = Quadratic.squaredNorm(mean, 80);
    hasMoments(problem, x, mean, 3 * squaredNorm);
    hasMoments(problem.mean(3), x, mean, squaredNorm);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.5, 4, 16})
  void masksAreUnbiased(double alpha) {
    ControlledProblem problem = new ControlledProblem(1, Covariance.UNIT);
    Task masked = Sparsified.of(problem.task(), alpha);
    assertThat(masked.m()).isCloseTo(2 * alpha - 1, within(1e-12));
    double noise = masked.m() * F.gradientNormSquared(X);
    hasMoments(masked.gradient(), X, gradient(X), noise);
  }

  /** Of 20,000 · 20 coordinates 1/16 are kept: 25,000, with a standard deviation of 153. */
  @Test
  void masksKeepOneInAlpha() {
    StochasticGradient masked = new Sparsified(new GaussianGradient(F, 0), 16);
    SplittableRandom random = new SplittableRandom(2);
    double[] g = new double[20];
    double[] full = gradient(X);
    int kept = 0;
    for (int i = 0; i < DRAWS; i++) {
      masked.draw(X, g, random);
      for (int v = 0; v < 20; v++) {
        if (g[v] != 0) {
          kept++;
          assertThat(g[v]).isEqualTo(16 * full[v]);
        }
      }
    }
    assertThat(kept).isCloseTo(25_000, within((int) (ERRORS * 153)));
  }

  @Test
  void refusesWhatIsNoProblem() {
    assertThatThrownBy(() -> new ControlledProblem(-1, Covariance.UNIT))
        .hasMessageContaining("M = -1.0");
    assertThatThrownBy(() -> new BlockSeparable(F, 0)).hasMessageContaining("0 blocks");
    assertThatThrownBy(() -> new Sparsified(new GaussianGradient(F, 0), 0.5))
        .hasMessageContaining("alpha 0.5 < 1");
  }
}
