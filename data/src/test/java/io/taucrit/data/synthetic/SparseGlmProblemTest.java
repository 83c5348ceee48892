package io.taucrit.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.synthetic.SparseGlmProblem.Options;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparseGlmProblemTest {
  /** Two-sided normal quantile of probability 1e-6 to be exceeded. */
  private static final double Z = 4.892;

  private static final int ROWS = 20_000;

  @ParameterizedTest
  @CsvSource({"0.5, 30, 0.8", "1, 10, 1.2", "0.05, 20, 0", "0.9, 100, 0.3"})
  void frequenciesAreAsAsked(double delta, double nonzeros, double exponent) {
    SparseGlmProblem problem =
        problem(
            "logistic",
            o -> o.withDelta(delta).withNonzerosPerRow(nonzeros).withExponent(exponent));
    int features = problem.options().features();
    double[] count = new double[features];
    CsrBlock block = problem.block(0, ROWS);
    for (int index : block.indices()) {
      count[index]++;
    }
    // Each of the three fails by chance with probability below 1e-6 a problem: the normal bound for
    // one feature and for the mean; Bonferroni with Bernstein's inequality over all features.
    double spread = Math.sqrt(delta * (1 - delta) / ROWS);
    assertThat(count[0] / ROWS).isCloseTo(delta, within(Z * spread + 1e-12));
    assertThat((double) block.nonzeros() / ROWS)
        .isCloseTo(nonzeros, within(Z * Math.sqrt(nonzeros / ROWS)));
    double log = Math.log(features / 1e-6);
    double bound = spread * Math.sqrt(2 * log) + log / (1.5 * ROWS);
    assertThat(Arrays.stream(count).max().orElseThrow() / ROWS).isLessThan(delta + bound);
  }

  /**
   * Chi-square over the head, the middle and the tail: three cells, level 1e-6 each (z = 4.892).
   */
  @Test
  void frequenciesFollowThePowerLaw() {
    FeatureDistribution law = new FeatureDistribution(5000, 30, 0.5, 0.8);
    CsrBlock block =
        problem(
                "squared",
                o -> o.withDelta(0.5).withNonzerosPerRow(30).withExponent(0.8).withFeatures(5000))
            .block(0, ROWS);
    int[] bounds = {0, 1, 7, 8, 100, 127, 128, 1000, 1023, 1024, 4095, 4096, 5000};
    double total = 0;
    for (int cell = 0; cell + 1 < bounds.length; cell++) {
      int from = bounds[cell];
      int to = bounds[cell + 1];
      double expected = 0;
      for (int v = from; v < to; v++) {
        expected += law.probability(v);
      }
      total += expected;
      long observed = Arrays.stream(block.indices()).filter(v -> v >= from && v < to).count();
      assertThat(observed / (double) ROWS)
          .as("features [%d, %d)", from, to)
          .isCloseTo(expected, within(Z * Math.sqrt(expected / ROWS)));
    }
    assertThat(total).isCloseTo(30, within(1e-9));
    assertThat(law.probability(0)).isEqualTo(0.5);
  }

  @Test
  void rowsDoNotDependOnTheSplit() {
    SparseGlmProblem problem = problem("poisson", o -> o.withSeed(9));
    CsrBlock whole = problem.block(0, 100);
    CsrBlock head = problem.block(0, 37);
    CsrBlock tail = problem.block(37, 63);

    assertThat(concatenated(head.indices(), tail.indices())).isEqualTo(whole.indices());
    assertThat(head.values()).isEqualTo(Arrays.copyOf(whole.values(), head.nonzeros()));
    assertThat(tail.values())
        .isEqualTo(Arrays.copyOfRange(whole.values(), head.nonzeros(), whole.nonzeros()));
    assertThat(tail.labels()).isEqualTo(Arrays.copyOfRange(whole.labels(), 37, 100));
    assertThat(problem("poisson", o -> o.withSeed(10)).block(0, 100).indices())
        .isNotEqualTo(whole.indices());
  }

  @Test
  void rowsHaveNormOne() {
    CsrBlock block = problem("logistic", UnaryOperator.identity()).block(0, 1000);
    for (int row = 0; row < block.rows(); row++) {
      double normSquared = 0;
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        assertThat(block.values()[k]).isPositive();
        normSquared += block.values()[k] * (double) block.values()[k];
      }
      assertThat(normSquared).isCloseTo(1, within(1e-5));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"logistic", "squared-hinge"})
  void plantedMarginsPredictTheClass(String loss) {
    CsrBlock block = problem(loss, UnaryOperator.identity()).block(0, ROWS);
    double[] margins = margins(block, problem(loss, UnaryOperator.identity()).planted());
    double expected = 0;
    int correct = 0;
    for (int row = 0; row < ROWS; row++) {
      expected += 1 / (1 + Math.exp(-Math.abs(margins[row])));
      correct += Math.signum(margins[row]) == block.labels()[row] ? 1 : 0;
    }
    // Sum of independent indicators of the given probabilities; fails by chance 1e-6.
    assertThat((correct - expected) / ROWS).isCloseTo(0, within(Z * 0.5 / Math.sqrt(ROWS)));
    assertThat(expected / ROWS).isGreaterThan(0.7);
    assertThat(Labels.of(block).allPlusMinusOne()).isTrue();
  }

  /** Counts of a class against its probabilities; each of the 8 fails by chance 1e-6. */
  @Test
  void classesAreDrawnBySoftmaxOfTheirMargins() {
    SparseGlmProblem problem = problem("multinomial", o -> o);
    CsrBlock block = problem.block(0, ROWS);
    double[] planted = problem.planted();
    int classes = planted.length / problem.options().features();
    assertThat(classes).isEqualTo(4);
    double[][] odds = new double[classes][];
    for (int k = 0; k < classes; k++) {
      double[] x = new double[problem.options().features()];
      for (int v = 0; v < x.length; v++) {
        x[v] = planted[v * classes + k];
      }
      odds[k] = Arrays.stream(margins(block, x)).map(Math::exp).toArray();
    }
    for (int k = 0; k < classes; k++) {
      double excess = 0;
      double weighted = 0;
      double variance = 0;
      double weightedVariance = 0;
      for (int row = 0; row < ROWS; row++) {
        double sum = 0;
        for (double[] ofClass : odds) {
          sum += ofClass[row];
        }
        double p = odds[k][row] / sum;
        double residual = (block.labels()[row] == k ? 1 : 0) - p;
        excess += residual;
        weighted += p * residual;
        variance += p * (1 - p);
        weightedVariance += p * p * p * (1 - p);
      }
      assertThat(excess).isCloseTo(0, within(Z * Math.sqrt(variance)));
      // Weighted by p: a draw that flattened the probabilities would show.
      assertThat(weighted).isCloseTo(0, within(Z * Math.sqrt(weightedVariance)));
    }
  }

  @Test
  void marginsHaveAboutTheStandardDeviationAskedFor() {
    // The signal is the deviation over coefficients; a data set with many features comes close.
    for (double signal : new double[] {0.5, 3}) {
      SparseGlmProblem problem = problem("squared", o -> o.withSignal(signal).withDelta(0.1));
      double[] margins = margins(problem.block(0, ROWS), problem.planted());
      double mean = Arrays.stream(margins).average().orElseThrow();
      double variance = Arrays.stream(margins).map(m -> (m - mean) * (m - mean)).sum() / ROWS;
      assertThat(Math.sqrt(variance)).isBetween(0.7 * signal, 1.3 * signal);
    }
  }

  @Test
  void squaredLabelsAddNoiseOfVarianceOneQuarter() {
    SparseGlmProblem problem = problem("squared", UnaryOperator.identity());
    CsrBlock block = problem.block(0, ROWS);
    double[] margins = margins(block, problem.planted());
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < ROWS; row++) {
      double residual = block.labels()[row] - margins[row];
      sum += residual;
      squares += residual * residual;
    }
    // Standard deviation of the mean is 0.5 / √n, of the mean square 0.25 √(2 / n); 1e-6 each.
    assertThat(sum / ROWS).isCloseTo(0, within(Z * 0.5 / Math.sqrt(ROWS)));
    assertThat(squares / ROWS).isCloseTo(0.25, within(Z * 0.25 * Math.sqrt(2.0 / ROWS)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 2.5})
  void poissonLabelsHaveMeanAndVarianceOfTheRate(double signal) {
    SparseGlmProblem problem = problem("poisson", o -> o.withSignal(signal));
    CsrBlock block = problem.block(0, ROWS);
    double[] margins = margins(block, problem.planted());
    double residuals = 0;
    double rates = 0;
    double scaledSquares = 0;
    double scaledSquareVariance = 0;
    for (int row = 0; row < ROWS; row++) {
      double rate = Math.exp(Math.min(margins[row], 8));
      double residual = block.labels()[row] - rate;
      residuals += residual;
      rates += rate;
      scaledSquares += residual * residual / rate - 1;
      // Fourth central moment of a Poisson variable: μ + 3μ².
      scaledSquareVariance += 2 + 1 / rate;
    }
    // Normal bounds, 1e-6 each; the second is skewed and gets twice the room.
    assertThat(residuals).isCloseTo(0, within(Z * Math.sqrt(rates)));
    assertThat(scaledSquares).isCloseTo(0, within(2 * Z * Math.sqrt(scaledSquareVariance)));
    assertThat(Labels.of(block).allCounts()).isTrue();
  }

  @Test
  void refusesWhatNoPowerLawGives() {
    assertThatThrownBy(
            () -> problem("logistic", o -> o.withFeatures(10).withDelta(0.5).withNonzerosPerRow(6)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Invalid nonzeros per row: 6.0 not in [0.5, 5.0], the range that delta 0.5 and 10"
                + " features allow");
    assertThatThrownBy(() -> problem("logistic", o -> o.withNonzerosPerRow(Double.NaN)))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> problem("hinge", o -> o))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "Invalid loss: hinge, expected logistic, squared, poisson, squared-hinge or"
                + " multinomial");
    assertThatThrownBy(() -> problem("logistic", o -> o.withDelta(1.5)))
        .isInstanceOf(InputException.class)
        .hasMessage("Invalid delta: 1.5, must be in (0, 1]");
    assertThatThrownBy(() -> problem("logistic", o -> o).block(ROWS - 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void fillsTheWholeFeasibleRange() {
    for (double nonzeros : new double[] {0.5, 5}) {
      SparseGlmProblem problem =
          problem("logistic", o -> o.withFeatures(10).withDelta(0.5).withNonzerosPerRow(nonzeros));
      assertThat(problem.block(0, ROWS).nonzeros() / (double) ROWS)
          .isCloseTo(nonzeros, within(Z * Math.sqrt(nonzeros / ROWS)));
    }
  }

  private static SparseGlmProblem problem(String loss, UnaryOperator<Options> change) {
    return SparseGlmProblem.of(change.apply(Options.defaults(loss).withRows(ROWS)));
  }

  private static double[] margins(CsrBlock block, double[] x) {
    double[] margins = new double[block.rows()];
    for (int row = 0; row < margins.length; row++) {
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        margins[row] += block.values()[k] * x[block.indices()[k]];
      }
    }
    return margins;
  }

  private static int[] concatenated(int[] head, int[] tail) {
    int[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
