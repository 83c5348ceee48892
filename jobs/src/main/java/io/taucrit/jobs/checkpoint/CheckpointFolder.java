package io.taucrit.jobs.checkpoint;

import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.Files;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of a training run in a folder, on any Hadoop file system.
 *
 * <p>A checkpoint is a data file under a name that no other writer can have, and then a small
 * manifest with the data's length and SHA-256, which is the commit. Nothing is ever renamed,
 * appended to or overwritten, so this holds on object stores too, and whatever moment a writer dies
 * at, the checkpoints before it stay as they are.
 *
 * <p>Not thread-safe: one thread writes.
 */
public final class CheckpointFolder {
  /** Committed checkpoints that a write leaves: the newest, and two in case it gets damaged. */
  private static final int KEPT = 3;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

  private final Path folder;
  private final FileSystem files;

  /** What this object wrote last, newest last. */
  private final Deque<CheckpointName> written = new ArrayDeque<>();

  /** Whether a checkpoint is intact, of those that this object wrote or read. */
  private final Map<CheckpointName, Boolean> intact = new HashMap<>();

  /** Writes the content of a checkpoint. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the stream is buffered, and closed by the caller. */
    void writeTo(DataOutputStream out) throws IOException;
  }

  /** Reads the content of a checkpoint. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads what it needs; the stream is buffered, and closed by the caller. */
    T read(DataInputStream in) throws IOException;
  }

  /** A checkpoint whose data file was verified. Immutable and thread-safe. */
  public static final class Saved {
    private final FileSystem files;
    private final long updates;
    private final String description;
    private final Path data;
    private final List<String> refused;

    private Saved(FileSystem files, CheckpointManifest manifest, Path data, List<String> refused) {
      this.files = files;
      this.updates = manifest.updates();
      this.description = manifest.description();
      this.data = data;
      this.refused = List.copyOf(refused);
    }

    public long updates() {
      return updates;
    }

    /** What the writer passed, unchanged. */
    public String description() {
      return description;
    }

    public Path data() {
      return data;
    }

    /** Newer checkpoints that are damaged, each as its file and the reason, newest first. */
    public List<String> refused() {
      return refused;
    }

    /**
     * Reads the content.
     *
     * @throws InputException if that fails, also if the content ends before the reader does
     */
    public <T> T read(Reader<T> reader) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(files.open(data), BUFFER_BYTES))) {
        return reader.read(in);
      } catch (IOException e) {
        throw new InputException("Cannot read checkpoint %s: %s".formatted(data, reason(e)), e);
      }
    }
  }

  /**
   * Writes and reads nothing yet; the first write creates the folder.
   *
   * @throws InputException if the path is not valid or its file system not available
   */
  public CheckpointFolder(String folder, Configuration configuration) {
    try {
      Path plain = new Path(folder);
      FileSystem fileSystem = plain.getFileSystem(configuration);
      // The checksums that Hadoop keeps beside local files would only get in the way: when one is
      // wrong, the file is moved away while it is read. The manifest's are stronger.
      files =
          fileSystem instanceof ChecksumFileSystem checked
              ? checked.getRawFileSystem()
              : fileSystem;
      this.folder = fileSystem.makeQualified(plain);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "Cannot keep checkpoints in '%s': %s".formatted(folder, reason(e)), e);
    }
  }

  /**
   * Writes a checkpoint, which exists from when this returns. Then removes what is no longer
   * needed: committed checkpoints but the newest three, and data files without manifest that are of
   * fewer updates than the newest committed checkpoint. Damaged ones do not count among the three:
   * before anything is removed, those that this object has neither written nor read are read
   * through once. The three that it wrote last always stay. What cannot be removed is logged and
   * tried again by the next write.
   *
   * @param updates updates of the run so far, 0 … 10^12 − 1
   * @param description kept with it for the reader to compare
   * @param content is called once; what it throws and is no IOException is passed on
   * @throws InputException if it cannot be written; no file of it is left if that is possible, and
   *     the checkpoints before it are intact
   */
  public void write(long updates, String description, Content content) {
    if (updates < 0 || updates > CheckpointName.MAX_UPDATES) {
      throw new IllegalArgumentException(
          "Invalid updates: %d, expected 0 to %d".formatted(updates, CheckpointName.MAX_UPDATES));
    }
    Objects.requireNonNull(description, "description");
    CheckpointName name = CheckpointName.unique(updates);
    Path file = new Path(folder, name.data());
    boolean committed = false;
    try {
      CheckpointManifest manifest = writeData(file, name, description, content);
      file = new Path(folder, name.manifest());
      try (FSDataOutputStream out = Files.create(files, file, false)) {
        out.write(manifest.encode());
      }
      committed = true;
    } catch (IOException e) {
      throw new InputException(
          "Cannot write checkpoint %s: %s; the checkpoints before it are intact"
              .formatted(file, reason(e)),
          e);
    } finally {
      if (!committed) {
        remove(name);
      }
    }
    intact.put(name, true);
    written.addLast(name);
    if (written.size() > KEPT) {
      written.removeFirst();
    }
    removeObsolete();
  }

  private CheckpointManifest writeData(
      Path file, CheckpointName name, String description, Content content) throws IOException {
    MessageDigest digest = CheckpointManifest.newDigest();
    try (FSDataOutputStream out = Files.create(files, file, false)) {
      DataOutputStream buffered =
          new DataOutputStream(
              new BufferedOutputStream(new DigestOutputStream(out, digest), BUFFER_BYTES));
      content.writeTo(buffered);
      buffered.flush();
      return CheckpointManifest.of(
          name, description, out.getPos(), CheckpointManifest.hex(digest.digest()));
    }
  }

  /**
   * The newest checkpoint that is as it was written; its data file is read through once to make
   * sure. Damaged ones before it are logged and named in {@link Saved#refused}.
   *
   * @return empty if nothing was ever committed here: a manifest without a byte is no commit, its
   *     writer died where files are visible before they are closed
   * @throws InputException if the folder cannot be read, or if all checkpoints are damaged
   */
  public Optional<Saved> newest() {
    Listing listing;
    try {
      listing = list();
    } catch (IOException e) {
      throw new InputException("Cannot read checkpoints in %s: %s".formatted(folder, reason(e)), e);
    }
    List<String> refused = new ArrayList<>();
    for (CheckpointName name : listing.manifests) {
      try {
        CheckpointManifest manifest = verify(name);
        intact.put(name, true);
        return Optional.of(new Saved(files, manifest, new Path(folder, manifest.data()), refused));
      } catch (IOException e) {
        String refusal = refusal(name, e);
        refused.add(refusal);
        intact.put(name, false);
      }
    }
    if (listing.manifests.stream().allMatch(this::isUncommitted)) {
      return Optional.empty();
    }
    throw new InputException(
        "Cannot resume from %s: no checkpoint there is intact (%s); restore one from a copy, or"
                .formatted(folder, String.join("; ", refused))
            + " remove the folder or choose another to start from the beginning");
  }

  private boolean isUncommitted(CheckpointName name) {
    try (InputStream in = files.open(new Path(folder, name.manifest()))) {
      return in.read() < 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Names a checkpoint that is damaged, and logs it. */
  private static String refusal(CheckpointName name, IOException cause) {
    String why =
        cause instanceof DamagedException ? cause.getMessage() : "cannot be read: " + reason(cause);
    String refusal = name.manifest() + ": " + why;
    LOG.warn("Checkpoint refused: {}", refusal);
    return refusal;
  }

  /** Reads all of a checkpoint. */
  private CheckpointManifest verify(CheckpointName name) throws IOException {
    CheckpointManifest manifest;
    try (InputStream in = files.open(new Path(folder, name.manifest()))) {
      manifest = CheckpointManifest.decode(in.readAllBytes(), name);
    }
    Path data = new Path(folder, name.data());
    MessageDigest digest = CheckpointManifest.newDigest();
    long length = 0;
    try (InputStream in = files.open(data)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        length += read;
      }
    } catch (FileNotFoundException e) {
      throw new DamagedException("its data file %s is missing".formatted(data.getName()), e);
    } catch (IOException e) {
      throw new DamagedException(
          "its data file %s cannot be read: %s".formatted(data.getName(), reason(e)), e);
    }
    if (length != manifest.length()) {
      throw new DamagedException(
          String.format(
              Locale.ROOT,
              "its data file %s %s: %,d of %,d bytes",
              data.getName(),
              length < manifest.length() ? "is cut short" : "is too long",
              length,
              manifest.length()));
    }
    String sha256 = CheckpointManifest.hex(digest.digest());
    if (!sha256.equals(manifest.sha256())) {
      throw new DamagedException(
          "its data file %s has SHA-256 %s, expected %s"
              .formatted(data.getName(), sha256, Excerpt.of(manifest.sha256(), sha256.length())));
    }
    return manifest;
  }

  /** Runs after a commit; only space is lost if it fails. */
  private void removeObsolete() {
    Listing listing;
    try {
      listing = list();
    } catch (IOException e) {
      LOG.warn("Cannot remove old checkpoints in {}: {}", folder, reason(e));
      return;
    }
    intact.keySet().retainAll(listing.manifests);
    if (listing.manifests.size() > KEPT) {
      int kept = 0;
      for (CheckpointName name : listing.manifests) {
        if (kept < KEPT) {
          kept += isIntact(name) ? 1 : 0;
        } else if (!written.contains(name)) {
          remove(name);
        }
      }
    }
    long newest =
        listing.manifests.stream()
            .filter(name -> intact.getOrDefault(name, false))
            .mapToLong(CheckpointName::updates)
            .max()
            .orElse(0);
    for (CheckpointName name : listing.data) {
      // One that is not older may be about to be committed by another writer.
      if (!listing.manifests.contains(name) && name.updates() < newest) {
        remove(new Path(folder, name.data()));
      }
    }
  }

  private boolean isIntact(CheckpointName name) {
    return intact.computeIfAbsent(
        name,
        unknown -> {
          try {
            verify(unknown);
            return true;
          } catch (IOException e) {
            refusal(unknown, e);
            return false;
          }
        });
  }

  /** The manifest first, so that no manifest is ever left without its data. */
  private void remove(CheckpointName name) {
    if (remove(new Path(folder, name.manifest()))) {
      remove(new Path(folder, name.data()));
    }
  }

  /** Whether the file is gone. */
  private boolean remove(Path file) {
    try {
      if (files.delete(file, false) || !files.exists(file)) {
        return true;
      }
      LOG.warn("Cannot remove {}", file);
    } catch (IOException e) {
      LOG.warn("Cannot remove {}: {}", file, reason(e));
    }
    return false;
  }

  /** Names of the folder's files, newest first. */
  private record Listing(TreeSet<CheckpointName> manifests, TreeSet<CheckpointName> data) {}

  private Listing list() throws IOException {
    Listing listing =
        new Listing(
            new TreeSet<>(CheckpointName.NEWEST_FIRST), new TreeSet<>(CheckpointName.NEWEST_FIRST));
    FileStatus[] found;
    try {
      found = files.listStatus(folder);
    } catch (FileNotFoundException e) {
      // Before the first write, and an object store has no empty folders.
      return listing;
    }
    for (FileStatus file : found) {
      String name = file.getPath().getName();
      CheckpointName.ofManifest(name).ifPresent(listing.manifests::add);
      CheckpointName.ofData(name).ifPresent(listing.data::add);
    }
    return listing;
  }

  private static String reason(Exception cause) {
    if (cause instanceof EOFException) {
      return "it ends early";
    }
    String message = cause.getMessage();
    // Remote exceptions carry a stack trace below their first line.
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip().lines().findFirst().orElseThrow();
  }
}
