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
 * @param coefficients x for features as they are, length d
 * @param intercept 0 without one
 */
record Fitted(Vector coefficients, double intercept, SgdSummary summary) {
  /** What a model has that its reader will replace. */
  static final Fitted NOTHING = new Fitted(null, 0, null);

  private static final String INTERCEPT = "intercept";

  private static final StructType SCHEMA =
      new StructType()
          .add("coefficients", SQLDataTypes.VectorType(), false)
          .add(INTERCEPT, DataTypes.DoubleType, false)
          .add("summary", DataTypes.StringType, false);

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  /**
   * @param parameters of features as they are, behind them the intercept if there is one
   */
  static Fitted of(double[] parameters, boolean intercept, SgdSummary summary) {
    int features = parameters.length - (intercept ? 1 : 0);
    return new Fitted(
        Vectors.dense(Arrays.copyOf(parameters, features)),
        intercept ? parameters[features] : 0,
        summary);
  }

  /** The inverse of {@link #of}. */
  double[] parameters(boolean withIntercept) {
    double[] x = coefficients.toArray();
    double[] parameters = Arrays.copyOf(x, x.length + (withIntercept ? 1 : 0));
    if (withIntercept) {
      parameters[x.length] = intercept;
    }
    return parameters;
  }

  void write(SparkSession spark, String folder) {
    try {
      Row row = RowFactory.create(coefficients, intercept, JSON.writeValueAsString(summary));
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
    // Models of older versions have none.
    boolean intercept = List.of(row.schema().fieldNames()).contains(INTERCEPT);
    try {
      return new Fitted(
          row.getAs("coefficients"),
          intercept ? row.<Double>getAs(INTERCEPT) : 0,
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
