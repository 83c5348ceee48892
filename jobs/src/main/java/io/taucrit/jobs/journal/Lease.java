package io.taucrit.jobs.journal;

import io.taucrit.data.Excerpt;
import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.Files;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The right to write to a journal: a file that names its owner and that the owner writes anew every
 * few seconds. A second process takes it over once it has looked at it for half a minute and it has
 * not changed, at once where the owner was a process of this machine that is gone. No clocks are
 * compared, and looks are counted rather than time: a process that stood still while it waited has
 * not seen what the owner did meanwhile.
 *
 * <p>Limits: file systems without an atomic create (object stores) let two processes that start
 * within the same moment both begin, and an owner that stood still between its look at the file and
 * its next writing of it takes the lease back; the one whose lease is written over notices at its
 * next beat and stops. That costs time and never a result, because the files of a journal are
 * immutable.
 */
public final class Lease implements AutoCloseable {
  /** Before Spark's own hook, which stops the application. */
  private static final int HOOK_PRIORITY = 60;

  private static final String NAME = "lease";

  /** More bytes than any lease has. */
  private static final int LONGEST = 4096;

  private static final int LONGEST_HOST = 255;
  private static final long BEAT_SECONDS = 5;
  private static final long SILENCE_SECONDS = 30;
  private static final long LOOK_MILLIS = 500;

  /** Looks at another owner's lease, {@link #SILENCE_SECONDS} in all. */
  static final int LOOKS = (int) (TimeUnit.SECONDS.toMillis(SILENCE_SECONDS) / LOOK_MILLIS);

  private final FileSystem files;
  private final Path file;
  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "taucrit-lease");
            thread.setDaemon(true);
            return thread;
          });
  private ScheduledFuture<?> beating;
  private long beats;
  private long lastBeat = System.nanoTime();
  private boolean released;
  private Journal.Unusable lost;

  /** A process that is told to stop gives it back. */
  private final Runnable hook = this::release;

  private Lease(FileSystem files, Path file) {
    this.files = files;
    this.file = file;
  }

  /**
   * The lease of a folder, which must exist.
   *
   * @throws InputException if another process is alive on it, or the folder cannot be written
   */
  public static Lease take(String folder, Configuration configuration) {
    try {
      Path path = new Path(folder);
      return take(path.getFileSystem(configuration), path);
    } catch (IOException e) {
      throw new InputException(
          "Cannot write the lease in %s: %s".formatted(folder, Journal.reason(e)), e);
    }
  }

  /**
   * What the file holds.
   *
   * @param beat how often the owner wrote it
   */
  private record Content(String owner, String host, long pid, long beat) {
    Content {
      Objects.requireNonNull(owner, "owner");
      Objects.requireNonNull(host, "host");
    }

    String process() {
      return "process %d on %s".formatted(pid, Excerpt.of(host, LONGEST_HOST));
    }
  }

  /** What passes between two looks. */
  @FunctionalInterface
  interface Pause {
    void await() throws InterruptedException;
  }

  /**
   * Waits, for {@link #SILENCE_SECONDS} at most, for a silent owner's lease.
   *
   * @throws InputException if another process is alive on it
   */
  static Lease take(FileSystem files, Path folder) throws IOException {
    return take(files, folder, () -> TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS));
  }

  static Lease take(FileSystem files, Path folder, Pause pause) throws IOException {
    Lease lease = new Lease(files, new Path(folder, NAME));
    byte[] before = lease.bytes();
    if (before == null) {
      try {
        lease.put(false);
        return lease.beating();
      } catch (FileAlreadyExistsException e) {
        before = lease.bytes();
      } catch (IOException e) {
        // Some file systems have no exception of their own for that.
        before = lease.bytes();
        if (before == null) {
          throw e;
        }
      }
    }
    Optional<Content> held = content(before);
    if (held.isEmpty() || !gone(held.get())) {
      lease.awaitSilence(before, held, pause);
    }
    lease.put(true);
    return lease.beating();
  }

  /** Whether the owner was a process of this machine that has ended. */
  private static boolean gone(Content held) {
    return held.host().equals(host()) && ProcessHandle.of(held.pid()).isEmpty();
  }

  private void awaitSilence(byte[] before, Optional<Content> held, Pause pause) throws IOException {
    String owner = held.map(Content::process).orElse("another process");
    for (int look = 0; look < LOOKS; look++) {
      try {
        pause.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InputException("Interrupted while waiting for the lease " + file, e);
      }
      byte[] now = bytes();
      if (now == null) {
        return;
      }
      if (!Arrays.equals(now, before)) {
        throw new InputException(
            "Another process is at work here (%s holds %s); wait for it to end, or choose"
                    .formatted(owner, file)
                + " another --out");
      }
    }
  }

  private Lease beating() {
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
    beating =
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    return this;
  }

  synchronized void beat() {
    if (released || lost != null) {
      return;
    }
    try {
      byte[] now = bytes();
      // Absent or cut short: perhaps our own last write met a full disk.
      Optional<Content> holder = now == null ? Optional.empty() : content(now);
      if (holder.isPresent() && !holder.get().owner().equals(owner)) {
        lost =
            new Journal.Unusable(
                "Another process took over here (%s); this one ends, its finished parts are kept"
                    .formatted(holder.get().process()),
                null);
        return;
      }
      put(true);
      lastBeat = System.nanoTime();
    } catch (IOException e) {
      if (System.nanoTime() - lastBeat > TimeUnit.SECONDS.toNanos(SILENCE_SECONDS)) {
        lost =
            new Journal.Unusable(
                "Cannot renew the lease %s for %d s: %s; the finished parts are safe: mend that, and the same command goes on"
                    .formatted(file, SILENCE_SECONDS, Journal.reason(e)),
                e);
      }
    }
  }

  /**
   * @throws Journal.Unusable if the lease was lost
   */
  synchronized void check() {
    if (lost != null) {
      throw lost;
    }
  }

  /** Empty for what is no lease, or not all of one. */
  private static Optional<Content> content(byte[] bytes) {
    try {
      return Optional.ofNullable(Journal.JSON.readValue(bytes, Content.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private byte[] bytes() throws IOException {
    try (InputStream in = files.open(file)) {
      return in.readNBytes(LONGEST);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private void put(boolean overwrite) throws IOException {
    Content content = new Content(owner, host(), ProcessHandle.current().pid(), beats++);
    byte[] bytes = Journal.JSON.writeValueAsBytes(content);
    try (OutputStream out = Files.create(files, file, overwrite)) {
      out.write(bytes);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "an unnamed host";
    }
  }

  @Override
  public void close() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
    release();
  }

  private synchronized void release() {
    if (beating != null) {
      beating.cancel(false);
    }
    heart.shutdown();
    if (released || lost != null) {
      return;
    }
    released = true;
    try {
      byte[] now = bytes();
      Optional<Content> holder = now == null ? Optional.empty() : content(now);
      if (holder.isEmpty() || holder.get().owner().equals(owner)) {
        files.delete(file, false);
      }
    } catch (IOException e) {
      // The next one waits until it has been silent for long enough.
      org.slf4j.LoggerFactory.getLogger(Lease.class)
          .warn("Cannot remove the lease {}: {}", file, e.getMessage());
    }
  }
}
