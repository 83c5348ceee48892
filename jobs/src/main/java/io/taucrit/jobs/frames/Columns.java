package io.taucrit.jobs.frames;

import io.taucrit.data.UsageException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a DataFrame that hold its rows.
 *
 * @param label numbers y_i
 * @param features vectors a_i, sparse or dense
 * @param weight numbers w_i ≥ 0; empty where all rows weigh the same
 */
public record Columns(String label, String features, String weight) implements Serializable {
  /** As spark.ml calls them, without weights. */
  public static final Columns DEFAULT = new Columns("label", "features", "");

  boolean weighted() {
    return !weight.isEmpty();
  }

  /**
   * @throws UsageException if a column is missing in a DataFrame, or of another type
   */
  public void check(StructType schema) {
    check(schema, "the DataFrame");
  }

  /**
   * @param source that has the columns, for messages
   * @throws UsageException if a column is missing or of another type
   */
  void check(StructType schema, String source) {
    checkPresent(schema, features, "features", source);
    if (!schema.apply(features).dataType().equals(SQLDataTypes.VectorType())) {
      throw new UsageException(
          "Invalid features column '%s': its type is %s, but must be a vector; make one with"
                  .formatted(features, schema.apply(features).dataType().typeName())
              + " VectorAssembler or HashingTF");
    }
    checkNumeric(schema, label, "label", source);
    if (weighted()) {
      checkNumeric(schema, weight, "weight", source);
    }
  }

  private static void checkNumeric(StructType schema, String column, String role, String source) {
    checkPresent(schema, column, role, source);
    if (!(schema.apply(column).dataType() instanceof NumericType)) {
      throw new UsageException(
          "Invalid %s column '%s': its type is %s, but must be a number"
              .formatted(role, column, schema.apply(column).dataType().typeName()));
    }
  }

  private static void checkPresent(StructType schema, String column, String role, String source) {
    if (!List.of(schema.fieldNames()).contains(column)) {
      throw new UsageException(
          "Invalid %s column '%s': %s has %s"
              .formatted(role, column, source, String.join(", ", schema.fieldNames())));
    }
  }
}
