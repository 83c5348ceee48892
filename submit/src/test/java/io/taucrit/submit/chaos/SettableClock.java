package io.taucrit.submit.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The time of day of the processes that are started with its environment, which libfaketime (the
 * package faketime of Debian and others) tells them; CLOCK_MONOTONIC is told as it is.
 */
final class SettableClock {
  /** The linker fills in the folder of this machine's libraries; without the library it goes on. */
  private static final String LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1";

  private final Path offset;

  private SettableClock(Path offset) {
    this.offset = offset;
  }

  /**
   * One that is right.
   *
   * @param name of its file
   */
  static SettableClock in(Path folder, String name) throws IOException {
    SettableClock clock = new SettableClock(folder.resolve(name));
    clock.set(Duration.ZERO);
    return clock;
  }

  /** Of a process that has it, and of those that this one starts. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", LIBRARY,
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        "FAKETIME_NO_CACHE", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        // With its fix for monotonic waits those of a JVM end at once.
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "NO_FAKE_STAT", "1");
  }

  /** Sets it to so much ahead of what is right; at once for all who have it. */
  void set(Duration ahead) throws IOException {
    Path next = offset.resolveSibling(offset.getFileName() + ".next");
    Files.writeString(next, "%+d".formatted(ahead.toSeconds()));
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether it can be set at all: whether there is a libfaketime. Leaves it right. */
  boolean canBeSet() throws IOException {
    set(Duration.ofDays(1));
    boolean ahead = Instant.now().plus(Duration.ofHours(1)).isBefore(told());
    set(Duration.ZERO);
    return ahead;
  }

  /** What a process that has it takes for now. */
  private Instant told() throws IOException {
    ProcessBuilder date = new ProcessBuilder("date", "+%s");
    date.environment().putAll(environment());
    byte[] seconds = date.start().getInputStream().readAllBytes();
    return Instant.ofEpochSecond(
        Long.parseLong(new String(seconds, StandardCharsets.UTF_8).trim()));
  }
}
