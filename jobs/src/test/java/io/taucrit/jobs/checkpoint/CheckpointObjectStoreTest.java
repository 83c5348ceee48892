package io.taucrit.jobs.checkpoint;

import static io.taucrit.jobs.checkpoint.StoredFiles.content;
import static io.taucrit.jobs.checkpoint.StoredFiles.read;
import static io.taucrit.jobs.checkpoint.StoredFiles.writing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.jobs.checkpoint.CheckpointFolder.Saved;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that has neither rename nor append, does not see overwrites, and fails. */
class CheckpointObjectStoreTest {
  private static final int LENGTH = 1_000;
  private static final Predicate<Path> ALL = path -> true;
  private static final Predicate<Path> DATA = path -> path.getName().endsWith(".bin");
  private static final Predicate<Path> MANIFESTS = path -> path.getName().endsWith(".json");

  private ObjectStore store;
  private StoredFiles files;
  private CheckpointFolder folder;

  @BeforeEach
  void openStore() throws IOException {
    store = ObjectStore.create();
    files = new StoredFiles(store, store.makeQualified(new Path("/run")));
    folder = files.open();
  }

  private void write(long updates) {
    folder.write(updates, "", writing(content(updates, LENGTH)));
  }

  private void assertNewest(long updates) {
    Saved saved = files.open().newest().orElseThrow();
    assertThat(saved.updates()).isEqualTo(updates);
    assertThat(saved.refused()).isEmpty();
    assertThat(read(saved)).isEqualTo(content(updates, LENGTH));
  }

  @Test
  void anUploadThatIsNeverClosedIsNotThere() throws IOException {
    write(100);
    for (String suffix : new String[] {"data", "manifest"}) {
      CheckpointName name = CheckpointName.unique(200);
      String abandoned = suffix.equals("data") ? name.data() : name.manifest();
      store.create(new Path(files.folder(), abandoned), false).write(content(200, LENGTH));
    }
    assertThat(files.names()).hasSize(2);
    assertNewest(100);
    write(300);
    assertNewest(300);
    assertThat(files.committed()).containsExactly(100L, 300L);
  }

  @Test
  void nothingIsLeftOfAWriteThatCannotClose() throws IOException {
    write(100);
    List<String> before = files.names();
    for (Predicate<Path> which : List.of(DATA, MANIFESTS)) {
      for (boolean butStore : new boolean[] {false, true}) {
        store.failToClose(which, butStore);
        assertThatThrownBy(() -> write(200))
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith(
                "Cannot write checkpoint %s/checkpoint-000000000200-", files.folder())
            .hasMessageContaining(": the connection was closed; ");
        assertThat(files.names()).isEqualTo(before);
        assertNewest(100);
      }
    }
    store.workAgain();
    write(200);
    assertNewest(200);
  }

  /** The data may not go then, for the commit may have been stored. */
  @Test
  void aCommitThatCannotBeTakenBackStaysWhole() throws IOException {
    write(100);
    store.failToClose(MANIFESTS, true);
    store.failToDelete(MANIFESTS);
    assertThatThrownBy(() -> write(200)).isInstanceOf(InputException.class);
    store.workAgain();
    assertNewest(200);
  }

  @Test
  void whatCannotBeRemovedIsRemovedByALaterWrite() throws IOException {
    store.failToDelete(ALL);
    assertThatThrownBy(
            () ->
                folder.write(
                    1,
                    "",
                    out -> {
                      throw new IOException("no space left");
                    }))
        .isInstanceOf(InputException.class);
    for (long updates = 10; updates < 16; updates++) {
      write(updates);
      assertNewest(updates);
    }
    assertThat(files.names()).hasSize(1 + 6 * 2);
    // Manifests go without their data, which is then data of nobody.
    store.failToDelete(DATA);
    write(16);
    assertThat(files.committed()).containsExactly(14L, 15L, 16L);
    assertThat(files.names()).hasSize(1 + 7 + 3);
    store.workAgain();
    write(17);
    assertThat(files.names()).hasSize(6);
    assertNewest(17);
  }

  @Test
  void aStoreThatCannotReadIsNamed() throws IOException {
    write(100);
    write(200);
    String data = files.data(200);
    store.failToRead(path -> path.getName().equals(data));
    Saved saved = folder.newest().orElseThrow();
    assertThat(saved.updates()).isEqualTo(100);
    assertThat(saved.refused())
        .containsExactly(
            "%s: its data file %s cannot be read: the store is not available"
                .formatted(files.manifest(200), data));
    store.failToRead(ALL);
    assertThatThrownBy(() -> folder.newest())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(files.manifest(100) + ": cannot be read: the store is not available");
    assertThatThrownBy(() -> saved.read(in -> in.readInt()))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read checkpoint %s: the store is not available", saved.data());
    // What could not be read for a while is not lost by that.
    store.workAgain();
    assertNewest(200);
  }

  /**
   * Runs that die at any step, go on from the newest checkpoint, and find some of them damaged:
   * after every step the newest intact one is found, and as many as were promised are there.
   */
  @Test
  void nothingIsLostWhateverHappens() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      openStore();
      Random random = new Random(seed);
      // What is intact, by updates; at most one of every number of updates.
      TreeMap<Long, String> intact = new TreeMap<>();
      long updates = 0;
      for (int step = 0; step < 40; step++) {
        switch (random.nextInt(8)) {
          case 0 -> {
            store.failToClose(random.nextBoolean() ? DATA : MANIFESTS, random.nextBoolean());
            long next = ++updates;
            assertThatThrownBy(() -> write(next)).isInstanceOf(InputException.class);
          }
          case 1 -> {
            // After the data, or while it wrote the manifest to a file that is visible.
            diedWriting(CheckpointName.unique(++updates), random.nextInt(2));
            updates = resume(intact.isEmpty() ? 0 : intact.lastKey());
          }
          case 2 -> {
            if (intact.size() > 1) {
              damage(intact.pollLastEntry().getValue(), random);
              updates = resume(intact.lastKey());
            }
          }
          case 3 -> {
            updates = resume(intact.isEmpty() ? 0 : intact.lastKey());
          }
          default -> {
            store.failToDelete(random.nextInt(4) == 0 ? ALL : path -> false);
            updates += 1 + random.nextInt(3);
            // Past what is there, so that the test can tell files by their number.
            while (files.committed().contains(updates)) {
              updates++;
            }
            write(updates);
            intact.put(updates, files.manifest(updates).replace(".json", ""));
          }
        }
        store.workAgain();
        while (intact.size() > 3) {
          intact.pollFirstEntry();
        }
        List<String> names = files.names();
        for (String stem : intact.values()) {
          assertThat(names).as("seed %d, step %d", seed, step).contains(stem + ".bin");
          assertThat(names).as("seed %d, step %d", seed, step).contains(stem + ".json");
        }
        if (!intact.isEmpty()) {
          Saved saved = files.open().newest().orElseThrow();
          assertThat(saved.updates())
              .as("seed %d, step %d", seed, step)
              .isEqualTo(intact.lastKey());
          assertThat(read(saved)).isEqualTo(content(saved.updates(), LENGTH));
        }
      }
      assertThat(store.overwritten()).isEmpty();
      // Nothing piles up either: six updates later only the newest three are left.
      resume(intact.isEmpty() ? 0 : intact.lastKey());
      for (int i = 0; i < 6; i++) {
        updates += 100;
        write(updates);
      }
      assertThat(files.names()).as("seed %d", seed).hasSize(6);
    }
  }

  /** Another driver, from the newest checkpoint or, if there is none, from 0. */
  private long resume(long expected) {
    folder = files.open();
    long updates;
    try {
      updates = folder.newest().map(Saved::updates).orElse(0L);
    } catch (InputException e) {
      updates = 0;
    }
    assertThat(updates).isEqualTo(expected);
    return updates;
  }

  private void diedWriting(CheckpointName name, int manifestBytes) throws IOException {
    files.put(name.data(), content(name.updates(), LENGTH));
    if (manifestBytes > 0) {
      files.put(name.manifest(), new byte[] {'{'});
    }
  }

  private void damage(String stem, Random random) throws IOException {
    List<String> both = new ArrayList<>(List.of(stem + ".bin", stem + ".json"));
    String name = both.get(random.nextInt(2));
    int length = files.bytes(name).length;
    switch (random.nextInt(3)) {
      case 0 -> files.cut(name, random.nextInt(length));
      case 1 -> files.flip(name, random.nextInt(length), 1 << random.nextInt(8));
      default -> files.delete(both.get(0));
    }
  }
}
