package io.taucrit.data.hadoop;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * New files on any Hadoop file system. Hadoop throws the failures of a local disk, a full one among
 * them, as errors that no handler of exceptions sees; here they are the {@link IOException}s they
 * are elsewhere. Stateless and thread-safe.
 */
public final class Files {
  private Files() {}

  /**
   * Creates a file.
   *
   * @throws IOException if it cannot be created, also if it exists and may not be overwritten
   */
  public static FSDataOutputStream create(FileSystem files, Path file, boolean overwrite)
      throws IOException {
    try {
      return new FSDataOutputStream(new Honest(files.create(file, overwrite)), null);
    } catch (FSError e) {
      throw exception(e);
    }
  }

  /**
   * Creates a file whose reader verifies it by itself. On a local disk Hadoop would write a file of
   * checksums beside it and, without its native library, start a process for each file to set
   * permissions: together longer than it takes to write a block.
   *
   * @throws IOException if it exists or cannot be created
   */
  public static OutputStream createVerified(FileSystem files, Path file) throws IOException {
    return files instanceof LocalFileSystem local
        ? java.nio.file.Files.newOutputStream(
            local.pathToFile(file).toPath(), StandardOpenOption.CREATE_NEW)
        : create(files, file, false);
  }

  private static IOException exception(FSError e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e.getMessage(), e);
  }

  /** A stream whose failures are exceptions. */
  private static final class Honest extends FilterOutputStream {
    Honest(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      try {
        out.write(b);
      } catch (FSError e) {
        throw exception(e);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (FSError e) {
        throw exception(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (FSError e) {
        throw exception(e);
      }
    }

    @Override
    public void close() throws IOException {
      try {
        out.close();
      } catch (FSError e) {
        throw exception(e);
      }
    }
  }
}
