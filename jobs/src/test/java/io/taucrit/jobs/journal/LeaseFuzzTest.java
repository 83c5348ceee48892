package io.taucrit.jobs.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.InputException;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;

/**
 * Any bytes as a lease: one that is silent is taken over, one that is written anew keeps others
 * out, and one that is put in place of another's ends its owner or is written over.
 */
class LeaseFuzzTest extends FuzzContract {
  private static final byte[] ANEW = "anew".getBytes(StandardCharsets.UTF_8);

  private final FileSystem files;
  private final Path folder = temporaryFolder();
  private final Path file = folder.resolve("lease");
  private final byte[] held;

  LeaseFuzzTest() throws IOException {
    files = FileSystem.get(FilesWithoutPermissions.configuration());
    try (Lease lease = take(() -> {})) {
      assertThat(lease).isNotNull();
      held = Files.readAllBytes(file);
    }
  }

  private Lease take(Lease.Pause pause) throws IOException {
    return Lease.take(files, new org.apache.hadoop.fs.Path(folder.toString()), pause);
  }

  @Override
  protected List<byte[]> valid() {
    String text = new String(held, StandardCharsets.UTF_8);
    return List.of(
        held,
        text.replaceAll("\"host\":\"[^\"]*\"", "\"host\":\"é\"").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(file, input);
    try (Lease lease = take(() -> {})) {
      lease.check();
      assertThat(Files.size(file)).isBetween((long) held.length - 20, (long) held.length + 20);
      Files.write(file, input);
      lease.beat();
      checkOrTold(lease);
    }
    Files.write(file, input);
    takeOrBeKeptOut();
  }

  /** It is taken at once where its owner was a process of this machine that is gone. */
  private void takeOrBeKeptOut() throws IOException {
    try {
      take(this::writeAnew).close();
      assertThat(file).doesNotExist();
    } catch (InputException e) {
      assertThat(e)
          .message()
          .matches("Another process is at work here \\(\\P{Cntrl}{0,300} holds \\S+lease\\); .*");
    }
  }

  private void writeAnew() {
    try {
      Files.write(file, ANEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkOrTold(Lease lease) {
    try {
      lease.check();
    } catch (Journal.Unusable e) {
      assertThat(e)
          .message()
          .matches("Another process took over here \\(process -?\\d+ on \\P{Cntrl}{0,258}\\); .*");
    }
  }

  @Override
  protected String name() {
    return file.toString();
  }

  /** Sixty looks at the beginning of a file, three times. */
  @Override
  protected long allocation(int length) {
    return 20_000_000;
  }

  @Test
  void ownersThatAreNotToldAreWaitedFor() throws IOException {
    for (String json :
        List.of(
            "null",
            "{}",
            "{\"owner\": null, \"host\": \"h\", \"pid\": 1, \"beat\": 1}",
            "{\"owner\": \"o\", \"host\": null, \"pid\": 1, \"beat\": 1}",
            "\0\0\0a\0\0\0")) {
      Files.writeString(file, json);
      assertThatThrownBy(() -> take(this::writeAnew))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("(another process holds " + name());
      Files.writeString(file, json);
      take(() -> {}).close();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void aLongFileIsNotReadToItsEnd() throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(4L << 30);
    }
    take(() -> {}).close();
    assertThat(file).doesNotExist();
  }
}
