package io.taucrit.data.spark;

import io.taucrit.data.InputException;
import io.taucrit.data.LabelOrder;
import io.taucrit.data.Labels;
import io.taucrit.data.hadoop.ParsedChunk;
import io.taucrit.data.hadoop.TextSplit;
import java.util.List;

/**
 * The counts of all splits together.
 *
 * @param firstRows global number of the first row of every split
 * @param rows number of rows n
 * @param nonzeros stored entries
 * @param features largest 1-based index, 0 without any
 * @param skipped malformed lines left out
 * @param labels summary of all labels
 * @param order in which order labels come
 */
record SplitTotals(
    long[] firstRows,
    long rows,
    long nonzeros,
    int features,
    long skipped,
    Labels labels,
    LabelOrder order) {

  /**
   * Adds up the chunks of all splits.
   *
   * @param summaries by split and, within one, in the order of the file
   * @throws InputException the first malformed line in (path, offset) order, by its number in the
   *     file
   */
  static SplitTotals of(List<TextSplit> splits, List<ParsedChunk.Summary> summaries) {
    long[] firstRows = new long[splits.size()];
    long rows = 0;
    long nonzeros = 0;
    int features = 0;
    long skipped = 0;
    Labels labels = Labels.NONE;
    LabelOrder order = LabelOrder.NONE;
    long linesOfFileBefore = 0;
    long linesOfSplit = 0;
    int split = -1;
    for (ParsedChunk.Summary chunk : summaries) {
      if (chunk.split() != split) {
        boolean sameFile =
            split >= 0 && splits.get(chunk.split()).file().equals(splits.get(split).file());
        linesOfFileBefore = sameFile ? linesOfFileBefore + linesOfSplit : 0;
        linesOfSplit = 0;
        split = chunk.split();
        firstRows[split] = rows;
      }
      if (chunk.malformed() != null) {
        throw new InputException(
            "Cannot read data: "
                + chunk.malformed().after(linesOfFileBefore).in(splits.get(split).file()));
      }
      linesOfSplit += chunk.lines();
      rows += chunk.rows();
      nonzeros += chunk.nonzeros();
      features = Math.max(features, chunk.features());
      skipped += chunk.skipped();
      labels = labels.merge(chunk.labels());
      order = order.followedBy(chunk.order());
    }
    return new SplitTotals(firstRows, rows, nonzeros, features, skipped, labels, order);
  }
}
