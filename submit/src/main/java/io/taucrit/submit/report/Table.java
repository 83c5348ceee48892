package io.taucrit.submit.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of finished text; the first cell of a row is its heading.
 *
 * @param open whether it is shown at once, or folded under its caption
 */
public record Table(String caption, boolean open, List<String> columns, List<List<String>> rows) {
  /** Characters above which a cell is a sentence. */
  public static final int PROSE = 30;

  public static Table open(String caption, String... columns) {
    return new Table(caption, true, List.of(columns), new ArrayList<>());
  }

  public static Table folded(String caption, String... columns) {
    return new Table(caption, false, List.of(columns), new ArrayList<>());
  }

  /** Adds a row, one cell a column. */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "Cannot add a row to %s: %d cells for %d columns"
              .formatted(caption, cells.length, columns.size()));
    }
    rows.add(Arrays.asList(cells));
    return this;
  }

  /** Whether a column after the first holds sentences, not values. */
  public boolean prose(int column) {
    return column > 0 && rows.stream().anyMatch(row -> row.get(column).length() > PROSE);
  }
}
