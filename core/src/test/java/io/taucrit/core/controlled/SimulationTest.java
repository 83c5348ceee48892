package io.taucrit.core.controlled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.controlled.Simulation.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs against transcriptions of appendix B that keep all iterates and all gradients. */
class SimulationTest {
  private static final Task NOISY = new ControlledProblem(2, Covariance.PAPER).task();
  private static final Task NOISELESS = new ControlledProblem(0, Covariance.PAPER).task();
  private static final Task BLOCKS = new BlockSeparable(Quadratic.PAPER, 5).task();

  /** The vector of step t, all zero outside the draw's support. */
  private static double[] draw(StochasticGradient gradient, double[] x, SplittableRandom random) {
    double[] part = new double[gradient.support()];
    int from = gradient.draw(x, part, random);
    double[] g = new double[gradient.dimension()];
    System.arraycopy(part, 0, g, from, part.length);
    return g;
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }

  private static double[] start(Task task) {
    double[] x = new double[task.gradient().dimension()];
    Arrays.fill(x, 10);
    return x;
  }

  private static double[] minus(double[] x, double step, double[] g) {
    double[] next = x.clone();
    for (int v = 0; v < x.length; v++) {
      next[v] -= step * g[v];
    }
    return next;
  }

  /** B.2: loops until the target. */
  private static int miniBatch(Task task, int b, double gammaMb, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StochasticGradient mean = task.gradient().mean(b);
    double[] x = start(task);
    int t = 0;
    for (; norm(x) > task.radius(); t++) {
      x = minus(x, gammaMb, draw(mean, x, random));
    }
    return t;
  }

  /** B.4, with x_i = x_0 for i &lt; τ: the index t of the first x_t at the target. */
  private static int constantDelay(Task task, int tau, double gammaD, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> x = new ArrayList<>();
    List<double[]> g = new ArrayList<>();
    x.add(start(task));
    int t = 0;
    for (; norm(x.get(t)) > task.radius(); t++) {
      g.add(draw(task.gradient(), x.get(t), random));
      x.add(t + 1 < tau ? x.get(0) : minus(x.get(t), gammaD / tau, g.get(t + 1 - tau)));
    }
    return t;
  }

  /** B.3, with diagonal matrices P: row t, coordinate v is written at step writtenAt[t][v]. */
  private static int randomDelays(Task task, int tau, double gammaHw, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> x = new ArrayList<>();
    List<double[]> g = new ArrayList<>();
    List<int[]> writtenAt = new ArrayList<>();
    x.add(start(task));
    int t = 0;
    for (; norm(x.get(t)) > task.radius(); t++) {
      g.add(draw(task.gradient(), x.get(t), random));
      int[] written = new int[20];
      for (int v = 0; v < 20; v += 2) {
        long bits = random.nextLong();
        written[v] = t + (int) Math.floor((bits >>> 32) / 0x1p32 * tau);
        written[v + 1] = t + (int) Math.floor((bits & 0xFFFFFFFFL) / 0x1p32 * tau);
      }
      writtenAt.add(written);
      double[] sum = new double[20];
      for (int i = Math.max(0, t + 1 - tau); i <= t; i++) {
        for (int v = 0; v < 20; v++) {
          sum[v] += writtenAt.get(i)[v] == t ? g.get(i)[v] : 0;
        }
      }
      x.add(minus(x.get(t), gammaHw / tau, sum));
    }
    return t;
  }

  @ParameterizedTest
  @CsvSource({"1, 0.005", "4, 0.01", "7, 0.03", "64, 0.2"})
  void miniBatchesAreThePapers(int b, double gammaMb) {
    for (long seed = 1; seed <= 5; seed++) {
      for (Task task : List.of(NOISY, NOISELESS)) {
        Simulation.Run run = new Simulation(task, Scheme.MINI_BATCH, b).run(gammaMb / b, seed, 1e5);
        assertThat(run)
            .isEqualTo(new Simulation.Run(miniBatch(task, b, gammaMb, seed), Outcome.REACHED));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0.005", "2, 0.01", "7, 0.03", "64, 0.1"})
  void constantDelaysAreThePapers(int tau, double gammaD) {
    for (long seed = 1; seed <= 5; seed++) {
      for (Task task : List.of(NOISY, NOISELESS, BLOCKS)) {
        Simulation.Run run =
            new Simulation(task, Scheme.CONSTANT_DELAY, tau).run(gammaD / tau, seed, 1e5);
        assertThat(run.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(run.updates() * tau)
            .isCloseTo(constantDelay(task, tau, gammaD, seed), within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0.01", "7, 0.03", "64, 0.2"})
  void randomDelaysAreThePapers(int tau, double gammaHw) {
    for (long seed = 1; seed <= 5; seed++) {
      for (Task task : List.of(NOISY, NOISELESS)) {
        Simulation.Run run =
            new Simulation(task, Scheme.RANDOM_DELAYS, tau).run(gammaHw / tau, seed, 1e5);
        assertThat(run.outcome()).isEqualTo(Outcome.REACHED);
        assertThat(run.updates() * tau)
            .isCloseTo(randomDelays(task, tau, gammaHw, seed), within(1e-6));
      }
    }
  }

  /**
   * Each coordinate is written once, after a delay uniform on [τ]: a test of level 1e-3 on each of
   * τ = 2, 7, 64.
   */
  @ParameterizedTest
  @CsvSource({"2", "7", "64"})
  void randomDelaysAreUniform(int tau) {
    RandomDelayWrites writes = new RandomDelayWrites(20, 20, tau);
    SplittableRandom random = new SplittableRandom(tau);
    double[] ones = new double[20];
    Arrays.fill(ones, 1);
    long[] counts = new long[tau];
    double[] expected = new double[tau];
    Arrays.fill(expected, 1);
    for (int i = 0; i < 1_000; i++) {
      double[] x = new double[20];
      double seen = 0;
      for (int wait = 0; wait < tau; wait++) {
        writes.write(x, 0, wait == 0 ? ones : new double[20], -1, random);
        double written = Arrays.stream(x).sum();
        counts[wait] += Math.round(written - seen);
        seen = written;
      }
      assertThat(x).containsOnly(1);
    }
    assertThat(new ChiSquareTest().chiSquareTest(expected, counts)).isGreaterThan(1e-3);
  }

  @Test
  void runsEndEarly() {
    Simulation simulation = new Simulation(NOISELESS, Scheme.MINI_BATCH, 1);
    assertThat(simulation.run(1, 1, 1e9).outcome()).isEqualTo(Outcome.DIVERGED);
    assertThat(simulation.run(1e-3, 1, 10)).isEqualTo(new Simulation.Run(10, Outcome.GIVEN_UP));
    assertThat(simulation.run(Double.NaN, 1, 10).outcome()).isEqualTo(Outcome.DIVERGED);
    // 25 gradients of delay 10 are two and a half updates.
    Simulation delayed = new Simulation(NOISELESS, Scheme.CONSTANT_DELAY, 10);
    assertThat(delayed.run(1e-3, 1, 2.5).updates()).isCloseTo(2.5, within(1e-12));
    assertThatThrownBy(() -> new Simulation(NOISY, Scheme.MINI_BATCH, 0))
        .hasMessageContaining("parallelism: 0 < 1");
  }
}
