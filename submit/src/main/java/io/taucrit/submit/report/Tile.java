package io.taucrit.submit.report;

/**
 * One key figure of the summary.
 *
 * @param symbol how the charts and tables call it, or empty
 * @param note what it means or where it comes from, in a few words
 */
record Tile(String label, String symbol, String value, String note) {
  /** Whether the value needs a smaller letter. */
  boolean wide() {
    return value.length() > 10;
  }
}
