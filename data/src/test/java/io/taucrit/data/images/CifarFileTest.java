package io.taucrit.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CifarFileTest {
  private static final int RECORD = 3073;

  /** Records whose byte v is 7 (v + image) mod 256 and whose labels are given. */
  static byte[] records(int... labels) {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int image = 0; image < labels.length; image++) {
      for (int v = 0; v < RECORD - 1; v++) {
        bytes[image * RECORD + 1 + v] = (byte) (7 * (v + image));
      }
      bytes[image * RECORD] = (byte) labels[image];
    }
    return bytes;
  }

  private static int read(byte[] bytes, int most, CsrBlockBuilder rows) throws IOException {
    return CifarFile.read(new ByteArrayInputStream(bytes), "batch.bin", most, rows);
  }

  @Test
  void readsLabelsAndScaledPixels() throws IOException {
    CsrBlockBuilder rows = new CsrBlockBuilder();
    assertThat(read(records(3, 9, 0), 2, rows)).isEqualTo(2);
    CsrBlock block = rows.build();
    assertThat(block.labels()).containsExactly(3, 9);
    assertThat(block.nonzeros()).isEqualTo(2 * 3072);
    assertThat(block.indices()[3072 + 40]).isEqualTo(40);
    // Bytes are unsigned: 7 · 41 = 287 wraps to 31, and 7 · 30 = 210 is not negative.
    assertThat(block.values()[3072 + 40]).isEqualTo((31 - 127.5f) / 64);
    assertThat(block.values()[30]).isEqualTo((210 - 127.5f) / 64);
  }

  @Test
  void stopsWhereTheFileEnds() throws IOException {
    assertThat(read(records(1, 2), 5, new CsrBlockBuilder())).isEqualTo(2);
  }

  @Test
  void refusesAFileCutShort() {
    byte[] cut = Arrays.copyOf(records(1, 2), RECORD + 100);
    assertThatThrownBy(() -> read(cut, 5, new CsrBlockBuilder()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("batch.bin: image 1 has 100 of 3073 bytes");
  }

  @Test
  void refusesOtherLabels() {
    assertThatThrownBy(() -> read(records(1, 200), 5, new CsrBlockBuilder()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("image 1 has label 200 (allowed: 0 to 9)");
  }
}
