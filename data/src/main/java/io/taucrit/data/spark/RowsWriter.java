package io.taucrit.data.spark;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.ParsedChunk;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Writes rows that are in memory already to a folder of shuffled blocks, in two Spark jobs: one
 * counts, one moves rows to their places and writes.
 *
 * <p>A row's number is its order over the partitions and within them, its place a keyed permutation
 * of that number, as {@link LibsvmConverter} has it for text. The blocks are a function of the
 * rows, their order and the seed.
 *
 * <p>Where rows have weights, the blocks hold c_i = n w_i / Σ w, the factors of the objective,
 * whose mean is 1. The quotient n / Σ w is rounded to a float, so that the order of summation does
 * not show.
 */
public final class RowsWriter {
  private final JavaSparkContext sc;
  private final Options options;
  private final Configuration configuration;

  private RowsWriter(JavaSparkContext sc, Options options) {
    this.sc = sc;
    this.options = options;
    this.configuration = sc.hadoopConfiguration();
  }

  /**
   * What to write.
   *
   * @param features number of features d, above every index of the rows
   * @param seed decides the places of the rows
   * @param source where the rows come from, for people
   */
  public record Options(int features, long seed, String source) {}

  /** What the driver learns of a chunk. */
  private record Part(ParsedChunk.Summary counts, double weight, boolean weighted)
      implements Serializable {
    static Part of(ParsedChunk chunk) {
      CsrBlock block = chunk.rows();
      double weight = block.rows();
      if (block.weights() != null) {
        weight = 0;
        for (float w : block.weights()) {
          weight += w;
        }
      }
      return new Part(chunk.summary(), weight, block.weights() != null);
    }
  }

  /**
   * Writes the rows and returns the finished folder.
   *
   * @param rows in chunks of consecutive rows, not empty; read once and kept by Spark meanwhile
   * @param output the folder to write, missing or empty
   * @throws InputException if there are no rows, all weigh 0, or the output is not empty
   */
  public static BlockFolder write(
      JavaSparkContext sc, JavaRDD<CsrBlock> rows, Options options, String output) {
    return TaskFailures.unwrapped(() -> new RowsWriter(sc, options).write(rows, output));
  }

  private BlockFolder write(JavaRDD<CsrBlock> rows, String output) {
    String folder = BlockFolder.create(output, configuration);
    JavaRDD<ParsedChunk> chunks =
        rows.mapPartitionsWithIndex(RowsWriter::numbered, true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      List<Part> parts = count(chunks);
      long n = parts.stream().mapToLong(part -> part.counts.rows()).sum();
      if (n == 0) {
        throw new InputException("Cannot read data: %s has no rows".formatted(options.source));
      }
      boolean weighted = parts.stream().anyMatch(Part::weighted);
      JavaRDD<ParsedChunk> factored = chunks;
      if (weighted) {
        float scale = weightScale(parts, n);
        factored = chunks.map(chunk -> scaled(chunk, scale));
      }
      long nonzeros = parts.stream().mapToLong(part -> part.counts.nonzeros()).sum();
      int rowsPerBlock = BlockManifest.rowsPerBlock(n, nonzeros);
      long[] firstRows = firstRows(parts, chunks.getNumPartitions());
      BlockShuffle shuffle = new BlockShuffle(firstRows, n, rowsPerBlock, options.seed);
      BlockManifest manifest =
          new BlockManifest(
              BlockManifest.FORMAT_VERSION,
              n,
              options.features,
              nonzeros,
              rowsPerBlock,
              options.seed,
              parts.stream().map(part -> part.counts.labels()).reduce(Labels.NONE, Labels::merge),
              weighted,
              0,
              options.source,
              write(shuffle, factored, folder));
      return BlockFolder.commit(folder, manifest, configuration);
    } finally {
      chunks.unpersist(false);
    }
  }

  private List<Part> count(JavaRDD<ParsedChunk> chunks) {
    try (JobDescription unused = new JobDescription(sc, "Read " + options.source)) {
      return chunks.map(Part::of).collect();
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

  private static Iterator<ParsedChunk> numbered(int split, Iterator<CsrBlock> blocks) {
    return new Iterator<>() {
      private long firstRow;

      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public ParsedChunk next() {
        CsrBlock block = blocks.next();
        ParsedChunk chunk = ParsedChunk.of(split, firstRow, block);
        firstRow += block.rows();
        return chunk;
      }
    };
  }

  private float weightScale(List<Part> parts, long n) {
    double sum = parts.stream().mapToDouble(Part::weight).sum();
    if (!(sum > 0)) {
      throw new InputException(
          "Invalid weights: all %d rows of %s weigh 0; at least one must weigh more"
              .formatted(n, options.source));
    }
    return (float) (n / sum);
  }

  private static ParsedChunk scaled(ParsedChunk chunk, float scale) {
    CsrBlock block = chunk.rows();
    float[] factors = new float[block.rows()];
    if (block.weights() == null) {
      Arrays.fill(factors, scale);
    } else {
      for (int row = 0; row < factors.length; row++) {
        factors[row] = scale * block.weights()[row];
      }
    }
    CsrBlock factored =
        new CsrBlock(block.rowOffsets(), block.indices(), block.values(), block.labels(), factors);
    return ParsedChunk.of(chunk.split(), chunk.firstRow(), factored);
  }

  private static long[] firstRows(List<Part> parts, int splits) {
    long[] firstRows = new long[splits + 1];
    for (Part part : parts) {
      firstRows[part.counts.split() + 1] += part.counts.rows();
    }
    for (int split = 0; split < splits; split++) {
      firstRows[split + 1] += firstRows[split];
    }
    return firstRows;
  }
}
