package io.taucrit.data.hadoop;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.LabelOrder;
import io.taucrit.data.Labels;
import io.taucrit.data.libsvm.MalformedLine;
import java.io.Serializable;

/**
 * Consecutive rows of one split, with what the driver needs to know of them.
 *
 * @param split number of the split
 * @param firstRow number of the first row within the split
 * @param rows the rows
 * @param summary counts over the lines of this chunk
 */
public record ParsedChunk(int split, long firstRow, CsrBlock rows, Summary summary)
    implements Serializable {

  /** Rows that were read from no text: as many lines, in no order that means anything. */
  public static ParsedChunk of(int split, long firstRow, CsrBlock rows) {
    int features = 0;
    for (int index : rows.indices()) {
      features = Math.max(features, index + 1);
    }
    Summary summary =
        new Summary(
            split,
            rows.rows(),
            rows.rows(),
            rows.nonzeros(),
            features,
            0,
            Labels.of(rows),
            LabelOrder.NONE,
            null);
    return new ParsedChunk(split, firstRow, rows, summary);
  }

  /**
   * Counts over the lines of a chunk.
   *
   * @param split number of the split
   * @param lines lines read, blank and malformed ones included
   * @param rows well-formed rows
   * @param nonzeros stored entries
   * @param features largest 1-based index, 0 without any
   * @param skipped malformed lines left out
   * @param labels summary of the labels
   * @param order sums that tell in which order labels come
   * @param malformed the line, counted within the split, at which reading ended; null if none
   */
  public record Summary(
      int split,
      long lines,
      int rows,
      int nonzeros,
      int features,
      long skipped,
      Labels labels,
      LabelOrder order,
      MalformedLine malformed)
      implements Serializable {}
}
