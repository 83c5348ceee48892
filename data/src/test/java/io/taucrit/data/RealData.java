package io.taucrit.data;

import io.taucrit.data.libsvm.LibsvmParser;
import io.taucrit.data.libsvm.MalformedLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of real data sets: {@code TAUCRIT_DATA}, else {@code TAUCRIT_TEST_DATA}, which the
 * build sets to its default place. Tests that need it are skipped where it is absent.
 */
public final class RealData {
  private RealData() {}

  /** The file of that name; aborts the calling test if the folder or the file is absent. */
  public static Path file(String name) {
    String folder = System.getenv("TAUCRIT_DATA");
    if (folder == null || folder.isBlank()) {
      folder = System.getenv("TAUCRIT_TEST_DATA");
    }
    Assumptions.assumeTrue(
        folder != null && !folder.isBlank(), "real data not present: TAUCRIT_DATA is not set");
    Path file = Path.of(folder, name);
    Assumptions.assumeTrue(Files.isRegularFile(file), "real data not present: " + file);
    return file;
  }

  /** All rows of a gzipped LIBSVM file in one block, in the order of the file. */
  public static CsrBlock load(String name) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file(name)), 1 << 16)) {
      byte[] text = in.readAllBytes();
      LibsvmParser parser = LibsvmParser.create();
      CsrBlockBuilder rows = new CsrBlockBuilder();
      long line = 0;
      for (int start = 0, end; start < text.length; start = end + 1) {
        end = start;
        while (end < text.length && text[end] != '\n') {
          end++;
        }
        line++;
        Optional<MalformedLine> bad = parser.parse(text, start, end - start, line, rows);
        if (bad.isPresent()) {
          throw new IllegalStateException(bad.get().in(name));
        }
      }
      return rows.build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
