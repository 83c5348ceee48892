package io.taucrit.jobs.compare;

import io.taucrit.core.engine.Examples;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.spark.JobDescription;
import io.taucrit.jobs.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The rows of blocks in the forms that MLlib takes: the same floats as doubles, in as many
 * partitions as there are slots, cached and complete before they are handed out. Labels of two
 * classes are 0 and 1, as MLlib wants them.
 */
final class CachedRows {
  static final String LABEL = "label";
  static final String FEATURES = "features";

  private static final StructType SCHEMA =
      new StructType()
          .add(LABEL, DataTypes.DoubleType, false)
          .add(FEATURES, SQLDataTypes.VectorType(), false);

  private final JavaSparkContext spark;
  private final Problem problem;
  private final long first;
  private final long end;
  private final int parts;

  private CachedRows(JavaSparkContext spark, Problem problem, long first, long end, int parts) {
    this.spark = spark;
    this.problem = problem;
    this.first = first;
    this.end = end;
    this.parts = (int) Math.max(1, Math.min(parts, end - first));
  }

  static CachedRows training(JavaSparkContext spark, Problem problem, int parts) {
    return new CachedRows(spark, problem, 0, problem.trainingRows(), parts);
  }

  static CachedRows heldOut(JavaSparkContext spark, Problem problem, int parts) {
    return new CachedRows(spark, problem, problem.trainingRows(), problem.rows(), parts);
  }

  long count() {
    return end - first;
  }

  /** For spark.ml; its caller's to unpersist. */
  Dataset<Row> frame() {
    JavaRDD<Row> rows = labelled().map(row -> RowFactory.create(row._1(), row._2()));
    Dataset<Row> frame =
        SparkSession.builder()
            .config(spark.getConf())
            .getOrCreate()
            .createDataFrame(rows, SCHEMA)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try (JobDescription unused = new JobDescription(spark, "Cache rows for spark.ml")) {
      frame.count();
    }
    return frame;
  }

  /** For spark.mllib; its caller's to unpersist. */
  JavaRDD<Tuple2<Object, org.apache.spark.mllib.linalg.Vector>> points() {
    JavaRDD<Tuple2<Object, org.apache.spark.mllib.linalg.Vector>> points =
        labelled()
            .map(
                row ->
                    new Tuple2<Object, org.apache.spark.mllib.linalg.Vector>(
                        row._1(), org.apache.spark.mllib.linalg.Vectors.fromML(row._2())))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try (JobDescription unused = new JobDescription(spark, "Cache rows for spark.mllib")) {
      points.count();
    }
    return points;
  }

  private JavaRDD<Tuple2<Double, Vector>> labelled() {
    Problem read = problem;
    long offset = first;
    long rows = count();
    int of = parts;
    int dimension = problem.manifest().features();
    boolean twoClasses = problem.lossName().equals("logistic");
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    List<Integer> indices = IntStream.range(0, parts).boxed().toList();
    return spark
        .parallelize(indices, parts)
        .flatMap(
            p -> {
              List<Tuple2<Double, Vector>> part = new ArrayList<>();
              for (Slice slice :
                  read.read(
                      offset + Examples.firstPlace(rows, p, of),
                      offset + Examples.firstPlace(rows, p + 1, of),
                      hadoop.value())) {
                CsrBlock block = slice.block();
                for (int row = slice.from(); row < slice.to(); row++) {
                  double label = block.labels()[row];
                  part.add(
                      new Tuple2<>(
                          twoClasses ? (label > 0 ? 1.0 : 0.0) : label,
                          features(block, row, dimension)));
                }
              }
              return part.iterator();
            });
  }

  /**
   * @param dimension of the features, without an intercept
   */
  private static Vector features(CsrBlock block, int row, int dimension) {
    int from = block.rowOffsets()[row];
    int to = block.rowOffsets()[row + 1];
    // MLlib has an intercept of its own.
    to -= to > from && block.indices()[to - 1] == dimension ? 1 : 0;
    double[] values = new double[to - from];
    for (int k = from; k < to; k++) {
      values[k - from] = block.values()[k];
    }
    return Vectors.sparse(dimension, Arrays.copyOfRange(block.indices(), from, to), values);
  }
}
