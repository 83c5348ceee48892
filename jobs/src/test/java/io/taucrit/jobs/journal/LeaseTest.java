package io.taucrit.jobs.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process waits for the lease of another one that lives on this machine. */
class LeaseTest {
  private final AtomicInteger looks = new AtomicInteger();

  @TempDir Path folder;
  private FileSystem files;
  private String held;

  @BeforeEach
  void leaveAnOwner() throws IOException {
    files = FileSystem.getLocal(new Configuration()).getRawFileSystem();
    try (Lease lease = take(() -> {})) {
      assertThat(lease).isNotNull();
      held = Files.readString(file()).replaceAll("\"owner\":\"[^\"]*\"", "\"owner\":\"other\"");
    }
    Files.writeString(file(), held);
  }

  private Lease take(Lease.Pause pause) throws IOException {
    return Lease.take(files, new org.apache.hadoop.fs.Path(folder.toString()), pause);
  }

  private Path file() {
    return folder.resolve("lease");
  }

  @Test
  void aSilentOwnerLosesItAfterAllLooks() throws IOException {
    try (Lease lease = take(looks::incrementAndGet)) {
      lease.check();
      assertThat(looks).hasValue(Lease.LOOKS);
      assertThat(Files.readString(file())).isNotEqualTo(held);
    }
    assertThat(file()).doesNotExist();
  }

  /** The waiting process stands still for longer than a lease lasts, and the owner goes on. */
  @Test
  void whoeverStoodStillWhileItWaitedSeesThatTheOwnerLives() {
    for (int stop : new int[] {1, Lease.LOOKS / 2, Lease.LOOKS}) {
      looks.set(0);
      assertThatThrownBy(() -> take(() -> beatAt(stop)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Another process is at work here (process ");
      assertThat(looks).hasValue(stop);
    }
  }

  private void beatAt(int look) {
    if (looks.incrementAndGet() == look) {
      try {
        Files.writeString(file(), held.replaceAll("\"beat\":\\d+", "\"beat\":" + 100 * look));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
