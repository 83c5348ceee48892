package io.taucrit.submit.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;

/**
 * A folder that can be full: of HDFS, by a quota, or of this machine, on a file system of its own.
 */
interface SmallDisk extends AutoCloseable {
  /** As Hadoop names it. */
  String folder();

  /** From now on nothing more can be written. */
  void fill() throws IOException;

  /** Makes room again. */
  void free() throws IOException;

  static SmallDisk onHdfs(Ground ground) throws IOException {
    String folder = ground.newHdfsFolder();
    DistributedFileSystem hdfs = ground.files();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    hdfs.mkdirs(path);
    return new SmallDisk() {
      @Override
      public String folder() {
        return folder;
      }

      @Override
      public void fill() throws IOException {
        hdfs.setQuota(path, HdfsConstants.QUOTA_DONT_SET, 1);
      }

      @Override
      public void free() throws IOException {
        hdfs.setQuota(path, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
      }

      @Override
      public void close() {}
    };
  }

  /** In memory; mounting it needs root. */
  static SmallDisk inMemory(Ground ground) throws Exception {
    Path folder = ground.newLocalFolder();
    Path filler = folder.resolve("filler");
    run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString());
    return new SmallDisk() {
      @Override
      public String folder() {
        return folder.resolve("used").toString();
      }

      @Override
      public void fill() throws IOException {
        byte[] page = new byte[1 << 12];
        try (OutputStream out = Files.newOutputStream(filler)) {
          while (true) {
            out.write(page);
          }
        } catch (IOException full) {
          if (Files.getFileStore(folder).getUsableSpace() > 0) {
            throw full;
          }
        }
      }

      @Override
      public void free() throws IOException {
        Files.delete(filler);
      }

      @Override
      public void close() throws Exception {
        run("umount", folder.toString());
      }
    };
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + printed);
    }
  }

  @Override
  void close() throws Exception;
}
