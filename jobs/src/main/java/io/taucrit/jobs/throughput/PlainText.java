package io.taucrit.jobs.throughput;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows as one plain LIBSVM text file in the temporary folder, which every tool reads and Spark can
 * cut; removed on close.
 */
final class PlainText implements AutoCloseable {
  private final Path file;

  private PlainText(Path file) {
    this.file = file;
  }

  /**
   * @throws InputException if the temporary folder cannot be written to
   */
  static PlainText of(List<CsrBlock> blocks) {
    try {
      Path file = Files.createTempFile("taucrit-", ".svm");
      PlainText text = new PlainText(file);
      try (BufferedWriter out = Files.newBufferedWriter(file)) {
        for (CsrBlock block : blocks) {
          write(block, out);
        }
        return text;
      } catch (IOException e) {
        text.close();
        throw e;
      }
    } catch (IOException e) {
      throw new InputException("Cannot write a temporary file: " + e.getMessage(), e);
    }
  }

  private static void write(CsrBlock block, BufferedWriter out) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int row = 0; row < block.rows(); row++) {
      line.setLength(0);
      line.append(number(block.labels()[row]));
      for (int k = block.rowOffsets()[row]; k < block.rowOffsets()[row + 1]; k++) {
        line.append(' ').append(block.indices()[k] + 1).append(':');
        line.append(number(block.values()[k]));
      }
      out.append(line.append('\n'));
    }
  }

  private static String number(float value) {
    return value == (int) value ? Integer.toString((int) value) : Float.toString(value);
  }

  String path() {
    return file.toString();
  }

  long bytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new InputException("Cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Only space in the temporary folder is lost.
      return;
    }
  }
}
