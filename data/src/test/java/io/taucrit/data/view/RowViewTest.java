package io.taucrit.data.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowViewTest {
  private static final int ROWS = 400;
  private static final int FEATURES = 30;
  private static final Preprocessing ALL = new Preprocessing(true, true, "balanced");

  /** Feature 3 has one large value in all rows, feature 29 none. */
  private static final CsrBlock BLOCK = block(true);

  private static CsrBlock block(boolean weighted) {
    CsrBlock drawn =
        SparseGlmProblem.of(
                SparseGlmProblem.Options.defaults("logistic")
                    .withRows(ROWS)
                    .withFeatures(FEATURES)
                    .withNonzerosPerRow(6)
                    .withSeed(3))
            .block(0, ROWS);
    double[][] dense = dense(drawn, FEATURES);
    SplittableRandom random = new SplittableRandom(5);
    float[] weights = new float[ROWS];
    int[] offsets = new int[ROWS + 1];
    int[] indices = new int[ROWS * FEATURES];
    float[] values = new float[ROWS * FEATURES];
    for (int row = 0; row < ROWS; row++) {
      weights[row] = row % 7 == 0 ? 0 : (float) (0.5 + random.nextDouble());
      dense[row][3] = 1000.1f;
      dense[row][5] = 1e6 + random.nextDouble();
      dense[row][29] = 0;
      int next = offsets[row];
      for (int v = 0; v < FEATURES; v++) {
        if (dense[row][v] != 0) {
          indices[next] = v;
          values[next++] = (float) dense[row][v];
        }
      }
      offsets[row + 1] = next;
    }
    int end = offsets[ROWS];
    return new CsrBlock(
        offsets,
        Arrays.copyOf(indices, end),
        Arrays.copyOf(values, end),
        drawn.labels(),
        weighted ? weights : null);
  }

  private static double[][] dense(CsrBlock block, int columns) {
    double[][] dense = new double[block.rows()][columns];
    for (int row = 0; row < block.rows(); row++) {
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        dense[row][block.indices()[k]] = block.values()[k];
      }
    }
    return dense;
  }

  private static RowView view(CsrBlock block, Preprocessing asked) {
    RowStatistics first = new RowStatistics(FEATURES, asked);
    first.add(block, 0, 130);
    RowStatistics second = new RowStatistics(FEATURES, asked);
    second.add(block, 130, ROWS);
    first.merge(second);
    return first.view();
  }

  private static double weight(CsrBlock block, int row) {
    return block.weights() == null ? 1 : block.weights()[row];
  }

  /** Two passes over dense rows, the second about the mean. */
  @ParameterizedTest
  @CsvSource({"true, ", "false, ", "true, '-1=2,1=5'", "false, balanced"})
  void scalesByTheStandardDeviation(boolean weighted, String classWeights) {
    CsrBlock block = block(weighted);
    RowView view = view(block, new Preprocessing(false, true, classWeights));
    CsrBlock viewed = view.of(block);
    double[][] rows = dense(block, FEATURES);
    double[][] scaled = dense(viewed, FEATURES);
    for (int v = 0; v < FEATURES; v++) {
      double sum = 0;
      double squares = 0;
      double mean = 0;
      for (int row = 0; row < ROWS; row++) {
        double w = weight(viewed, row);
        sum += w;
        squares += w * w;
        mean += w * rows[row][v];
      }
      mean /= sum;
      double deviations = 0;
      for (int row = 0; row < ROWS; row++) {
        deviations += weight(viewed, row) * Math.pow(rows[row][v] - mean, 2);
      }
      double sd = Math.sqrt(deviations / (sum - squares / sum));
      boolean constant = v == 3 || v == 29;
      for (int row = 0; row < ROWS; row++) {
        double expected = constant ? 0 : rows[row][v] / sd;
        assertThat(scaled[row][v]).isCloseTo(expected, within(2e-6 * Math.abs(expected)));
      }
    }
    assertThat(viewed.indices()).doesNotContain(3, 29);
  }

  @Test
  void classWeightsMultiplyRowWeightsAndTheirMeanBecomesOne() {
    RowView view = view(BLOCK, Preprocessing.NONE.withClassWeights("-1=2,1=5"));
    CsrBlock viewed = view.of(BLOCK);
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      assertThat(viewed.weights()[row])
          .isEqualTo((BLOCK.labels()[row] > 0 ? 5 : 2) * BLOCK.weights()[row]);
      sum += view.weightScale() * viewed.weights()[row];
    }
    assertThat(sum / ROWS).isCloseTo(1, within(1e-6));
    assertThat(viewed.values()).isSameAs(BLOCK.values()).as("nothing else is done");
  }

  @Test
  void aModelOfTheViewHasTheMarginsOfItsOriginal() {
    RowView view = view(BLOCK, ALL);
    CsrBlock viewed = view.of(BLOCK);
    double[] y = new SplittableRandom(9).doubles(FEATURES + 1, -1, 1).toArray();
    double[] x = view.original(y);
    assertThat(x).hasSize(FEATURES + 1).endsWith(y[FEATURES]);
    double[][] rows = dense(BLOCK, FEATURES);
    double[][] seen = dense(viewed, FEATURES + 1);
    for (int row = 0; row < ROWS; row++) {
      double margin = x[FEATURES];
      double size = 1;
      double viewedMargin = 0;
      for (int v = 0; v < FEATURES; v++) {
        margin += rows[row][v] * x[v];
        size += Math.abs(rows[row][v] * x[v]);
      }
      for (int v = 0; v <= FEATURES; v++) {
        viewedMargin += seen[row][v] * y[v];
      }
      assertThat(viewedMargin).isCloseTo(margin, within(6e-8 * size));
    }
    assertThat(x[3]).as("left out").isZero();
    double[] back = view.viewed(x);
    for (int v = 0; v <= FEATURES; v++) {
      assertThat(back[v]).isCloseTo(v == 3 || v == 29 ? 0 : y[v], within(1e-15));
    }
  }

  @Test
  void anInterceptIsTheLastCoordinateOfEveryRow() {
    RowView view = RowView.withIntercept(FEATURES);
    CsrBlock viewed = view.of(BLOCK);
    assertThat(view.dimension()).isEqualTo(FEATURES + 1);
    assertThat(viewed.nonzeros()).isEqualTo(BLOCK.nonzeros() + ROWS);
    for (int row = 0; row < ROWS; row++) {
      int last = viewed.rowOffsets()[row + 1] - 1;
      assertThat(viewed.indices()[last]).isEqualTo(FEATURES);
      assertThat(viewed.values()[last]).isEqualTo(1);
    }
    assertThat(RowView.plain(FEATURES).of(BLOCK)).isSameAs(BLOCK);
  }

  @Test
  void balancedClassesWeighTheSame() {
    TreeMap<Float, Long> rows = new TreeMap<>(Map.of(-1f, 90L, 1f, 10L));
    assertThat(new ClassWeights("balanced").of(rows))
        .containsExactly(Map.entry(-1f, 100 / 180.0), Map.entry(1f, 5.0));
    assertThat(new ClassWeights("1=3").of(rows))
        .containsExactly(Map.entry(-1f, 1.0), Map.entry(1f, 3.0));
    assertThatThrownBy(() -> new ClassWeights("0=3").of(rows))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no row has the label 0.0 (allowed: [-1.0, 1.0])");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "even", "1", "1=", "=2", "1=0", "1=-2", "1=2,1=3", "1=2,", "1=NaN"})
  void otherClassWeightsAreRefused(String text) {
    assertThatThrownBy(() -> Preprocessing.NONE.withClassWeights(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Invalid class weights: '%s'".formatted(text))
        .hasMessageContaining("LABEL=WEIGHT");
  }
}
