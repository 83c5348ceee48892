package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  private static FileSystem local() throws IOException {
    LocalFileSystem files = FileSystem.getLocal(new Configuration());
    return files.getRawFileSystem();
  }

  /** Linux has a device that is always full. */
  @Test
  void aFullLocalDiskIsAnException() throws IOException {
    assumeTrue(new File("/dev/full").exists(), "no /dev/full here");
    OutputStream out = Files.create(local(), new org.apache.hadoop.fs.Path("/dev/full"), true);
    assertThatThrownBy(
            () -> {
              out.write(new byte[100_000]);
              out.close();
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");
  }

  @Test
  void bytesArriveAndAreCounted(@TempDir Path folder) throws IOException {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(folder.resolve("file").toString());
    try (FSDataOutputStream out = Files.create(local(), file, false)) {
      out.write(new byte[] {1, 2, 3});
      out.write(4);
      assertThat(out.getPos()).isEqualTo(4);
    }
    assertThat(folder.resolve("file")).hasBinaryContent(new byte[] {1, 2, 3, 4});
    assertThatThrownBy(() -> Files.create(local(), file, false)).isInstanceOf(IOException.class);
  }
}
