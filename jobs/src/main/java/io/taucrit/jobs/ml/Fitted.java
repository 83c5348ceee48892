package io.taucrit.jobs.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.taucrit.data.InputException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What fitting found, and its file: Parquet in the folder {@code data} of a saved model, one row
 * with the coefficients, bit by bit, and the summary as JSON.
 *
 * @param coefficients x, length d
 */
record Fitted(Vector coefficients, SgdSummary summary) {
  private static final StructType SCHEMA =
      new StructType()
          .add("coefficients", SQLDataTypes.VectorType(), false)
          .add("summary", DataTypes.StringType, false);

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  void write(SparkSession spark, String folder) {
    try {
      Row row = RowFactory.create(coefficients, JSON.writeValueAsString(summary));
      spark.createDataFrame(List.of(row), SCHEMA).coalesce(1).write().parquet(data(folder));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + summary, e);
    }
  }

  /**
   * @throws InputException if the model is of another version
   */
  static Fitted read(SparkSession spark, String folder) {
    Row row = spark.read().parquet(data(folder)).select("coefficients", "summary").head();
    try {
      return new Fitted(row.getAs(0), JSON.readValue(row.getString(1), SgdSummary.class));
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot load the model in %s: it is of another version (%s); train it again"
              .formatted(folder, e.getOriginalMessage()),
          e);
    }
  }

  private static String data(String folder) {
    return new Path(folder, "data").toString();
  }
}
