package io.taucrit.core.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.core.Problems;
import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The moments of rows, pairs and triples against their definitions on dense gradients. */
class RowMomentsTest {
  private static final int ROWS = 30;
  private static final int FEATURES = 20;

  private final CsrBlock block = Problems.rows("logistic", ROWS, FEATURES, 5);
  private final GlmObjective objective = Problems.objective("logistic", block, FEATURES, 0.3);
  private final double[] x = Problems.point(FEATURES, 1, 7);
  private final List<Slice> all = List.of(Slice.whole(block));
  private final SampleMean mean =
      SampleMean.of(PartialPass.sums(objective, x, all), x, objective.penalty());

  /** ξ_i. */
  private double[][] noise() {
    double[][] noise = new double[ROWS][FEATURES];
    for (int i = 0; i < ROWS; i++) {
      objective.addGradient(x, block, i, noise[i]);
      for (int v = 0; v < FEATURES; v++) {
        noise[i][v] -= mean.data()[v];
      }
    }
    return noise;
  }

  @Test
  void rowsAreTheirDefinition() {
    RowMoments merged = RowMoments.of(objective, mean, List.of(new Slice(block, 0, 11)));
    merged.merge(RowMoments.of(objective, mean, List.of(new Slice(block, 11, ROWS))));
    double[][] noise = noise();
    double[] w = new double[ROWS];
    double averageSquare = 0;
    for (double[] row : noise) {
      averageSquare += dot(row, row) / ROWS;
    }
    double averageAlong = 0;
    double[] along = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      for (int v = 0; v < FEATURES; v++) {
        double gradient = noise[i][v] + mean.full()[v];
        double others = (ROWS * mean.full()[v] - gradient) / (ROWS - 1);
        along[i] += gradient * others;
      }
      averageAlong += along[i] / ROWS;
    }
    double a = 0.7;
    double b = -1.3;
    double square = 0;
    double cube = 0;
    for (int i = 0; i < ROWS; i++) {
      w[i] = a * (dot(noise[i], noise[i]) - averageSquare) + b * (along[i] - averageAlong);
      square += w[i] * w[i] / ROWS;
      cube += w[i] * w[i] * w[i] / ROWS;
    }
    double turned = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < ROWS; j++) {
        turned += i == j ? 0 : w[i] * w[j] * dot(noise[i], noise[j]) / (ROWS * (ROWS - 1.0));
      }
    }
    RowMoments.Sums sums = merged.sums();
    assertThat(sums.moment(2, a, b)).isCloseTo(square, within(1e-12 * square));
    assertThat(sums.moment(3, a, b)).isCloseTo(cube, within(1e-10 * Math.abs(cube)));
    assertThat(sums.turned(a, b)).isCloseTo(Math.max(0, turned), within(1e-10 * square));
    assertThat(turned).isPositive();
  }

  @Test
  void pairsAreTheirDefinition() {
    double[][] noise = noise();
    double sum = 0;
    double squares = 0;
    double cubes = 0;
    double triples = 0;
    double pairs = ROWS * (ROWS - 1.0) / 2;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < i; j++) {
        double k = dot(noise[i], noise[j]);
        sum += k;
        squares += k * k;
        cubes += k * k * k;
        for (int l = 0; l < j; l++) {
          triples += k * dot(noise[j], noise[l]) * dot(noise[l], noise[i]);
        }
      }
    }
    PairMoments moments = PairMoments.of(objective, mean, all, ROWS);
    double square = squares / pairs - sum * sum / pairs / pairs;
    assertThat(moments.rows()).isEqualTo(ROWS);
    assertThat(moments.traceSquare()).isCloseTo(square, within(1e-12 * square));
    assertThat(moments.cube()).isCloseTo(cubes / pairs, within(1e-12 * Math.abs(cubes / pairs)));
    double least = square * square / mean.spread();
    double most = Math.pow(square, 1.5);
    double cube = triples / (pairs * (ROWS - 2) / 3);
    assertThat(moments.traceCube())
        .isCloseTo(Math.min(most, Math.max(least, cube)), within(1e-12 * most));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += a[v] * b[v];
    }
    return sum;
  }
}
