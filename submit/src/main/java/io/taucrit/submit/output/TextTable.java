package io.taucrit.submit.output;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as their widest value: text to the left, numbers to the right. */
public final class TextTable {
  private static final String GAP = "  ";

  private final int textColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param textColumns so many first columns are text, the others numbers
   */
  public TextTable(int textColumns, List<String> titles) {
    this.textColumns = textColumns;
    rows.add(List.copyOf(titles));
  }

  public void add(List<String> row) {
    rows.add(List.copyOf(row));
  }

  /** One line a row, indented by two. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String padding = " ".repeat(width(c) - row.get(c).length());
        line.append(GAP).append(c < textColumns ? row.get(c) + padding : padding + row.get(c));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
