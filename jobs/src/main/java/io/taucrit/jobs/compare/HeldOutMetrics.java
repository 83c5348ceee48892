package io.taucrit.jobs.compare;

import static org.apache.spark.sql.functions.col;

import io.taucrit.core.objective.Softmax;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Matrices;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Models on rows that none of them was trained on, by Spark's own evaluators: areaUnderRoc (exact)
 * and logLoss of two classes, accuracy and logLoss of more, rmse of numbers; of counts also the
 * mean deviance 2(y log(y/μ) − y + μ), for which Spark has no evaluator. Close it to free the
 * cache.
 */
final class HeldOutMetrics implements AutoCloseable {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType, false)
          .add("rawPrediction", SQLDataTypes.VectorType(), false)
          .add("probability", SQLDataTypes.VectorType(), false)
          .add("prediction", DataTypes.DoubleType, false);

  private final JavaSparkContext spark;
  private final String loss;
  private final Dataset<Row> rows;

  /**
   * @param heldOut possibly none
   */
  HeldOutMetrics(JavaSparkContext spark, CachedRows heldOut, String loss) {
    this.spark = spark;
    this.loss = loss;
    this.rows = heldOut.count() == 0 ? null : heldOut.frame();
  }

  /** By name; empty without held-out rows. */
  Map<String, Double> of(double[] x) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (rows == null) {
      return metrics;
    }
    Broadcast<double[]> parameters = spark.broadcast(x);
    try {
      Dataset<Row> predicted = predicted(parameters);
      if (loss.equals("logistic")) {
        metrics.put(
            "areaUnderRoc",
            new BinaryClassificationEvaluator()
                .setMetricName("areaUnderROC")
                .setNumBins(0)
                .evaluate(predicted));
        metrics.put("logLoss", ofClasses("logLoss", predicted));
      } else if (loss.equals("multinomial")) {
        metrics.put("accuracy", ofClasses("accuracy", predicted));
        metrics.put("logLoss", ofClasses("logLoss", predicted));
      } else {
        metrics.put("rmse", new RegressionEvaluator().setMetricName("rmse").evaluate(predicted));
      }
      if (loss.equals("poisson")) {
        metrics.put("deviance", deviance(predicted));
      }
      return metrics;
    } finally {
      parameters.destroy();
    }
  }

  private Dataset<Row> predicted(Broadcast<double[]> parameters) {
    boolean several = loss.equals("multinomial");
    boolean classes = loss.equals("logistic");
    boolean counts = loss.equals("poisson");
    return rows.sparkSession()
        .createDataFrame(
            rows.toJavaRDD()
                .map(
                    row -> {
                      if (several) {
                        return classified(row.getDouble(0), row.getAs(1), parameters.value());
                      }
                      double z = margin(row.<Vector>getAs(1), parameters.value());
                      double p = 1 / (1 + Math.exp(-z));
                      double number = counts ? Math.exp(z) : z;
                      return RowFactory.create(
                          row.getDouble(0),
                          Vectors.dense(-z, z),
                          Vectors.dense(1 - p, p),
                          classes ? (z > 0 ? 1.0 : 0.0) : number);
                    }),
            SCHEMA);
  }

  private static double ofClasses(String metric, Dataset<Row> predicted) {
    return new MulticlassClassificationEvaluator().setMetricName(metric).evaluate(predicted);
  }

  /** Of several classes: z_k = aᵀx_k, and the softmax. */
  private static Row classified(double label, Vector features, double[] x) {
    DenseVector margins =
        Matrices.dense(x.length / features.size(), features.size(), x).multiply(features);
    double[] p = new double[margins.size()];
    Softmax.probabilities(margins.values(), p);
    return RowFactory.create(label, margins, Vectors.dense(p), (double) margins.argmax());
  }

  /** aᵀx. */
  static double margin(Vector features, double[] x) {
    double sum = 0;
    int[] indices = features.toSparse().indices();
    double[] values = features.toSparse().values();
    for (int k = 0; k < indices.length; k++) {
      sum += values[k] * x[indices[k]];
    }
    return sum;
  }

  private static double deviance(Dataset<Row> predicted) {
    return predicted
        .select(col("label"), col("prediction"))
        .toJavaRDD()
        .mapToDouble(row -> deviance(row.getDouble(0), row.getDouble(1)))
        .mean();
  }

  private static double deviance(double y, double mu) {
    return 2 * ((y > 0 ? y * Math.log(y / mu) : 0) - y + mu);
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.unpersist();
    }
  }
}
