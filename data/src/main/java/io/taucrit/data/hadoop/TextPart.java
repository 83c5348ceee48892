package io.taucrit.data.hadoop;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.libsvm.LibsvmFormatter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes one file of a folder of LIBSVM text. */
public final class TextPart {
  private TextPart() {}

  /**
   * Writes {@code part-00000.svm} and so on: first under a name with an underscore, which readers
   * leave out, so that a part is there as a whole or not at all.
   *
   * @param attempt tells the first name from those of other attempts at the same part
   * @return the file's name
   */
  public static String write(
      String folder, int number, long attempt, CsrBlock block, Configuration configuration) {
    String name = "part-%05d.svm".formatted(number);
    Path file = new Path(folder, name);
    Path unfinished = new Path(folder, "_%s-%d".formatted(name, attempt));
    try {
      FileSystem fileSystem = file.getFileSystem(configuration);
      try (Writer out =
          new BufferedWriter(
              new OutputStreamWriter(
                  Files.create(fileSystem, unfinished, false), StandardCharsets.US_ASCII),
              1 << 16)) {
        LibsvmFormatter.append(block, out);
      }
      if (!fileSystem.rename(unfinished, file)) {
        // Another attempt was first; it wrote the same rows.
        fileSystem.delete(unfinished, false);
      }
      return name;
    } catch (IOException e) {
      throw Paths.unwritable(file.toString(), e);
    }
  }
}
