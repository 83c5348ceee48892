package io.taucrit.jobs.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.spark.RowsWriter;
import io.taucrit.jobs.problem.StagedBlocks;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows of a DataFrame as CSR blocks.
 *
 * <p>A DataFrame has no order, so rows are numbered by a 64-bit hash of their content: the same
 * rows and seed give the same blocks, whatever the partitions, their order and the executors. Rows
 * of equal content are interchangeable; that any two different ones of n share a hash, and could
 * change numbers, has probability about n² / 2^65. The keyed permutation that follows gives equal
 * rows, whose numbers are neighbours, places far apart.
 *
 * @param columns where the rows are, for messages
 * @param features d
 */
record FrameRows(Columns columns, int features) implements Serializable {
  private static final int LABEL = 0;
  private static final int WEIGHT = 1;
  private static final int FEATURES = 2;

  private static final int ROWS_PER_CHUNK = 4_096;
  private static final int NONZEROS_PER_CHUNK = 1 << 18;

  /**
   * The rows as shuffled blocks in a temporary folder.
   *
   * @param staging where that folder is, or null for the default
   * @throws InputException if the DataFrame has no rows, or one with a missing label, weight or
   *     vector, a number that is not finite as a float, a negative weight, or vectors of several
   *     lengths
   */
  static StagedBlocks stage(Dataset<?> frame, Columns columns, long seed, String staging) {
    columns.check(frame.schema());
    Dataset<Row> rows =
        frame.select(
            col(columns.label()).cast("double").as("label"),
            columns.weighted()
                ? col(columns.weight()).cast("double").as("weight")
                : lit(1.0).as("weight"),
            col(columns.features()).as("features"));
    FrameRows conversion = new FrameRows(columns, features(rows, columns));
    JavaRDD<CsrBlock> chunks =
        rows.orderBy(xxhash64(col("label"), col("weight"), col("features")))
            .javaRDD()
            .mapPartitions(conversion::chunks);
    return StagedBlocks.of(
        JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext()),
        chunks,
        new RowsWriter.Options(conversion.features, seed, "the DataFrame"),
        staging);
  }

  private static int features(Dataset<Row> rows, Columns columns) {
    List<Row> first = rows.takeAsList(1);
    if (first.isEmpty()) {
      throw new InputException("Cannot read data: the DataFrame has no rows");
    }
    return vector(first.get(0), columns).size();
  }

  private Iterator<CsrBlock> chunks(Iterator<Row> rows) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public CsrBlock next() {
        CsrBlockBuilder chunk = new CsrBlockBuilder();
        while (rows.hasNext()
            && chunk.rows() < ROWS_PER_CHUNK
            && chunk.nonzeros() < NONZEROS_PER_CHUNK) {
          add(rows.next(), chunk);
        }
        return chunk.build();
      }
    };
  }

  private void add(Row row, CsrBlockBuilder chunk) {
    Vector vector = vector(row, columns);
    if (vector.size() != features) {
      throw new InputException(
          "Invalid features in column '%s': vectors of length %d and of length %d; all must have the"
                  .formatted(columns.features(), features, vector.size())
              + " same length");
    }
    float label = number(row, LABEL, "label", columns.label());
    float weight = number(row, WEIGHT, "weight", columns.weight());
    if (weight < 0) {
      throw new InputException(
          "Invalid weight in column '%s': %s (allowed: >= 0)".formatted(columns.weight(), weight));
    }
    chunk.startRow(label, weight);
    if (vector instanceof SparseVector sparse) {
      for (int k = 0; k < sparse.indices().length; k++) {
        add(sparse.indices()[k], sparse.values()[k], chunk);
      }
    } else {
      double[] values = vector.toArray();
      for (int v = 0; v < values.length; v++) {
        add(v, values[v], chunk);
      }
    }
  }

  private void add(int index, double value, CsrBlockBuilder chunk) {
    float stored = finite(value, "feature", columns.features());
    if (stored != 0) {
      chunk.add(index, stored);
    }
  }

  private static Vector vector(Row row, Columns columns) {
    Vector vector = row.getAs(FEATURES);
    if (vector == null) {
      throw missing("features", columns.features());
    }
    return vector;
  }

  private static float number(Row row, int field, String role, String column) {
    if (row.isNullAt(field)) {
      throw missing(role, column);
    }
    return finite(row.getDouble(field), role, column);
  }

  private static InputException missing(String role, String column) {
    return new InputException(
        "Invalid %s in column '%s': null; fill such rows or filter them out"
            .formatted(role, column));
  }

  private static float finite(double value, String role, String column) {
    float stored = (float) value;
    if (!Float.isFinite(stored)) {
      throw new InputException(
          "Invalid %s in column '%s': %s is not finite as a float; fill such rows or filter them out"
              .formatted(role, column, value));
    }
    return stored;
  }
}
