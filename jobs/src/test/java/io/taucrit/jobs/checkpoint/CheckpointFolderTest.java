package io.taucrit.jobs.checkpoint;

import static io.taucrit.jobs.checkpoint.StoredFiles.content;
import static io.taucrit.jobs.checkpoint.StoredFiles.read;
import static io.taucrit.jobs.checkpoint.StoredFiles.writing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.jobs.checkpoint.CheckpointFolder.Saved;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds on every file system, on two that differ most. */
class CheckpointFolderTest {
  private static final int LENGTH = 200_001;

  @TempDir private Path temporary;

  private enum Kind {
    LOCAL,
    OBJECTS
  }

  private StoredFiles files(Kind kind) throws IOException {
    return switch (kind) {
      case LOCAL -> {
        LocalFileSystem local = FileSystem.getLocal(new Configuration());
        yield new StoredFiles(
            local.getRawFileSystem(),
            new org.apache.hadoop.fs.Path(temporary.resolve("run").toUri()));
      }
      case OBJECTS -> {
        ObjectStore store = ObjectStore.create();
        yield new StoredFiles(store, store.makeQualified(new org.apache.hadoop.fs.Path("/a/run")));
      }
    };
  }

  /** Checkpoints after 100, 200 and 300 updates. */
  private StoredFiles three(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder folder = files.open();
    for (long updates : new long[] {100, 200, 300}) {
      folder.write(updates, "run " + updates, writing(content(updates, LENGTH)));
    }
    return files;
  }

  private static void assertNewest(StoredFiles files, long updates, String... refused) {
    Saved saved = files.open().newest().orElseThrow();
    assertThat(saved.updates()).isEqualTo(updates);
    assertThat(saved.description()).isEqualTo("run " + updates);
    assertThat(saved.refused()).containsExactly(refused);
    assertThat(read(saved)).isEqualTo(content(updates, LENGTH));
  }

  @ParameterizedTest
  @EnumSource
  void readsBackWhatWasWritten(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder folder = files.open();
    assertThat(folder.newest()).isEmpty();
    long updates = 0;
    // Nothing, less and more than the buffers hold, and a little more than fits.
    for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 3_000_000}) {
      byte[] content = content(updates, length);
      String description = "{\"run\": \"ü \\ \n%d\"}".formatted(updates);
      folder.write(updates, description, writing(content));
      for (CheckpointFolder reader : List.of(folder, files.open())) {
        Saved saved = reader.newest().orElseThrow();
        assertThat(saved.updates()).isEqualTo(updates);
        assertThat(saved.description()).isEqualTo(description);
        assertThat(saved.refused()).isEmpty();
        assertThat(saved.data().getName()).isEqualTo(files.data(updates));
        assertThat(read(saved)).isEqualTo(content);
      }
      updates += 1_000_000_000;
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsValuesOneByOne(Kind kind) throws IOException {
    CheckpointFolder folder = files(kind).open();
    folder.write(
        1,
        "",
        out -> {
          out.writeInt(100_000);
          for (int i = 0; i < 100_000; i++) {
            out.writeDouble(1.0 / i);
          }
        });
    Saved saved = folder.newest().orElseThrow();
    double[] read =
        saved.read(
            in -> {
              double[] values = new double[in.readInt()];
              for (int i = 0; i < values.length; i++) {
                values[i] = in.readDouble();
              }
              return values;
            });
    assertThat(read).hasSize(100_000);
    for (int i = 0; i < read.length; i++) {
      assertThat(read[i]).isEqualTo(1.0 / i);
    }
    assertThatThrownBy(() -> saved.read(in -> in.skipBytes(800_004) + in.readInt()))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read checkpoint %s: it ends early", saved.data());
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheNewestThree(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder folder = files.open();
    for (long updates = 1; updates <= 6; updates++) {
      folder.write(updates, "run " + updates, writing(content(updates, LENGTH)));
      assertThat(files.names()).hasSize(2 * (int) Math.min(3, updates));
    }
    assertThat(files.committed()).containsExactly(4L, 5L, 6L);
    // So does a driver that goes on.
    CheckpointFolder next = files.open();
    assertNewest(files, 6);
    next.write(7, "run 7", writing(content(7, LENGTH)));
    assertThat(files.committed()).containsExactly(5L, 6L, 7L);
    assertThat(files.names()).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource
  void refusesDataThatIsCutShort(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    for (int length : new int[] {200_000, 100_000, 1, 0}) {
      files.cut(files.data(300), length);
      assertNewest(
          files,
          200,
          "%s: its data file %s is cut short: %,d of 200,001 bytes"
              .formatted(files.manifest(300), files.data(300), length));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesDataThatIsTooLong(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    files.cut(files.data(300), LENGTH + 1);
    assertNewest(
        files,
        200,
        "%s: its data file %s is too long: 200,002 of 200,001 bytes"
            .formatted(files.manifest(300), files.data(300)));
  }

  @ParameterizedTest
  @EnumSource
  void refusesDataWithAFlippedByte(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    byte[] intact = files.bytes(files.data(300));
    for (int position : new int[] {0, 511, 65_536, 100_000, LENGTH - 1}) {
      files.flip(files.data(300), position, 1);
      assertThat(files.open().newest().orElseThrow().refused())
          .singleElement()
          .asString()
          .matches(
              "%s: its data file %s has SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}"
                  .formatted(files.manifest(300), files.data(300)));
      assertThat(files.open().newest().orElseThrow().updates()).isEqualTo(200);
      files.replace(files.data(300), intact);
    }
    assertNewest(files, 300);
  }

  @ParameterizedTest
  @EnumSource
  void refusesADamagedManifest(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    String manifest = files.manifest(300);
    byte[] intact = files.bytes(manifest);
    for (int position = 0; position < intact.length; position += 7) {
      files.flip(manifest, position, 1);
      assertThat(files.open().newest().orElseThrow().updates()).isEqualTo(200);
      files.replace(manifest, intact);
    }
    assertNewest(files, 300);
    files.cut(manifest, intact.length - 1);
    assertNewest(files, 200, manifest + ": cannot be parsed");
    // As a writer leaves it that dies where files are visible before they are closed.
    files.cut(manifest, 0);
    assertNewest(files, 200, manifest + ": cannot be parsed");
  }

  /** A run that was killed in the middle of its first checkpoint begins again by itself. */
  @ParameterizedTest
  @EnumSource
  void nothingIsCommittedByAManifestWithoutAByte(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder folder = files.open();
    folder.write(100, "run 100", writing(content(100, LENGTH)));
    files.cut(files.manifest(100), 0);
    assertThat(files.open().newest()).isEmpty();
    folder.write(200, "run 200", writing(content(200, LENGTH)));
    assertNewest(files, 200);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAManifestWithoutData(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    String data = files.data(300);
    files.delete(data);
    assertNewest(
        files, 200, "%s: its data file %s is missing".formatted(files.manifest(300), data));
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatToDoIfAllAreDamaged(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    files.cut(files.data(100), 5);
    files.cut(files.manifest(200), 5);
    files.delete(files.data(300));
    assertThatThrownBy(() -> files.open().newest())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "Cannot resume from %s: no checkpoint there is intact (", files.folder())
        .hasMessageContaining(files.manifest(300) + ": its data file ")
        .hasMessageContaining(files.manifest(200) + ": cannot be parsed; ")
        .hasMessageContaining(
            "%s: its data file %s is cut short: 5 of 200,001 bytes)",
            files.manifest(100), files.data(100))
        .hasMessageEndingWith("choose another to start from the beginning")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @EnumSource
  void aWriteThatFailsLeavesNothing(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    List<String> before = files.names();
    CheckpointFolder folder = files.open();
    byte[] half = content(400, 1_000_000);

    IOException full = new IOException("no space left\n\tat some.stack.trace");
    assertThatThrownBy(() -> folder.write(400, "", failing(half, full)))
        .isInstanceOf(InputException.class)
        .hasCause(full)
        .hasMessageMatching(
            "Cannot write checkpoint \\S+/checkpoint-000000000400-[0-9a-f]{32}.bin: no space left; "
                + "the checkpoints before it are intact");
    assertThat(files.names()).isEqualTo(before);

    IllegalStateException bug = new IllegalStateException("a bug");
    assertThatThrownBy(() -> folder.write(400, "", failing(half, bug))).isSameAs(bug);
    assertThat(files.names()).isEqualTo(before);
    OutOfMemoryError memory = new OutOfMemoryError("heap");
    assertThatThrownBy(() -> folder.write(400, "", failing(half, memory))).isSameAs(memory);
    assertThat(files.names()).isEqualTo(before);

    assertNewest(files, 300);
    folder.write(400, "run 400", writing(content(400, LENGTH)));
    assertNewest(files, 400);
  }

  private static CheckpointFolder.Content failing(byte[] half, Throwable failure) {
    return out -> {
      out.write(half);
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      throw (Error) failure;
    };
  }

  @ParameterizedTest
  @EnumSource
  void dataWithoutManifestIsNoCheckpoint(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    String old = CheckpointName.unique(250).data();
    String same = CheckpointName.unique(400).data();
    String ahead = CheckpointName.unique(401).data();
    for (String name : List.of(old, same, ahead)) {
      files.put(name, content(1, 1_000));
    }
    CheckpointFolder folder = files.open();
    assertNewest(files, 300);
    folder.write(400, "run 400", writing(content(400, LENGTH)));
    // Another writer may be about to commit what is not older than the newest.
    assertThat(files.names()).doesNotContain(old).contains(same, ahead);
    assertNewest(files, 400);
    folder.write(500, "run 500", writing(content(500, LENGTH)));
    assertThat(files.names()).doesNotContain(same, ahead).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource
  void otherFilesAreLeftAlone(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    List<String> others =
        List.of(
            "checkpoint-1.bin",
            "checkpoint-000000000001-xyz.json",
            "copy-of-" + CheckpointName.unique(1).data(),
            CheckpointName.unique(1).manifest() + ".bak",
            "model.json");
    for (String name : others) {
      files.put(name, new byte[] {1});
    }
    CheckpointFolder folder = files.open();
    assertThat(folder.newest()).isEmpty();
    for (long updates = 10; updates < 16; updates++) {
      folder.write(updates, "run " + updates, writing(content(updates, LENGTH)));
    }
    assertThat(files.names()).containsAll(others).hasSize(others.size() + 6);
    assertNewest(files, 15);
  }

  /** Else a run that falls back would lose what it writes to checkpoints that nobody can read. */
  @ParameterizedTest
  @EnumSource
  void damagedCheckpointsDoNotCount(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder before = files.open();
    before.write(100, "run 100", writing(content(100, LENGTH)));
    String intactData = files.data(100);
    String intactManifest = files.manifest(100);
    byte[] data = files.bytes(intactData);
    byte[] manifest = files.bytes(intactManifest);
    for (long updates : new long[] {200, 300, 400}) {
      before.write(updates, "run " + updates, writing(content(updates, LENGTH)));
      files.flip(files.data(updates), 3, 1);
    }
    files.put(intactData, data);
    files.put(intactManifest, manifest);

    CheckpointFolder next = files.open();
    assertThat(next.newest().orElseThrow().updates()).isEqualTo(100);
    next.write(150, "run 150", writing(content(150, LENGTH)));
    assertThat(files.committed()).containsExactly(100L, 150L, 200L, 300L, 400L);
    assertThat(files.open().newest().orElseThrow().updates()).isEqualTo(150);
    next.write(190, "run 190", writing(content(190, LENGTH)));
    next.write(250, "run 250", writing(content(250, LENGTH)));
    assertThat(files.committed()).containsExactly(150L, 190L, 200L, 250L, 300L, 400L);
    next.write(350, "run 350", writing(content(350, LENGTH)));
    next.write(450, "run 450", writing(content(450, LENGTH)));
    next.write(500, "run 500", writing(content(500, LENGTH)));
    assertThat(files.committed()).containsExactly(350L, 400L, 450L, 500L);
    assertNewest(files, 500);
  }

  @ParameterizedTest
  @EnumSource
  void aWriterKeepsItsOwnThreeBesideThoseOfALongerRun(Kind kind) throws IOException {
    StoredFiles files = three(kind);
    CheckpointFolder other = files.open();
    for (long updates = 1; updates <= 5; updates++) {
      other.write(updates, "run " + updates, writing(content(updates, LENGTH)));
    }
    assertThat(files.committed()).containsExactly(3L, 4L, 5L, 100L, 200L, 300L);
  }

  @ParameterizedTest
  @EnumSource
  void twoWritersNeverWriteTheSameFile(Kind kind) throws IOException {
    StoredFiles files = files(kind);
    CheckpointFolder one = files.open();
    CheckpointFolder two = files.open();
    // The second starts and ends while the first writes, with as many updates.
    one.write(
        100,
        "run 100",
        out -> {
          out.write(content(100, LENGTH), 0, 100_000);
          two.write(100, "run 100", writing(content(100, LENGTH)));
          out.write(content(100, LENGTH), 100_000, LENGTH - 100_000);
        });
    assertThat(files.committed()).containsExactly(100L, 100L);
    assertNewest(files, 100);
    String newest = files.open().newest().orElseThrow().data().getName();
    files.flip(newest, 7, 1);
    Saved other = files.open().newest().orElseThrow();
    assertThat(other.data().getName()).isNotEqualTo(newest);
    assertThat(other.refused()).hasSize(1);
    assertThat(read(other)).isEqualTo(content(100, LENGTH));
  }

  @Test
  void contentGoesToTheFileWhileItIsWritten() throws IOException {
    StoredFiles files = files(Kind.LOCAL);
    int chunk = 1 << 20;
    files
        .open()
        .write(
            1,
            "",
            out -> {
              for (int i = 1; i <= 32; i++) {
                out.write(content(i, chunk));
                // Nothing but the two streams' buffers may be held back.
                assertThat(Files.size(onlyFile())).isGreaterThan((long) i * chunk - 140_000);
              }
            });
    assertThat(files.open().newest().orElseThrow().read(DataInputStream::available)).isPositive();
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> found = Files.list(temporary.resolve("run"))) {
      List<Path> all = found.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  /** Hadoop's own local file system moves such a file away while it is read. */
  @Test
  void aWrongLocalChecksumFileChangesNothing() throws IOException {
    StoredFiles files = three(Kind.LOCAL);
    String data = files.data(300);
    byte[] content = files.bytes(data);
    files.delete(data);
    LocalFileSystem checked = FileSystem.getLocal(new Configuration());
    new StoredFiles(checked, files.folder()).put(data, content);
    Path checksums = temporary.resolve("run").resolve("." + data + ".crc");
    assertThat(checksums).exists();
    assertNewest(files, 300);

    Path file = temporary.resolve("run").resolve(data);
    content[1_000] ^= 1;
    Files.write(file, content);
    for (int i = 0; i < 2; i++) {
      assertThat(files.open().newest().orElseThrow().refused())
          .singleElement()
          .asString()
          .contains(" has SHA-256 ");
      assertThat(file).hasBinaryContent(content);
    }
    content[1_000] ^= 1;
    Files.write(file, content);
    Files.write(checksums, new byte[] {1, 2, 3});
    assertNewest(files, 300);
  }

  @Test
  void noChecksumFilesAreLeftBeside() throws IOException {
    three(Kind.LOCAL);
    try (Stream<Path> all = Files.walk(temporary.resolve("run"))) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(6);
    }
  }

  @Test
  void saysWhichFolderCannotBeUsed() throws IOException {
    Configuration configuration = new Configuration();
    assertThatThrownBy(() -> new CheckpointFolder("nowhere://host/run", configuration))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot keep checkpoints in 'nowhere://host/run': ");
    assertThatThrownBy(() -> new CheckpointFolder("", configuration))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot keep checkpoints in '': ");
    Path file = Files.writeString(temporary.resolve("file"), "text");
    CheckpointFolder folder = new CheckpointFolder(file + "/run", configuration);
    assertThatThrownBy(() -> folder.write(1, "", out -> {}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void refusesImpossibleUpdates() throws IOException {
    StoredFiles files = files(Kind.OBJECTS);
    for (long updates : new long[] {-1, 1_000_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> files.open().write(updates, "", out -> {}))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(files.names()).isEmpty();
    for (long updates : new long[] {0, 999_999_999_999L}) {
      files.open().write(updates, "run " + updates, writing(content(updates, LENGTH)));
      assertNewest(files, updates);
    }
  }

  @Test
  void namesSortAsUpdatesDo() {
    long[] updates = {999_999_999_999L, 1_000_000, 999_999, 10, 9, 0};
    List<String> names =
        Arrays.stream(updates).mapToObj(u -> CheckpointName.unique(u).data()).toList();
    assertThat(names.stream().sorted(java.util.Comparator.reverseOrder())).isEqualTo(names);
  }
}
