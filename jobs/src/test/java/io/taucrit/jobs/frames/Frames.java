package io.taucrit.jobs.frames;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.synthetic.SparseGlmProblem;
import io.taucrit.jobs.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** DataFrames for tests: label, weight, features. */
public final class Frames {
  public static final int FEATURES = 40;

  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("features", SQLDataTypes.VectorType());

  private Frames() {}

  /** A session on the tests' local application. */
  public static SparkSession session() {
    return SparkSession.builder()
        .config(TestSpark.local().getConf())
        .config("spark.sql.shuffle.partitions", "3")
        .config("spark.sql.warehouse.dir", "target/spark-warehouse")
        .getOrCreate();
  }

  /** Rows of a planted model, of weight 1; labels of two classes are 0 and 1. */
  public static List<Row> planted(String loss, int rows) {
    SparseGlmProblem problem =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults(loss)
                .withRows(rows)
                .withFeatures(FEATURES)
                .withNonzerosPerRow(6));
    CsrBlock block = problem.block(0, rows);
    List<Row> planted = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int from = block.rowOffsets()[row];
      int to = block.rowOffsets()[row + 1];
      double[] values = new double[to - from];
      for (int k = from; k < to; k++) {
        values[k - from] = block.values()[k];
      }
      int[] indices = Arrays.copyOfRange(block.indices(), from, to);
      boolean classes = loss.equals("logistic") || loss.equals("squared-hinge");
      double label = block.labels()[row];
      planted.add(
          row(classes && label < 0 ? 0 : label, 1, Vectors.sparse(FEATURES, indices, values)));
    }
    return planted;
  }

  public static Row row(Double label, double weight, Vector features) {
    return RowFactory.create(label, weight, features);
  }

  public static Row row(double label, double weight, Vector features) {
    return row((Double) label, weight, features);
  }

  public static Dataset<Row> of(List<Row> rows) {
    return session().createDataFrame(rows, SCHEMA);
  }

  /**
   * (1/n) Σ −log p_y + (λ/2) Σ_k ‖x_k‖², row by row.
   *
   * @param x the x_k as rows
   */
  public static double multinomial(List<Row> rows, double lambda, Matrix x, Vector intercepts) {
    double loss = 0;
    for (Row row : rows) {
      double[] margins = x.multiply(row.<Vector>getAs(2)).values();
      Arrays.setAll(margins, k -> margins[k] + intercepts.apply(k));
      double sum = Arrays.stream(margins).map(Math::exp).sum();
      loss += Math.log(sum) - margins[(int) row.getDouble(0)];
    }
    double squares = Arrays.stream(x.toArray()).map(v -> v * v).sum();
    return loss / rows.size() + lambda / 2 * squares;
  }

  /** (1/n) Σ log(1 + e^{−yz}) + (λ/2)‖x‖², row by row. */
  public static double logistic(List<Row> rows, double lambda, Vector x) {
    double sum = 0;
    for (Row row : rows) {
      double y = row.getDouble(0) == 1 ? 1 : -1;
      sum += Math.log1p(Math.exp(-y * row.<Vector>getAs(2).dot(x)));
    }
    return sum / rows.size() + lambda / 2 * x.dot(x);
  }
}
