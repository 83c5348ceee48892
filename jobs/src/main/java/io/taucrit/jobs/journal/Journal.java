package io.taucrit.jobs.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The finished parts of long work: a small immutable file each, on any Hadoop file system.
 *
 * <p>A file is written once, under a name that no other writer can have, and holds its own SHA-256:
 * nothing is renamed, appended to or overwritten, and a file that a writer left unfinished counts
 * as none. A journal belongs to one work, whose identity is its first file; a {@link Lease} keeps a
 * second writer out.
 *
 * <p>Thread-safe.
 */
public final class Journal implements AutoCloseable {
  /** A number that is not there is not 0. */
  public static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private static final int LONGEST_REASON = 300;

  private final Work work;
  private final Path folder;
  private final FileSystem files;
  private final Lease lease;

  /** Files by key; more than one where a writer was killed, or two wrote the same. */
  private final Map<String, TreeSet<String>> names = new HashMap<>();

  private Journal(Work work, Path folder, FileSystem files, Lease lease) {
    this.work = work;
    this.folder = folder;
    this.files = files;
    this.lease = lease;
  }

  /**
   * What the journal is of.
   *
   * @param name in messages, and of the file that holds the identity: sweep
   * @param identity all that makes it what it is, a JSON object
   * @param remedy what to do about a journal of another work
   */
  public record Work(String name, JsonNode identity, String remedy) {}

  /** The journal cannot be used any more: the work has to end. */
  public static final class Unusable extends InputException {
    private static final long serialVersionUID = 1L;

    public Unusable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Opens or begins a journal, and holds its lease until it is closed.
   *
   * @throws InputException if it belongs to another work, another process is at work on it, or it
   *     cannot be written
   */
  public static Journal open(String path, Work work, Configuration configuration) {
    try {
      Path plain = new Path(path);
      FileSystem fileSystem = plain.getFileSystem(configuration);
      Path folder = fileSystem.makeQualified(plain);
      // Hadoop's checksum files beside local ones would be a second file for each.
      FileSystem files =
          fileSystem instanceof ChecksumFileSystem checked
              ? checked.getRawFileSystem()
              : fileSystem;
      files.mkdirs(folder);
      Journal journal = new Journal(work, folder, files, Lease.take(files, folder));
      try {
        journal.list();
        journal.check();
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
      return journal;
    } catch (IOException | IllegalArgumentException e) {
      throw new Unusable(
          "Cannot use the journal %s: %s; nothing was lost".formatted(path, reason(e)), e);
    }
  }

  /**
   * A tree as it is after it was written and read: the number 1 of a long is not that of an int.
   */
  public static JsonNode asRead(JsonNode tree) {
    try {
      return JSON.readTree(tree.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was written as JSON cannot be read", e);
    }
  }

  private void list() throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      String name = file.getPath().getName();
      int dot = name.indexOf('.');
      if (dot > 0 && name.endsWith(".json")) {
        names.computeIfAbsent(name.substring(0, dot), k -> new TreeSet<>()).add(name);
      }
    }
  }

  private void check() {
    JsonNode identity = work.identity();
    Optional<JsonNode> found = find(work.name(), JsonNode.class);
    if (found.isEmpty()) {
      write(work.name(), identity);
      return;
    }
    TreeSet<String> keys = new TreeSet<>();
    identity.fieldNames().forEachRemaining(keys::add);
    found.get().fieldNames().forEachRemaining(keys::add);
    keys.removeIf(key -> Objects.equals(found.get().get(key), identity.get(key)));
    if (!keys.isEmpty()) {
      throw new InputException(
          "Cannot go on with the journal %s: it is of another %s (different: %s); %s"
              .formatted(
                  folder,
                  work.name(),
                  Excerpt.of(String.join(", ", keys), LONGEST_REASON),
                  work.remedy()));
    }
  }

  /**
   * What was written under a key, if any file of it is whole.
   *
   * @throws Unusable if it is no such value, or cannot be read
   */
  public synchronized <T> Optional<T> find(String key, Class<T> type) {
    for (String name : names.getOrDefault(key, new TreeSet<>())) {
      Optional<T> value = read(new Path(folder, name), type);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  private <T> Optional<T> read(Path file, Class<T> type) {
    try (InputStream in = files.open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      int end = text.lastIndexOf("\n", text.length() - 2);
      if (end < 0 || !text.substring(end + 1).strip().equals(Digest.of(text.substring(0, end)))) {
        return Optional.empty();
      }
      T value = JSON.readValue(text.substring(0, end), type);
      if (value == null) {
        throw MismatchedInputException.from(null, type, "null");
      }
      return Optional.of(value);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw ofOtherVersion(file.getName(), e);
    } catch (IOException e) {
      throw new Unusable(
          "Cannot read the journal %s: %s: %s".formatted(folder, file.getName(), reason(e)), e);
    }
  }

  /**
   * What is said of a part that this version cannot read.
   *
   * @param part its file, or what it is of
   */
  public Unusable ofOtherVersion(String part, JsonProcessingException e) {
    return new Unusable(
        "Cannot use the journal %s: %s was written by another version (%s); choose another --out"
            .formatted(folder, part, reason(e)),
        e);
  }

  /**
   * Keeps a finished part.
   *
   * @throws Unusable if it cannot be written, or the lease was lost
   */
  public synchronized void write(String key, Object value) {
    lease.check();
    String name = "%s.%s.json".formatted(key, UUID.randomUUID().toString().substring(0, 8));
    Path file = new Path(folder, name);
    try {
      String text = JSON.writeValueAsString(value);
      try (OutputStream out = Files.create(files, file, false)) {
        out.write((text + "\n" + Digest.of(text) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value, e);
    } catch (IOException e) {
      discard(file);
      throw new Unusable(
          "Cannot write to the journal %s: %s; the finished parts in it are safe: mend that, and the"
                  .formatted(folder, reason(e))
              + " same command goes on",
          e);
    }
    names.computeIfAbsent(key, k -> new TreeSet<>()).add(name);
  }

  /** What is left of it would count as nothing anyway. */
  private void discard(Path file) {
    try {
      files.delete(file, false);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(Journal.class)
          .warn("Cannot remove the unfinished {}: {}", file, e.getMessage());
    }
  }

  @Override
  public void close() {
    lease.close();
  }

  static String reason(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    String said = message == null ? e.getClass().getSimpleName() : message;
    return Excerpt.of(said.lines().findFirst().orElse(""), LONGEST_REASON);
  }
}
