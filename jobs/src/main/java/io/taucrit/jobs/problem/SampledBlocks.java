package io.taucrit.jobs.problem;

import io.taucrit.core.noise.NoiseSample;
import io.taucrit.core.noise.SampleSource;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SlicedRows;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.hadoop.BlockFile;
import io.taucrit.data.random.CounterRandom;
import io.taucrit.data.spark.JobDescription;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A growing sample of the training rows on the executors, and a pilot of other rows here. Blocks
 * hold shuffled rows, so any few blocks are a random sample; which ones is drawn by the seed. The
 * sample takes whole blocks from the front of that order as it needs them, its last one in part,
 * and the pilot from the end.
 *
 * <p>A block is read once, by the executors, and kept there in memory (on their disk where that is
 * full) until this is closed; the same blocks stay in the same partitions, whose sums are added in
 * order here, so that the same seed and number of parts give the same bits. Not thread-safe.
 */
public final class SampledBlocks implements SampleSource, AutoCloseable {
  private static final long ORDER_STREAM = 0x73616D706C65L;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final int parts;

  /** The sample's blocks, in order, and the place in the sample at which each begins. */
  private final List<Piece> pieces = new ArrayList<>();

  private final List<Piece> pilot = new ArrayList<>();
  private final List<JavaRDD<ArrayList<Held>>> layers = new ArrayList<>();
  private int read;
  private final long population;

  /** The training rows of a block: its first ones. */
  private record Piece(BlockEntry entry, int rows, long first) implements Serializable {}

  /** A piece that was read. */
  private record Held(CsrBlock block, int rows, long first) implements Serializable {
    Slice below(long end) {
      return new Slice(block, 0, (int) Math.max(0, Math.min(rows, end - first)));
    }
  }

  /**
   * @param parts partitions of each reading
   * @param pilotRows rows of the pilot at most, in whole blocks; one block at least
   * @param seed of the order of the blocks
   * @throws IllegalArgumentException if there is only one block
   */
  public SampledBlocks(
      JavaSparkContext spark, Problem problem, int parts, long pilotRows, long seed) {
    this.spark = spark;
    this.problem = problem;
    this.parts = parts;
    CounterRandom random = CounterRandom.of(seed, ORDER_STREAM);
    List<BlockEntry> entries = problem.manifest().blocks();
    List<Piece> order =
        IntStream.range(0, entries.size())
            .boxed()
            .sorted(Comparator.comparingLong((Integer block) -> random.bits(block)))
            .map(entries::get)
            .map(
                entry ->
                    new Piece(
                        entry,
                        (int) Math.min(entry.rows(), problem.trainingRows() - entry.firstPlace()),
                        0))
            .filter(piece -> piece.rows() > 0)
            .toList();
    if (order.size() < 2) {
      throw new IllegalArgumentException(
          "Invalid sample: all %d rows are in one block".formatted(problem.trainingRows()));
    }
    int end = order.size() - 1;
    long taken = order.get(end).rows();
    pilot.add(order.get(end));
    while (end > 1 && taken + order.get(end - 1).rows() <= pilotRows) {
      end--;
      taken += order.get(end).rows();
      pilot.add(order.get(end));
    }
    long place = 0;
    for (Piece piece : order.subList(0, end)) {
      pieces.add(new Piece(piece.entry(), piece.rows(), place));
      place += piece.rows();
    }
    population = place;
  }

  /** The rows that the pilot does not have. */
  @Override
  public long population() {
    return population;
  }

  /** Reads the pilot's rows into this process. */
  public List<Slice> pilot() {
    return pilot.stream()
        .map(
            piece ->
                new Slice(
                    problem.read(piece.entry(), spark.hadoopConfiguration()), 0, piece.rows()))
        .toList();
  }

  @Override
  public NoiseSample first(long rows) {
    if (rows > population) {
      throw new IllegalArgumentException(
          "Invalid sample: %d of %d rows".formatted(rows, population));
    }
    int needed = read;
    while (needed < pieces.size() && pieces.get(needed).first() < rows) {
      needed++;
    }
    if (needed > read) {
      layers.add(layer(pieces.subList(read, needed)));
      read = needed;
    }
    return new NoiseSample(problem.objective(), new Rows(rows), population);
  }

  private JavaRDD<ArrayList<Held>> layer(List<Piece> added) {
    int split = Math.min(parts, added.size());
    List<ArrayList<Piece>> shares = new ArrayList<>();
    for (int p = 0; p < split; p++) {
      shares.add(
          new ArrayList<>(added.subList(added.size() * p / split, added.size() * (p + 1) / split)));
    }
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    Problem blocks = problem;
    return spark
        .parallelize(shares, split)
        .map(
            share -> {
              ArrayList<Held> held = new ArrayList<>();
              for (Piece piece : share) {
                held.add(
                    new Held(
                        blocks.read(piece.entry(), hadoop.value()), piece.rows(), piece.first()));
              }
              return held;
            })
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Rows of all blocks read so far, those of the pilot included. */
  public long rowsRead() {
    return blocksRead().stream().mapToLong(piece -> piece.entry().rows()).sum();
  }

  /** Bytes of all blocks read so far, those of the pilot included. */
  public long bytesRead() {
    return blocksRead().stream().mapToLong(piece -> bytes(piece.entry())).sum();
  }

  /** Bytes of all blocks there are. */
  public long bytes() {
    return problem.manifest().blocks().stream().mapToLong(this::bytes).sum();
  }

  private List<Piece> blocksRead() {
    List<Piece> blocks = new ArrayList<>(pieces.subList(0, read));
    blocks.addAll(pilot);
    return blocks;
  }

  private long bytes(BlockEntry entry) {
    return BlockFile.length(
        entry.rows(), Math.toIntExact(entry.nonzeros()), problem.manifest().weighted());
  }

  /** The sample's first rows. */
  private final class Rows implements SlicedRows {
    private final long rows;
    private final JavaRDD<ArrayList<Held>> blocks;

    Rows(long rows) {
      this.rows = rows;
      this.blocks = layers.stream().reduce(JavaRDD::union).orElseThrow();
    }

    @Override
    public long rows() {
      return rows;
    }

    @Override
    public List<Slice> first(int count) {
      long end = Math.min(rows, count);
      List<ArrayList<Slice>> heads =
          each(
              "First sampled rows",
              end,
              (limit, slices) -> {
                // Only the rows themselves travel, not the blocks that they lie in.
                ArrayList<Slice> own = new ArrayList<>();
                slices.forEach(slice -> own.add(slice.alone()));
                return own;
              },
              end);
      return heads.stream().flatMap(List::stream).toList();
    }

    @Override
    public <A extends Serializable, R extends Serializable> List<R> each(
        String description, A shared, Partial<A, R> partial) {
      return each(description, shared, partial, rows);
    }

    private <A extends Serializable, R extends Serializable> List<R> each(
        String description, A shared, Partial<A, R> partial, long end) {
      Broadcast<A> sent = spark.broadcast(shared);
      try (JobDescription unused = new JobDescription(spark, description)) {
        return blocks
            .map(
                held -> {
                  List<Slice> slices = new ArrayList<>();
                  for (Held piece : held) {
                    Slice slice = piece.below(end);
                    if (slice.rows() > 0) {
                      slices.add(slice);
                    }
                  }
                  return partial.of(sent.value(), slices);
                })
            .collect();
      } finally {
        sent.destroy();
      }
    }
  }

  @Override
  public void close() {
    layers.forEach(layer -> layer.unpersist(false));
    layers.clear();
  }
}
