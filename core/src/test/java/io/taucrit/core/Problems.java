package io.taucrit.core;

import io.taucrit.core.objective.GlmObjective;
import io.taucrit.core.objective.MultinomialObjective;
import io.taucrit.core.objective.Penalty;
import io.taucrit.core.objective.PointwiseLoss;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.util.SplittableRandom;

/** Small problems for tests, each a function of its arguments alone. */
public final class Problems {
  private Problems() {}

  /** Rows drawn from a planted sparse model; expected nonzeros a row: five. */
  public static CsrBlock rows(String loss, int rows, int features, long seed) {
    return SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults(loss)
                .withRows(rows)
                .withFeatures(features)
                .withNonzerosPerRow(5)
                .withSeed(seed))
        .block(0, rows);
  }

  /** The rows with weights between 0.25 and 2.25, and row 0 with weight 5. */
  public static CsrBlock weighted(CsrBlock block, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] weights = new float[block.rows()];
    for (int row = 0; row < weights.length; row++) {
      weights[row] = row == 0 ? 5 : (float) (0.25 + 2 * random.nextDouble());
    }
    return new CsrBlock(
        block.rowOffsets(), block.indices(), block.values(), block.labels(), weights);
  }

  /** The rows with an empty one before, between and after, labelled like row 0. */
  public static CsrBlock withEmptyRows(CsrBlock block) {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    float label = block.labels()[0];
    builder.startRow(label);
    for (int row = 0; row < block.rows(); row++) {
      builder.addRowOf(block, row);
      if (row == block.rows() / 2) {
        builder.startRow(label);
      }
    }
    return builder.startRow(label).build();
  }

  /** The objective over exactly these rows. */
  public static GlmObjective objective(String loss, CsrBlock block, int features, double lambda) {
    return objective(loss, block, features, Penalty.l2(lambda));
  }

  /** The objective over exactly these rows. */
  public static GlmObjective objective(
      String loss, CsrBlock block, int dimension, Penalty penalty) {
    return new GlmObjective(PointwiseLoss.named(loss), dimension, penalty, weightScale(block));
  }

  /** The objective of four classes over exactly these rows. */
  public static MultinomialObjective multinomial(CsrBlock block, int features, double lambda) {
    return new MultinomialObjective(features, 4, Penalty.l2(lambda), weightScale(block));
  }

  private static double weightScale(CsrBlock block) {
    if (block.weights() == null) {
      return 1;
    }
    double sum = 0;
    for (float weight : block.weights()) {
      sum += weight;
    }
    return block.rows() / sum;
  }

  /** A point with coordinates uniform in [−size, size]. */
  public static double[] point(int features, double size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(features, -size, size).toArray();
  }

  /** ‖a − b‖ / ‖b‖. */
  public static double relativeDistance(double[] a, double[] b) {
    double difference = 0;
    double norm = 0;
    for (int v = 0; v < b.length; v++) {
      difference += (a[v] - b[v]) * (a[v] - b[v]);
      norm += b[v] * b[v];
    }
    return Math.sqrt(difference / norm);
  }
}
