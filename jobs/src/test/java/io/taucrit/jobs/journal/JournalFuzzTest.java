package io.taucrit.jobs.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taucrit.data.InputException;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Any bytes as a file of a journal: nothing, or what was written. Any bytes with their own SHA-256
 * as the identity of its work: the same one, or another one.
 */
class JournalFuzzTest extends FuzzContract {
  private static final Entry WRITTEN = new Entry(0.1 + 0.2, "a\nbé");
  private static final String IDENTITY =
      "{\"data\": [\"é\", 1], \"targets\": [0.1], \"format\": 1}";

  private final Configuration configuration = FilesWithoutPermissions.configuration();
  private final Path folder = temporaryFolder().resolve("journal");
  private final Path entry = folder.resolve("entry.a.json");
  private final Path identity = folder.resolve("sweep.a.json");
  private final byte[] written;

  JournalFuzzTest() throws IOException {
    Files.createDirectories(folder);
    written = signed(Journal.JSON.writeValueAsBytes(WRITTEN));
  }

  record Entry(double value, String text) {}

  private static byte[] signed(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    return (text + "\n" + Digest.of(text) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private Journal open() throws IOException {
    JsonNode work = Journal.JSON.readTree(IDENTITY);
    return Journal.open(
        folder.toString(), new Journal.Work("sweep", work, "choose another --out"), configuration);
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(IDENTITY.getBytes(StandardCharsets.UTF_8), written);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(entry, input);
    boolean same = input.length == written.length;
    byte[] work = same ? IDENTITY.getBytes(StandardCharsets.UTF_8) : input;
    Files.write(identity, signed(work));
    try (Journal journal = open()) {
      assertThat(Journal.JSON.readTree(work)).isEqualTo(Journal.JSON.readTree(IDENTITY));
      assertThat(journal.find("entry", Entry.class)).isIn(Optional.empty(), Optional.of(WRITTEN));
    }
  }

  @Override
  protected String name() {
    return "journal";
  }

  /** Buffers of files and of Hadoop's paths. */
  @Override
  protected long allocation(int length) {
    return 4_000_000 + 200L * length;
  }

  /** With a right SHA-256, they are of another version. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "",
        "[]",
        "{}",
        "{\"text\": \"x\"}",
        "{\"value\": null}",
        "{\"a\\nb\": 1}"
      })
  void refusesWhatIsNoRecord(String json) throws IOException {
    Files.write(entry, signed(json.getBytes(StandardCharsets.UTF_8)));
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.find("entry", Entry.class))
          .isInstanceOf(Journal.Unusable.class)
          .hasMessageMatching(
              "Cannot use the journal file:\\S+/journal: entry.a.json was written by another version"
                  + " \\(\\P{Cntrl}+\\); choose another --out");
    }
  }

  @Test
  void messagesAreShort() throws IOException {
    String json = "{\"%s\": 1}".formatted("x".repeat(40_000));
    Files.write(entry, signed(json.getBytes(StandardCharsets.UTF_8)));
    try (Journal journal = open()) {
      assertThatThrownBy(() -> journal.find("entry", Entry.class)).message().hasSizeLessThan(1_000);
    }
  }

  @Test
  void differencesAreExcerpts() throws IOException {
    String json = "{\"%s\": 1}".formatted("x".repeat(40_000));
    Files.write(identity, signed(json.getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(this::open)
        .isInstanceOf(InputException.class)
        .message()
        .contains("(different: data, format, targets, xx")
        .hasSizeLessThan(1_000);
  }
}
