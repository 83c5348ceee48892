package io.taucrit.jobs.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.data.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  @TempDir Path folder;

  record Entry(double value, String text) {}

  private Journal open(String identity) {
    try {
      JsonNode node = Journal.JSON.readTree(identity);
      Journal.Work work = new Journal.Work("sweep", node, "choose another --out");
      return Journal.open(folder.resolve("journal").toString(), work, new Configuration());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Journal open() {
    return open("{\"data\": 1, \"targets\": [0.1]}");
  }

  private Path file(String key) throws IOException {
    List<Path> files = files(key);
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private List<Path> files(String key) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("journal"))) {
      return files.filter(f -> f.getFileName().toString().startsWith(key + ".")).toList();
    }
  }

  @Test
  void whatWasWrittenIsFoundLater() {
    Entry entry = new Entry(0.1 + 0.2, "a\nb");
    try (Journal journal = open()) {
      assertThat(journal.find("curve-1", Entry.class)).isEmpty();
      journal.write("curve-1", entry);
      assertThat(journal.find("curve-1", Entry.class)).contains(entry);
    }
    try (Journal journal = open()) {
      assertThat(journal.find("curve-1", Entry.class)).contains(entry);
      assertThat(journal.find("curve-2", Entry.class)).isEmpty();
    }
  }

  /** A writer that dies leaves any beginning of a file. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.95})
  void aFileThatWasCutOffCountsAsNoneAndIsWrittenAgain(double share) throws IOException {
    try (Journal journal = open()) {
      journal.write("curve-1", new Entry(1, "x"));
    }
    byte[] bytes = Files.readAllBytes(file("curve-1"));
    Files.write(file("curve-1"), Arrays.copyOf(bytes, (int) (share * bytes.length)));
    try (Journal journal = open()) {
      assertThat(journal.find("curve-1", Entry.class)).isEmpty();
      journal.write("curve-1", new Entry(2, "y"));
    }
    assertThat(files("curve-1")).hasSize(2);
    try (Journal journal = open()) {
      assertThat(journal.find("curve-1", Entry.class)).contains(new Entry(2, "y"));
    }
  }

  @Test
  void aFlippedBitCountsAsNone() throws IOException {
    try (Journal journal = open()) {
      journal.write("curve-1", new Entry(1.5, "x"));
    }
    byte[] bytes = Files.readAllBytes(file("curve-1"));
    bytes[bytes.length / 4] ^= 1;
    Files.write(file("curve-1"), bytes);
    try (Journal journal = open()) {
      assertThat(journal.find("curve-1", Entry.class)).isEmpty();
    }
  }

  @Test
  void anotherWorkIsRefusedByWhatDiffers() {
    open().close();
    assertThatThrownBy(() -> open("{\"data\": 2, \"targets\": [0.1], \"seeds\": 3}"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot go on with the journal file:")
        .hasMessageContaining(
            "it is of another sweep (different: data, seeds); choose another --out");
    // It gave the lease back.
    open().close();
  }

  @Test
  void anIdentityThatWasCutOffIsWrittenAgain() throws IOException {
    open().close();
    Files.writeString(file("sweep"), "{\"da");
    open().close();
    assertThatThrownBy(() -> open("{}")).hasMessageContaining("different: data, targets");
  }

  @Test
  void twoProcessesExcludeEachOther() {
    try (Journal first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(
              "Another process is at work here (process %d on "
                  .formatted(ProcessHandle.current().pid()));
      first.write("curve-1", new Entry(1, "x"));
    }
    open().close();
  }

  @Test
  void aLeaseOfADeadProcessOfThisMachineIsTakenOverAtOnce() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor()).isZero();
    try (Journal journal = open()) {
      String lease = Files.readString(folder.resolve("journal/lease"));
      Files.writeString(
          folder.resolve("journal/lease"),
          lease
              .replace("\"pid\":" + ProcessHandle.current().pid(), "\"pid\":" + dead.pid())
              .replaceAll("\"owner\":\"[^\"]*\"", "\"owner\":\"dead\""));
      // The second one takes over; the first one notices before it writes anything more, or at its
      // next beat.
      try (Journal second = open()) {
        second.write("curve-1", new Entry(1, "x"));
        assertThat(second.find("curve-1", Entry.class)).isPresent();
      }
      assertThat(journal).isNotNull();
    }
  }

  @Test
  void anEntryOfAnotherVersionIsToldAsThat() throws IOException {
    try (Journal journal = open()) {
      journal.write("curve-1", List.of(1, 2));
    }
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.find("curve-1", Entry.class))
          .isInstanceOf(Journal.Unusable.class)
          .hasMessageContaining("was written by another version");
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("journal"), "a file", StandardCharsets.UTF_8);
    assertThatThrownBy(this::open)
        .isInstanceOf(Journal.Unusable.class)
        .hasMessageStartingWith("Cannot use the journal " + folder.resolve("journal"));
  }
}
