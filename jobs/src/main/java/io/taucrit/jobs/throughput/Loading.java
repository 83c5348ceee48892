package io.taucrit.jobs.throughput;

import io.taucrit.core.engine.Examples;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.hadoop.ParsedChunk;
import io.taucrit.data.spark.JobDescription;
import io.taucrit.data.spark.LibsvmConverter;
import io.taucrit.jobs.problem.DataSource;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.throughput.Rotation.Contender;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Text to rows in memory, cached and counted, by taucrit and by Spark's own reader; taucrit's
 * shuffled blocks on disk, which text becomes once and every job reads; and what rows take.
 */
final class Loading {
  private static final String SPARK = "spark.read libsvm, cached";
  private static final String TAUCRIT = "taucrit, blocks";
  private static final int ARRAY_HEADER = 16;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final PlainText text;
  private final int cores;
  private final long seed;
  private long sparkBytes;

  Loading(JavaSparkContext spark, Problem problem, PlainText text, int cores, long seed) {
    this.spark = spark;
    this.problem = problem;
    this.text = text;
    this.cores = cores;
    this.seed = seed;
  }

  /** MB of text a second. */
  List<Row> rates(Rotation rotation) {
    List<Row> rows =
        rotation.run(
            "Loading",
            List.of(
                Contender.inProcess(SPARK, cores, () -> perSecond(this::bySpark)),
                Contender.inProcess(
                    "taucrit, text to memory, cached", cores, () -> perSecond(this::toMemory)),
                Contender.inProcess(
                    "taucrit, text to shuffled blocks", cores, () -> perSecond(this::toBlocks)),
                Contender.inProcess(
                    "taucrit, blocks to memory", cores, () -> perSecond(this::fromBlocks))));
    return Throughput.relativeTo(rows.get(0).median(), rows);
  }

  /** Bytes a nonzero; after {@link #rates}. */
  List<Row> memory(List<CsrBlock> blocks) {
    double nonzeros = problem.nonzeros();
    double ours = blocks.stream().mapToLong(Loading::bytes).sum() / nonzeros;
    return Throughput.relativeTo(
        ours,
        Row.of(TAUCRIT, cores, List.of(ours), null),
        Row.of(SPARK, cores, List.of(sparkBytes / nonzeros), null));
  }

  private double perSecond(Runnable load) {
    return text.bytes() / 1e6 / Clock.of(load);
  }

  private void toMemory() {
    LibsvmConverter.Options options =
        LibsvmConverter.Options.of(List.of(text.path()), "", seed)
            .withFeatures(problem.manifest().features());
    JavaRDD<ParsedChunk> chunks =
        LibsvmConverter.rows(spark, options).persist(StorageLevel.MEMORY_AND_DISK());
    try (JobDescription unused = new JobDescription(spark, "Cache rows")) {
      chunks.map(chunk -> chunk.rows().rows()).reduce(Integer::sum);
    } finally {
      chunks.unpersist(true);
    }
  }

  private void toBlocks() {
    StagedBlocks.of(spark, DataSource.of(List.of(text.path()), seed)).close();
  }

  private void fromBlocks() {
    Problem read = problem;
    long n = problem.trainingRows();
    int parts = (int) Math.min(cores, n);
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    List<Integer> indices = IntStream.range(0, parts).boxed().toList();
    try (JobDescription unused = new JobDescription(spark, "Read blocks")) {
      spark
          .parallelize(indices, parts)
          .map(
              p ->
                  new ArrayList<>(
                      read.read(
                          Examples.firstPlace(n, p, parts),
                          Examples.firstPlace(n, p + 1, parts),
                          hadoop.value())))
          .map(slices -> slices.stream().mapToInt(Slice::rows).sum())
          .reduce(Integer::sum);
    }
  }

  private void bySpark() {
    long before = storedBytes();
    Dataset<org.apache.spark.sql.Row> rows =
        SparkSession.builder()
            .config(spark.getConf())
            .getOrCreate()
            .read()
            .format("libsvm")
            .option("numFeatures", Integer.toString(problem.manifest().features()))
            .load(text.path())
            .cache();
    try (JobDescription unused = new JobDescription(spark, "Cache rows as Spark reads them")) {
      rows.count();
      sparkBytes = storedBytes() - before;
    } finally {
      rows.unpersist(true);
    }
  }

  private long storedBytes() {
    return Arrays.stream(spark.sc().getRDDStorageInfo())
        .mapToLong(info -> info.memSize() + info.diskSize())
        .sum();
  }

  /** Its arrays, with their headers; the objects around them are a few bytes a block. */
  private static long bytes(CsrBlock block) {
    return bytes(block.rowOffsets().length)
        + bytes(block.indices().length)
        + bytes(block.values().length)
        + bytes(block.labels().length);
  }

  /** Of an array of ints or floats, in whole words. */
  private static long bytes(long length) {
    long bytes = ARRAY_HEADER + Integer.BYTES * length;
    return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }
}
