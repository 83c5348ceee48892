package io.taucrit.data.spark;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.ParsedChunk;
import io.taucrit.data.random.KeyedPermutation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Moves rows to their places and writes the blocks: one task a block.
 *
 * <p>Row i of the data goes to place π(i) of a {@link KeyedPermutation}, in block π(i) /
 * rowsPerBlock. Chunks are cut into one {@link BlockPiece} a block, so the shuffle moves pieces and
 * not rows. Block contents depend on the rows, their numbers and the seed only.
 *
 * @param firstRowOfSplit global number of the first row of every split
 * @param rows number of rows n
 * @param rowsPerBlock rows of every block but the last
 * @param seed key of the permutation
 */
record BlockShuffle(long[] firstRowOfSplit, long rows, int rowsPerBlock, long seed)
    implements Serializable {

  /** Writes all blocks and returns their entries by ascending place. */
  List<BlockEntry> write(
      JavaRDD<ParsedChunk> chunks, String folder, SerializableConfiguration configuration) {
    // The key is the block number and hashes to itself, so partition b receives block b.
    HashPartitioner byBlock = new HashPartitioner(BlockManifest.blockCount(rows, rowsPerBlock));
    return chunks
        .mapPartitionsToPair(this::cut)
        .partitionBy(byBlock)
        .mapPartitionsWithIndex(
            (block, pieces) -> List.of(write(block, pieces, folder, configuration)).iterator(),
            true)
        .collect();
  }

  private Iterator<Tuple2<Integer, BlockPiece>> cut(Iterator<ParsedChunk> chunks) {
    KeyedPermutation permutation = KeyedPermutation.of(rows, seed);
    List<Tuple2<Integer, BlockPiece>> pieces = new ArrayList<>();
    return new Iterator<>() {
      private Iterator<Tuple2<Integer, BlockPiece>> current = pieces.iterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && chunks.hasNext()) {
          current = cut(chunks.next(), permutation).iterator();
        }
        return current.hasNext();
      }

      @Override
      public Tuple2<Integer, BlockPiece> next() {
        return current.next();
      }
    };
  }

  private List<Tuple2<Integer, BlockPiece>> cut(ParsedChunk chunk, KeyedPermutation permutation) {
    CsrBlock rowsOfChunk = chunk.rows();
    long firstRow = firstRowOfSplit[chunk.split()] + chunk.firstRow();
    // Sorting by place brings the rows of a block together; the row fits below it, n < 2^62 aside.
    long[] placeOfRow = new long[rowsOfChunk.rows()];
    Integer[] order = new Integer[rowsOfChunk.rows()];
    for (int row = 0; row < order.length; row++) {
      placeOfRow[row] = permutation.place(firstRow + row);
      order[row] = row;
    }
    Arrays.sort(order, (a, b) -> Long.compare(placeOfRow[a], placeOfRow[b]));
    List<Tuple2<Integer, BlockPiece>> pieces = new ArrayList<>();
    for (int from = 0; from < order.length; ) {
      long block = placeOfRow[order[from]] / rowsPerBlock;
      int to = from;
      CsrBlockBuilder piece = new CsrBlockBuilder();
      while (to < order.length && placeOfRow[order[to]] / rowsPerBlock == block) {
        piece.addRowOf(rowsOfChunk, order[to]);
        to++;
      }
      int[] places = new int[to - from];
      for (int i = 0; i < places.length; i++) {
        places[i] = (int) (placeOfRow[order[from + i]] - block * rowsPerBlock);
      }
      pieces.add(new Tuple2<>((int) block, new BlockPiece(places, piece.build())));
      from = to;
    }
    return pieces;
  }

  private BlockEntry write(
      int block,
      Iterator<Tuple2<Integer, BlockPiece>> pieces,
      String folder,
      SerializableConfiguration configuration) {
    List<BlockPiece> collected = new ArrayList<>();
    pieces.forEachRemaining(piece -> collected.add(piece._2()));
    long firstPlace = (long) block * rowsPerBlock;
    int rowsOfBlock = (int) Math.min(rowsPerBlock, rows - firstPlace);
    return BlockFolder.write(
        folder,
        block,
        TaskContext.get().taskAttemptId(),
        firstPlace,
        BlockPiece.assemble(collected, rowsOfBlock),
        configuration.value());
  }
}
