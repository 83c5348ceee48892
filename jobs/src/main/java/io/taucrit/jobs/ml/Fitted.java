package io.taucrit.jobs.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.taucrit.data.InputException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What fitting found, and its file: Parquet in the folder {@code data} of a saved model, one row
 * with the coefficients, bit by bit, and the summary as JSON.
 *
 * @param coefficients x for features as they are, d × K feature by feature with K scores a row
 * @param intercepts K of them, 0 without
 */
record Fitted(Vector coefficients, Vector intercepts, SgdSummary summary) {
  /** What a model has that its reader will replace. */
  static final Fitted NOTHING = new Fitted(null, null, null);

  private static final StructType SCHEMA =
      new StructType()
          .add("coefficients", SQLDataTypes.VectorType(), false)
          .add("intercepts", SQLDataTypes.VectorType(), false)
          .add("summary", DataTypes.StringType, false);

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  /**
   * @param parameters of features as they are, behind them the intercepts if there are any
   * @param features d
   */
  static Fitted of(double[] parameters, int features, boolean intercept, SgdSummary summary) {
    int scores = parameters.length / (features + (intercept ? 1 : 0));
    int coefficients = features * scores;
    return new Fitted(
        Vectors.dense(Arrays.copyOf(parameters, coefficients)),
        // Without intercepts the copy is of the zeros behind the end.
        Vectors.dense(Arrays.copyOfRange(parameters, coefficients, coefficients + scores)),
        summary);
  }

  /** The inverse of {@link #of}. */
  double[] parameters(boolean withIntercept) {
    double[] x = coefficients.toArray();
    double[] behind = intercepts.toArray();
    double[] parameters = Arrays.copyOf(x, x.length + (withIntercept ? behind.length : 0));
    if (withIntercept) {
      System.arraycopy(behind, 0, parameters, x.length, behind.length);
    }
    return parameters;
  }

  void write(SparkSession spark, String folder) {
    try {
      Row row = RowFactory.create(coefficients, intercepts, JSON.writeValueAsString(summary));
      spark.createDataFrame(List.of(row), SCHEMA).coalesce(1).write().parquet(data(folder));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + summary, e);
    }
  }

  /**
   * @throws InputException if the model is of another version
   */
  static Fitted read(SparkSession spark, String folder) {
    Row row = spark.read().parquet(data(folder)).head();
    try {
      return new Fitted(
          row.getAs("coefficients"),
          row.getAs("intercepts"),
          JSON.readValue(row.<String>getAs("summary"), SgdSummary.class));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot load the model in %s: it is of another version (%s); train it again"
              .formatted(folder, e.getOriginalMessage()),
          e);
    }
  }

  /**
   * As {@link #read}, of a model that a parameter names.
   *
   * @throws InputException if there is none
   */
  static Fitted readInitial(SparkSession spark, String folder) {
    try {
      return read(spark, folder);
    } catch (Exception e) {
      // AnalysisException is checked, and not declared by the Scala methods that throw it.
      throw new InputException(
          "Invalid initialModel: cannot read a saved model from %s: %s"
              .formatted(folder, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  private static String data(String folder) {
    return new Path(folder, "data").toString();
  }
}
