package io.taucrit.data.spark;

import io.taucrit.data.libsvm.LibsvmFormatter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;

/** LIBSVM text files for tests. */
final class TextFiles {
  private TextFiles() {}

  /** The text of a synthetic problem. */
  static String problem(String loss, int rows) throws IOException {
    SparseGlmProblem problem =
        SparseGlmProblem.of(
            SparseGlmProblem.Options.defaults(loss).withRows(rows).withFeatures(500));
    StringBuilder text = new StringBuilder();
    LibsvmFormatter.append(problem.block(0, rows), text);
    return text.toString();
  }

  static String write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  static String gzip(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return file.toString();
  }

  /**
   * Blocks of 100 kB, the smallest of the format, so that the file can be cut into several splits.
   */
  static String bzip2(Path file, String text) throws IOException {
    Configuration conf = new Configuration();
    conf.setInt("bzip2.compress.blocksize", 1);
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(conf);
    try (OutputStream out = codec.createOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
    return file.toString();
  }
}
