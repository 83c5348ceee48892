package io.taucrit.data;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The table of contents of a folder of blocks.
 *
 * <p>Rows are stored by their place 0 … rows − 1. Every block but the last holds exactly {@code
 * rowsPerBlock} rows, so place p is row p mod rowsPerBlock of block p / rowsPerBlock. Immutable and
 * thread-safe.
 *
 * @param formatVersion {@link #FORMAT_VERSION} of the writer
 * @param rows number of rows n
 * @param features number of features d; every index is below it
 * @param nonzeros stored entries of all rows
 * @param rowsPerBlock rows of every block but the last
 * @param seed the seed that shuffled the rows to their places
 * @param labels summary of all labels
 * @param weighted whether some row weighs something other than 1
 * @param skippedRows malformed rows left out on request
 * @param source where the rows came from, for people
 * @param blocks the blocks by ascending place
 * @param labelRatio {@link LabelOrder#ratio} of the rows before they were shuffled; null if unknown
 */
public record BlockManifest(
    int formatVersion,
    long rows,
    int features,
    long nonzeros,
    int rowsPerBlock,
    long seed,
    Labels labels,
    boolean weighted,
    long skippedRows,
    String source,
    List<BlockEntry> blocks,
    Double labelRatio)
    implements Serializable {

  /** Rows of which no order before is known. */
  public BlockManifest(
      int formatVersion,
      long rows,
      int features,
      long nonzeros,
      int rowsPerBlock,
      long seed,
      Labels labels,
      boolean weighted,
      long skippedRows,
      String source,
      List<BlockEntry> blocks) {
    this(
        formatVersion,
        rows,
        features,
        nonzeros,
        rowsPerBlock,
        seed,
        labels,
        weighted,
        skippedRows,
        source,
        blocks,
        null);
  }

  /** The version of the folder format that this code writes and reads. */
  public static final int FORMAT_VERSION = 1;

  private static final int FEW_BLOCKS = 16;
  private static final int FEW_BLOCKS_ROWS = 4_096;
  private static final int MANY_BLOCKS = 512;
  private static final int SMALLEST_BLOCK_ROWS = 256;
  private static final int LARGEST_BLOCK_ROWS = 65_536;
  private static final int LARGEST_BLOCK_NONZEROS = 1 << 22;

  /**
   * One block file.
   *
   * @param name file name inside the folder
   * @param rows rows of the block
   * @param nonzeros stored entries of the block
   * @param firstPlace place of its first row
   * @param checksum CRC32C of the file's content
   * @param rowsHash {@link RowsHash} of the block; null in manifests of older versions
   */
  public record BlockEntry(
      String name, int rows, long nonzeros, long firstPlace, long checksum, Long rowsHash)
      implements Serializable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    public BlockEntry {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "Invalid block name: '%s' is not of letters, digits, '.', '_' and '-'"
                .formatted(Excerpt.of(name)));
      }
      if (rows < 1 || nonzeros < 0 || checksum < 0 || checksum > 0xFFFFFFFFL) {
        throw new IllegalArgumentException(
            "Invalid block %s: %d rows, %d nonzeros, checksum %d"
                .formatted(name, rows, nonzeros, checksum));
      }
    }
  }

  public BlockManifest {
    // An immutable list of the JDK is serializable, what a caller passes need not be.
    blocks = List.copyOf(blocks);
    Objects.requireNonNull(labels, "labels");
    Objects.requireNonNull(source, "source");
    if (features < 0 || nonzeros < 0 || rowsPerBlock < 1 || skippedRows < 0) {
      throw new IllegalArgumentException(
          "Invalid manifest: %d features, %d nonzeros, %d rows per block, %d skipped rows"
              .formatted(features, nonzeros, rowsPerBlock, skippedRows));
    }
    long place = 0;
    for (BlockEntry block : blocks) {
      boolean whole = block.rows() == rowsPerBlock;
      boolean last = place + block.rows() == rows && block.rows() < rowsPerBlock;
      if (block.firstPlace() != place || !(whole || last)) {
        throw new IllegalArgumentException(
            "Invalid block %s: %d rows from place %d, expected %d rows from place %d"
                .formatted(block.name(), block.rows(), block.firstPlace(), rowsPerBlock, place));
      }
      place += block.rows();
    }
    if (place != rows) {
      throw new IllegalArgumentException(
          "Invalid manifest: %d rows, but its blocks hold %d".formatted(rows, place));
    }
  }

  /** The block that holds a place. */
  public BlockEntry blockOf(long place) {
    return blocks.get(Math.toIntExact(place / rowsPerBlock));
  }

  /**
   * Rows per block for data of this size: a sixteenth of the rows up to 4,096 rows a block, of
   * larger data a 512th, so that a sample of a few percent reads little more than its own rows;
   * between 256 and 65,536, and on average at most 2^22 nonzeros (32 MiB). A pure function of its
   * arguments, so the blocks do not depend on the machine.
   */
  public static int rowsPerBlock(long rows, long nonzeros) {
    long few = Math.min((rows + FEW_BLOCKS - 1) / FEW_BLOCKS, FEW_BLOCKS_ROWS);
    long target = Math.max(few, (rows + MANY_BLOCKS - 1) / MANY_BLOCKS);
    long bounded = Math.min(Math.max(target, SMALLEST_BLOCK_ROWS), LARGEST_BLOCK_ROWS);
    double nonzerosPerRow = Math.max(1.0, (double) nonzeros / Math.max(1, rows));
    return (int) Math.max(1, Math.min(bounded, (long) (LARGEST_BLOCK_NONZEROS / nonzerosPerRow)));
  }

  /** Number of blocks that the given number of rows fills. */
  public static int blockCount(long rows, int rowsPerBlock) {
    return Math.toIntExact((rows + rowsPerBlock - 1) / rowsPerBlock);
  }
}
