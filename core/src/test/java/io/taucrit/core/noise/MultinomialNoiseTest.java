package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A row touches K coordinates for each of its features. */
class MultinomialNoiseTest {
  private static final int FEATURES = 20;
  private static final double CONFIDENCE = 0.95;

  /** Pairs against the products of whole gradients. */
  @Test
  void productsOfRowsAreThoseOfTheirGradients() {
    int n = 40;
    CsrBlock rows = Problems.rows("multinomial", n, FEATURES, 5);
    Objective f = Problems.multinomial(rows, FEATURES, 0.3);
    double[] x = Problems.point(f.dimension(), 0.5, 7);
    double[][] noise = new double[n][];
    SampleMean at =
        SampleMean.of(PartialPass.sums(f, x, List.of(Slice.whole(rows))), x, f.penalty());
    for (int i = 0; i < n; i++) {
      noise[i] = new double[f.dimension()];
      f.addGradient(x, rows, i, noise[i]);
      for (int c = 0; c < noise[i].length; c++) {
        noise[i][c] -= at.data()[c];
      }
    }
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double product = 0;
        for (int c = 0; c < f.dimension(); c++) {
          product += noise[i][c] * noise[j][c];
        }
        sum += product;
        squares += product * product;
      }
    }
    double pairs = n * (n - 1) / 2.0;
    double expected = squares / pairs - sum / pairs * (sum / pairs);
    assertThat(PairMoments.of(f, at, List.of(Slice.whole(rows)), n).traceSquare())
        .isCloseTo(expected, within(1e-10 * expected));
  }

  /**
   * 200 disjoint samples of 100 rows: intervals of nominal 95 % hold the exact value at least 170
   * times; Binomial(200, 0.95) is below that with probability 1e-6.
   */
  @Test
  void intervalsHoldTheExactValues() {
    int n = 20_000;
    int m = 100;
    CsrBlock rows = Problems.rows("multinomial", n, FEATURES, 6);
    Objective f = Problems.multinomial(rows, FEATURES, 1e-3);
    double[] x = Problems.point(f.dimension(), 0.5, 7);
    GradientStatistics exact = InMemoryPasses.sequential(f, rows).at(x);
    int gradients = 0;
    int noises = 0;
    for (int s = 0; s < n / m; s++) {
      SampledNoise at = new NoiseSample(f, List.of(new Slice(rows, s * m, (s + 1) * m)), n).at(x);
      gradients += at.gradientNormSquared(CONFIDENCE).contains(exact.gradientNormSquared()) ? 1 : 0;
      noises += at.noise(CONFIDENCE).contains(exact.noise()) ? 1 : 0;
    }
    assertThat(gradients).isGreaterThanOrEqualTo(170);
    assertThat(noises).isGreaterThanOrEqualTo(170);
  }
}
