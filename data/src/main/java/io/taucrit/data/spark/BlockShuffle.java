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
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
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
    // Lazily, so that a task holds the pieces of one chunk at a time.
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(chunks, 0), false)
        .flatMap(chunk -> cut(chunk, permutation).stream())
        .iterator();
  }

  private List<Tuple2<Integer, BlockPiece>> cut(ParsedChunk chunk, KeyedPermutation permutation) {
    CsrBlock block = chunk.rows();
    long firstRow = firstRowOfSplit[chunk.split()] + chunk.firstRow();
    long[] placeOf = new long[block.rows()];
    // A counting sort by block; next[t] is first where the rows of block t begin, then where they
    // end.
    int[] next = new int[blockCount() + 1];
    for (int row = 0; row < placeOf.length; row++) {
      placeOf[row] = permutation.place(firstRow + row);
      next[(int) (placeOf[row] / rowsPerBlock) + 1]++;
    }
    for (int target = 0; target < blockCount(); target++) {
      next[target + 1] += next[target];
    }
    int[] byBlock = new int[placeOf.length];
    for (int row = 0; row < placeOf.length; row++) {
      byBlock[next[(int) (placeOf[row] / rowsPerBlock)]++] = row;
    }
    List<Tuple2<Integer, BlockPiece>> pieces = new ArrayList<>();
    int from = 0;
    for (int target = 0; target < blockCount(); target++) {
      int to = next[target];
      if (to > from) {
        pieces.add(new Tuple2<>(target, piece(block, byBlock, from, to, placeOf)));
      }
      from = to;
    }
    return pieces;
  }

  private BlockPiece piece(CsrBlock block, int[] byBlock, int from, int to, long[] placeOf) {
    int[] offsets = block.rowOffsets();
    int nonzeros = 0;
    for (int i = from; i < to; i++) {
      nonzeros += offsets[byBlock[i] + 1] - offsets[byBlock[i]];
    }
    CsrBlockBuilder rowsOfPiece = new CsrBlockBuilder(to - from, nonzeros);
    int[] places = new int[to - from];
    for (int i = 0; i < places.length; i++) {
      int row = byBlock[from + i];
      rowsOfPiece.addRowOf(block, row);
      places[i] = (int) (placeOf[row] % rowsPerBlock);
    }
    return new BlockPiece(places, rowsOfPiece.build());
  }

  int blockCount() {
    return BlockManifest.blockCount(rows, rowsPerBlock);
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
