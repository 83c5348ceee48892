package io.taucrit.data.spark;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.ChunkReader;
import io.taucrit.data.hadoop.InputFiles;
import io.taucrit.data.hadoop.ParsedChunk;
import io.taucrit.data.hadoop.TextSplit;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.libsvm.LibsvmParser;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Converts LIBSVM text to a folder of shuffled blocks in two Spark jobs: one reads and counts, one
 * moves rows to their places and writes.
 *
 * <p>A row's number is its order over (path sorted by name, byte offset), its place a keyed
 * permutation of that number. The blocks are therefore a function of (text, seed), whatever the
 * splits, the compression and the machines.
 */
public final class LibsvmConverter {
  private static final long SMALLEST_DEFAULT_SPLIT = 1 << 18;
  private static final long LARGEST_DEFAULT_SPLIT = 1 << 27;
  private static final int SPLITS_PER_CORE = 2;

  private final JavaSparkContext sc;
  private final Options options;
  private final Configuration configuration;

  private LibsvmConverter(JavaSparkContext sc, Options options) {
    this.sc = sc;
    this.options = options;
    this.configuration = sc.hadoopConfiguration();
  }

  /**
   * What to convert; copies with one value changed come from the {@code with…} methods.
   *
   * @param inputs files, directories and globs on any Hadoop file system
   * @param output the folder to write, missing or empty
   * @param features number of features d, or null for the largest index found
   * @param badRows what happens to malformed lines
   * @param seed decides the places of the rows
   * @param maxSplitBytes largest split of a file that can be cut, or null for about two splits a
   *     core
   */
  public record Options(
      List<String> inputs,
      String output,
      Integer features,
      BadRows badRows,
      long seed,
      Integer maxSplitBytes) {

    public Options {
      inputs = List.copyOf(inputs);
      if (features != null && features < 1) {
        throw new UsageException("Invalid features: %d, must be >= 1".formatted(features));
      }
      if (maxSplitBytes != null && maxSplitBytes < 1) {
        throw new UsageException("Invalid split size: %d, must be >= 1".formatted(maxSplitBytes));
      }
    }

    /** Detects the features and refuses malformed lines. */
    public static Options of(List<String> inputs, String output, long seed) {
      return new Options(inputs, output, null, BadRows.REFUSE, seed, null);
    }

    public Options withFeatures(Integer newFeatures) {
      return new Options(inputs, output, newFeatures, badRows, seed, maxSplitBytes);
    }

    public Options withBadRows(BadRows newBadRows) {
      return new Options(inputs, output, features, newBadRows, seed, maxSplitBytes);
    }

    public Options withMaxSplitBytes(Integer newMaxSplitBytes) {
      return new Options(inputs, output, features, badRows, seed, newMaxSplitBytes);
    }
  }

  /**
   * Converts the text and returns the finished folder.
   *
   * @throws InputException if an input is missing, unreadable, malformed or without rows, or the
   *     output is not empty
   */
  public static BlockFolder convert(JavaSparkContext sc, Options options) {
    return TaskFailures.unwrapped(new LibsvmConverter(sc, options)::convert);
  }

  /**
   * The rows in the order of the text, a partition a split: what {@link #convert} reads before it
   * moves them. Lazy; the output is not touched.
   *
   * @throws InputException if an input is missing or unreadable
   */
  public static JavaRDD<ParsedChunk> rows(JavaSparkContext sc, Options options) {
    LibsvmConverter converter = new LibsvmConverter(sc, options);
    InputFiles files = InputFiles.list(options.inputs, converter.configuration);
    return converter.parse(files.splits(converter.splitBytes(files)));
  }

  private BlockFolder convert() {
    InputFiles files = InputFiles.list(options.inputs, configuration);
    List<TextSplit> splits = files.splits(splitBytes(files));
    String folder = BlockFolder.create(options.output, configuration);
    JavaRDD<ParsedChunk> chunks = parse(splits).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      // Spark makes a partition out of nothing where there is no split.
      SplitTotals totals =
          splits.isEmpty()
              ? SplitTotals.of(splits, List.of())
              : read(chunks, splits, files.count());
      checkRows(totals);
      int rowsPerBlock = BlockManifest.rowsPerBlock(totals.rows(), totals.nonzeros());
      BlockShuffle shuffle =
          new BlockShuffle(totals.firstRows(), totals.rows(), rowsPerBlock, options.seed);
      BlockManifest manifest =
          new BlockManifest(
              BlockManifest.FORMAT_VERSION,
              totals.rows(),
              options.features == null ? totals.features() : options.features,
              totals.nonzeros(),
              rowsPerBlock,
              options.seed,
              totals.labels(),
              false,
              totals.skipped(),
              String.join(", ", options.inputs),
              write(shuffle, chunks, folder),
              totals.order().ratio());
      return BlockFolder.commit(folder, manifest, configuration);
    } finally {
      chunks.unpersist(false);
    }
  }

  private SplitTotals read(JavaRDD<ParsedChunk> chunks, List<TextSplit> splits, int files) {
    try (JobDescription unused =
        new JobDescription(sc, "Read %d %s".formatted(files, files == 1 ? "file" : "files"))) {
      return SplitTotals.of(splits, chunks.map(ParsedChunk::summary).collect());
    }
  }

  private List<BlockEntry> write(BlockShuffle shuffle, JavaRDD<ParsedChunk> chunks, String folder) {
    try (JobDescription unused =
        new JobDescription(sc, "Write %d shuffled blocks".formatted(shuffle.blockCount()))) {
      return shuffle.write(chunks, folder, new SerializableConfiguration(configuration));
    } catch (Throwable failure) {
      BlockFolder.abandon(folder, configuration);
      throw failure;
    }
  }

  /** One partition a split, scheduled where the split is stored. */
  private JavaRDD<ParsedChunk> parse(List<TextSplit> splits) {
    Seq<Tuple2<TextSplit, Seq<String>>> located =
        scalaSeq(
            splits.stream().map(split -> new Tuple2<>(split, scalaSeq(split.hosts()))).toList());
    SerializableConfiguration conf = new SerializableConfiguration(configuration);
    Integer features = options.features;
    BadRows badRows = options.badRows;
    return sc.sc()
        .<TextSplit>makeRDD(located, ClassTag$.MODULE$.apply(TextSplit.class))
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (number, split) -> {
              LibsvmParser parser =
                  features == null ? LibsvmParser.create() : LibsvmParser.withFeatures(features);
              ChunkReader reader =
                  new ChunkReader(number, split.next(), parser, badRows, conf.value());
              // A cancelled or failed task leaves the reader before its end.
              TaskContext.get()
                  .addTaskCompletionListener((TaskCompletionListener) context -> reader.close());
              return reader;
            },
            true);
  }

  private void checkRows(SplitTotals totals) {
    String inputs = String.join(", ", options.inputs);
    if (totals.rows() == 0) {
      throw new InputException(
          "Cannot read data: %s contains no rows%s"
              .formatted(
                  inputs,
                  totals.skipped() == 0
                      ? ""
                      : ", all %d lines are malformed".formatted(totals.skipped())));
    }
    if (options.features == null && totals.features() == 0) {
      throw new InputException(
          "Cannot read data: no row of %s has a feature; give their number".formatted(inputs));
    }
  }

  private long splitBytes(InputFiles files) {
    if (options.maxSplitBytes != null) {
      return options.maxSplitBytes;
    }
    long splits = (long) SPLITS_PER_CORE * sc.defaultParallelism();
    return Math.min(
        Math.max(files.bytes() / splits + 1, SMALLEST_DEFAULT_SPLIT), LARGEST_DEFAULT_SPLIT);
  }

  private static <T> Seq<T> scalaSeq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
