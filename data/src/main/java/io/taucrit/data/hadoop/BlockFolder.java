package io.taucrit.data.hadoop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.RowsHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of block files with a manifest, on any Hadoop file system.
 *
 * <p>Writers put the block files first, each under a name of its own, and {@link #commit} writes
 * {@code manifest.json} last: a folder without it is unfinished, and files that it does not name
 * are no part of the data. No rename is needed, so this holds on object stores too.
 *
 * <p>Immutable and thread-safe.
 */
public final class BlockFolder {
  /** Name of the manifest inside the folder. */
  public static final String MANIFEST = "manifest.json";

  private static final String BLOCK_SUFFIX = ".blk";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private final String path;
  private final BlockManifest manifest;
  private final Configuration configuration;

  private BlockFolder(String path, BlockManifest manifest, Configuration configuration) {
    this.path = path;
    this.manifest = manifest;
    this.configuration = configuration;
  }

  /**
   * Opens a finished folder.
   *
   * @throws InputException if it does not exist, is unfinished or of another format version
   */
  public static BlockFolder open(String path, Configuration configuration) {
    try {
      Path folder = qualified(path, configuration);
      FileSystem fileSystem = folder.getFileSystem(configuration);
      Path file = new Path(folder, MANIFEST);
      if (!fileSystem.exists(folder)) {
        throw new InputException("Cannot open block folder: %s does not exist".formatted(path));
      }
      if (!fileSystem.exists(file)) {
        throw new InputException(
            "Cannot open block folder: %s holds no %s; it was not written by convert or generate, or"
                    .formatted(path, MANIFEST)
                + " the run that wrote it did not finish");
      }
      try (InputStream in = fileSystem.open(file)) {
        return new BlockFolder(folder.toString(), parse(in, file), configuration);
      }
    } catch (IOException e) {
      throw Paths.unreadable(path, e);
    }
  }

  /** Whether the path is a folder that {@link #open} would try to read. */
  public static boolean isBlockFolder(String path, Configuration configuration) {
    try {
      Path file = new Path(qualified(path, configuration), MANIFEST);
      return file.getFileSystem(configuration).exists(file);
    } catch (IOException e) {
      throw Paths.unreadable(path, e);
    }
  }

  /**
   * Prepares a folder to write blocks to.
   *
   * @return the fully qualified path, good on every machine of a cluster
   * @throws InputException if it exists and is not an empty folder
   */
  public static String create(String path, Configuration configuration) {
    try {
      Path folder = qualified(path, configuration);
      FileSystem fileSystem = folder.getFileSystem(configuration);
      if (fileSystem.exists(folder)
          && (!fileSystem.getFileStatus(folder).isDirectory()
              || fileSystem.listStatus(folder).length > 0)) {
        throw new InputException(
            "Cannot write data: %s exists and is not empty; choose another folder or remove it"
                .formatted(path));
      }
      fileSystem.mkdirs(folder);
      return folder.toString();
    } catch (IOException e) {
      throw Paths.unwritable(path, e);
    }
  }

  /**
   * Writes one block file.
   *
   * @param number number of the block
   * @param attempt tells this file from those of other attempts at the same block
   * @param firstPlace place of the block's first row
   */
  public static BlockEntry write(
      String folder,
      int number,
      long attempt,
      long firstPlace,
      CsrBlock block,
      Configuration configuration) {
    String name = "block-%05d-%d%s".formatted(number, attempt, BLOCK_SUFFIX);
    Path file = new Path(folder, name);
    try (OutputStream out = Files.createVerified(file.getFileSystem(configuration), file)) {
      long checksum = BlockFile.write(out, block);
      return new BlockEntry(
          name, block.rows(), block.nonzeros(), firstPlace, checksum, RowsHash.of(block));
    } catch (IOException e) {
      throw Paths.unwritable(file.toString(), e);
    }
  }

  /** Writes the manifest and opens the folder; block files that it does not name are removed. */
  public static BlockFolder commit(
      String folder, BlockManifest manifest, Configuration configuration) {
    Path file = new Path(folder, MANIFEST);
    try {
      try (OutputStream out = Files.create(file.getFileSystem(configuration), file, false)) {
        out.write(JSON.writeValueAsBytes(manifest));
      }
      removeBlocksExcept(
          manifest.blocks().stream().map(BlockEntry::name).collect(Collectors.toSet()),
          folder,
          configuration);
    } catch (IOException e) {
      throw Paths.unwritable(file.toString(), e);
    }
    return new BlockFolder(folder, manifest, configuration);
  }

  /** Removes the block files of a write that failed, as far as that is possible. */
  public static void abandon(String folder, Configuration configuration) {
    try {
      removeBlocksExcept(Set.of(), folder, configuration);
    } catch (IOException e) {
      // The failure that led here is the one to report, and without a manifest the files are no
      // data.
      return;
    }
  }

  /**
   * Reads and verifies one block, by folder and entry alone, as tasks do.
   *
   * @param features d, above every index
   * @throws InputException if it cannot be read, or is not the block that the manifest tells of
   */
  public static CsrBlock read(
      String folder, BlockEntry entry, int features, Configuration configuration) {
    Path file = new Path(folder, entry.name());
    try {
      FileSystem fileSystem = file.getFileSystem(configuration);
      long length = fileSystem.getFileStatus(file).getLen();
      try (FSDataInputStream in = fileSystem.open(file)) {
        CsrBlock block = BlockFile.read(in, length, file.toString(), entry.checksum());
        check(block, entry, features, file);
        return block;
      }
    } catch (IOException e) {
      throw Paths.unreadable(file.toString(), e);
    }
  }

  private static void check(CsrBlock block, BlockEntry entry, int features, Path file) {
    if (block.rows() != entry.rows() || block.nonzeros() != entry.nonzeros()) {
      throw other(
          file,
          "%d rows and %d nonzeros".formatted(block.rows(), block.nonzeros()),
          "%d and %d".formatted(entry.rows(), entry.nonzeros()));
    }
    for (int row = 0; row < block.rows(); row++) {
      int end = block.rowOffsets()[row + 1];
      if (end > block.rowOffsets()[row] && block.indices()[end - 1] >= features) {
        throw other(file, "feature " + (block.indices()[end - 1] + 1L), features + " features");
      }
    }
  }

  private static InputException other(Path file, String found, String expected) {
    return new InputException(
        "Cannot read block %s: it has %s, its manifest says %s; convert the data again"
            .formatted(file, found, expected));
  }

  /** Reads and verifies a block by number. */
  public CsrBlock read(int block) {
    return read(path, manifest.blocks().get(block), manifest.features(), configuration);
  }

  /** The fully qualified path. */
  public String path() {
    return path;
  }

  public BlockManifest manifest() {
    return manifest;
  }

  private static Path qualified(String path, Configuration configuration) throws IOException {
    Path plain = Paths.of(path);
    return plain.getFileSystem(configuration).makeQualified(plain);
  }

  private static BlockManifest parse(InputStream in, Path file) throws IOException {
    try {
      JsonNode tree = JSON.readTree(in);
      int version = tree.path("formatVersion").asInt();
      if (version != BlockManifest.FORMAT_VERSION) {
        throw new InputException(
            "Cannot open block folder: %s has format version %d, this program reads %d; convert the"
                    .formatted(file, version, BlockManifest.FORMAT_VERSION)
                + " data again");
      }
      return JSON.treeToValue(tree, BlockManifest.class);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Cannot open block folder: %s is damaged; convert the data again".formatted(file), e);
    }
  }

  private static void removeBlocksExcept(
      Set<String> names, String folder, Configuration configuration) throws IOException {
    Path path = new Path(folder);
    FileSystem fileSystem = path.getFileSystem(configuration);
    for (FileStatus file : fileSystem.listStatus(path)) {
      String name = file.getPath().getName();
      if (name.endsWith(BLOCK_SUFFIX) && !names.contains(name)) {
        fileSystem.delete(file.getPath(), false);
      }
    }
  }
}
