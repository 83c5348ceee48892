package io.taucrit.data.spark;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.io.Serializable;
import java.util.List;

/** The rows of one chunk that belong to one block, each with its place inside that block. */
final class BlockPiece implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] places;
  private final CsrBlock rows;

  /** {@code places[i]} is the place of row i. */
  BlockPiece(int[] places, CsrBlock rows) {
    this.places = places;
    this.rows = rows;
  }

  /**
   * Puts the rows of all pieces at their places.
   *
   * @throws IllegalStateException unless the pieces cover the places 0 … rows − 1 once each
   */
  static CsrBlock assemble(List<BlockPiece> pieces, int rows) {
    BlockPiece[] pieceAt = new BlockPiece[rows];
    int[] rowAt = new int[rows];
    int placed = 0;
    int nonzeros = 0;
    for (BlockPiece piece : pieces) {
      for (int row = 0; row < piece.places.length; row++) {
        pieceAt[piece.places[row]] = piece;
        rowAt[piece.places[row]] = row;
      }
      placed += piece.places.length;
      nonzeros = Math.addExact(nonzeros, piece.rows.nonzeros());
    }
    CsrBlockBuilder block = new CsrBlockBuilder(rows, nonzeros);
    for (int place = 0; place < rows; place++) {
      if (placed != rows || pieceAt[place] == null) {
        throw new IllegalStateException(
            "Cannot assemble block: %d rows for %d places, none at place %d"
                .formatted(placed, rows, place));
      }
      block.addRowOf(pieceAt[place].rows, rowAt[place]);
    }
    return block.build();
  }
}
