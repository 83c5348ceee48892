package io.taucrit.data.hadoop;

import io.taucrit.data.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;

/**
 * The files behind a list of paths, directories and globs, each once, sorted by full path.
 *
 * <p>Directories are searched to any depth; names that begin with {@code _} or {@code .} are left
 * out there, as Hadoop's own formats do. Immutable and thread-safe.
 */
public final class InputFiles {
  private final List<FileStatus> files;
  private final Configuration configuration;

  private InputFiles(List<FileStatus> files, Configuration configuration) {
    this.files = files;
    this.configuration = configuration;
  }

  /**
   * Lists the files.
   *
   * @throws InputException naming the first path that matches no file
   */
  public static InputFiles list(List<String> paths, Configuration configuration) {
    if (paths.isEmpty()) {
      throw new InputException("Cannot read data: no path given");
    }
    TreeMap<String, FileStatus> found = new TreeMap<>();
    for (String path : paths) {
      List<FileStatus> matches = new ArrayList<>();
      try {
        Path pattern = Paths.of(path);
        FileSystem fileSystem = pattern.getFileSystem(configuration);
        for (FileStatus status : matching(fileSystem, pattern)) {
          collect(fileSystem, status, matches);
        }
      } catch (IOException e) {
        throw Paths.unreadable(path, e);
      }
      if (matches.isEmpty()) {
        throw new InputException("Cannot read data: no file matches %s".formatted(path));
      }
      matches.forEach(file -> found.put(file.getPath().toString(), file));
    }
    return new InputFiles(List.copyOf(found.values()), configuration);
  }

  /** Full paths of the files. */
  public List<String> names() {
    return files.stream().map(file -> file.getPath().toString()).toList();
  }

  /** Number of files. */
  public int count() {
    return files.size();
  }

  /** Bytes of all files, compressed as they are. */
  public long bytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  /**
   * Cuts the files into splits of at most the given size, in the order of the files and within a
   * file by offset. Files of a codec that cannot be cut are one split; empty files have none.
   */
  public List<TextSplit> splits(long splitBytes) {
    CompressionCodecFactory codecs = new CompressionCodecFactory(configuration);
    List<TextSplit> splits = new ArrayList<>();
    for (FileStatus file : files) {
      CompressionCodec codec = codecs.getCodec(file.getPath());
      boolean splittable = codec == null || codec instanceof SplittableCompressionCodec;
      long size = splittable ? splitBytes : file.getLen();
      for (long start = 0; start < file.getLen(); start += size) {
        long length = Math.min(size, file.getLen() - start);
        splits.add(
            new TextSplit(file.getPath().toString(), start, length, hosts(file, start, length)));
      }
    }
    return splits;
  }

  /** The hosts that store the largest part of the range. */
  private List<String> hosts(FileStatus file, long start, long length) {
    try {
      FileSystem fileSystem = file.getPath().getFileSystem(configuration);
      BlockLocation[] locations = fileSystem.getFileBlockLocations(file, start, length);
      BlockLocation largest =
          List.of(locations).stream()
              .max(Comparator.comparingLong(block -> overlap(block, start, length)))
              .orElse(null);
      return largest == null ? List.of() : List.of(largest.getHosts());
    } catch (IOException e) {
      throw Paths.unreadable(file.getPath().toString(), e);
    }
  }

  private static long overlap(BlockLocation block, long start, long length) {
    return Math.min(block.getOffset() + block.getLength(), start + length)
        - Math.max(block.getOffset(), start);
  }

  /** A path that exists is taken literally, so that names may contain what globs are made of. */
  private static FileStatus[] matching(FileSystem fileSystem, Path pattern) throws IOException {
    if (fileSystem.exists(pattern)) {
      return new FileStatus[] {fileSystem.getFileStatus(pattern)};
    }
    FileStatus[] matches = fileSystem.globStatus(pattern);
    return matches == null ? new FileStatus[0] : matches;
  }

  private static void collect(FileSystem fileSystem, FileStatus status, List<FileStatus> files)
      throws IOException {
    if (!status.isDirectory()) {
      files.add(status);
      return;
    }
    for (FileStatus child : fileSystem.listStatus(status.getPath())) {
      char first = child.getPath().getName().charAt(0);
      if (first != '_' && first != '.') {
        collect(fileSystem, child, files);
      }
    }
  }
}
