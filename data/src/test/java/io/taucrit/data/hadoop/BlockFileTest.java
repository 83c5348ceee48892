package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockFileTest {
  private static final long ANY = -1;

  @Test
  void readsBackWhatItWrote() throws IOException {
    assertRoundTrip(new CsrBlockBuilder().build());
    assertRoundTrip(new CsrBlockBuilder().startRow(1).build());
    assertRoundTrip(small());
    // Larger than the buffer, so that arrays go through it in several pieces.
    assertRoundTrip(
        SparseGlmProblem.of(SparseGlmProblem.Options.defaults("poisson").withNonzerosPerRow(200))
            .block(0, 1000));
  }

  @Test
  void theChecksumIsThatOfTheContent() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long checksum = BlockFile.write(out, small());
    CRC32C crc = new CRC32C();
    crc.update(out.toByteArray(), 0, out.size() - 4);
    assertThat(checksum).isEqualTo(crc.getValue());
    assertThat(out.size()).isEqualTo((int) BlockFile.length(3, 3, true));
  }

  @Test
  void refusesEveryFlippedByte() throws IOException {
    byte[] file = bytes(small());
    for (int i = 0; i < file.length; i++) {
      for (int mask : new int[] {1, 0x80, 0xFF}) {
        byte[] damaged = file.clone();
        damaged[i] ^= (byte) mask;
        assertThatThrownBy(() -> read(damaged))
            .as("byte %d ^ %d", i, mask)
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith("Cannot read block the-file: ");
      }
    }
  }

  @Test
  void refusesEveryTruncationAndExtension() throws IOException {
    byte[] file = bytes(small());
    for (int length = 0; length < file.length; length++) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> read(truncated))
          .as("length %d", length)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("the-file");
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(file, file.length + 1)))
        .isInstanceOf(InputException.class);
    // A file that shrinks between the look at its length and the reading.
    byte[] shrunk = Arrays.copyOf(file, file.length - 5);
    assertThatThrownBy(
            () -> BlockFile.read(new ByteArrayInputStream(shrunk), file.length, "the-file", ANY))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it ends early");
  }

  @Test
  void refusesAbsurdCountsBeforeItAllocates() throws IOException {
    // 2^31 − 1 rows and nonzeros would take 32 GiB, more than the heap of the tests.
    byte[] file = bytes(small());
    ByteBuffer.wrap(file)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(12, Integer.MAX_VALUE)
        .putInt(16, Integer.MAX_VALUE);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2147483647 rows and 2147483647 nonzeros take");
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(12, -1);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its header is not valid");
  }

  @Test
  void refusesAnotherBlockThanExpected() throws IOException {
    byte[] file = bytes(small());
    assertThatThrownBy(
            () -> BlockFile.read(new ByteArrayInputStream(file), file.length, "the-file", 0x1234))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected 00001234; convert the data again");
  }

  @Test
  void refusesOtherFilesAndVersions() throws IOException {
    assertThatThrownBy(() -> read("+1 1:1 2:1 and so on, a line of text".getBytes("US-ASCII")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it does not begin like a block");
    byte[] file = bytes(small());
    file[8] = 2;
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("format version 2, expected 1");
  }

  private static CsrBlock small() {
    return new CsrBlockBuilder()
        .startRow(1, 2)
        .add(0, 0.5f)
        .add(Integer.MAX_VALUE - 1, -1e30f)
        .startRow(-1)
        .startRow(0.25f)
        .add(3, 7)
        .build();
  }

  private static void assertRoundTrip(CsrBlock block) throws IOException {
    CsrBlock back = read(bytes(block));
    assertThat(back.rowOffsets()).isEqualTo(block.rowOffsets());
    assertThat(back.indices()).isEqualTo(block.indices());
    assertThat(back.values()).isEqualTo(block.values());
    assertThat(back.labels()).isEqualTo(block.labels());
    assertThat(back.weights()).isEqualTo(block.weights());
  }

  private static byte[] bytes(CsrBlock block) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BlockFile.write(out, block);
    return out.toByteArray();
  }

  private static CsrBlock read(byte[] file) throws IOException {
    return BlockFile.read(new ByteArrayInputStream(file), file.length, "the-file", ANY);
  }
}
