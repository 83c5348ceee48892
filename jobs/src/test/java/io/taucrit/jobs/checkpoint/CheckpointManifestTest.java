package io.taucrit.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckpointManifestTest {
  private static final CheckpointName NAME = CheckpointName.unique(12_345);
  private static final CheckpointManifest MANIFEST =
      CheckpointManifest.of(
          NAME, "{\"loss\": \"logistic\",\n\t\"path\": \"C:\\\\ü\"}", 100, "ab".repeat(32));

  @Test
  void decodesWhatItEncoded() throws IOException {
    assertThat(CheckpointManifest.decode(MANIFEST.encode(), NAME)).isEqualTo(MANIFEST);
  }

  @Test
  void noticesEveryFlippedByte() throws IOException {
    byte[] bytes = MANIFEST.encode();
    for (int i = 0; i < bytes.length; i++) {
      for (int mask : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
        byte[] flipped = bytes.clone();
        flipped[i] ^= (byte) mask;
        assertDamaged(flipped, "byte %d ^ %d".formatted(i, mask));
      }
    }
  }

  @Test
  void noticesEveryCutAndEveryTail() throws IOException {
    byte[] bytes = MANIFEST.encode();
    for (int length = 0; length < bytes.length; length++) {
      assertDamaged(Arrays.copyOf(bytes, length), "length " + length);
    }
    assertDamaged(Arrays.copyOf(bytes, bytes.length + 1), "a zero byte more");
    byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    assertDamaged(twice, "twice");
  }

  @Test
  void isNoOtherJson() {
    for (String json : new String[] {"null", "[]", "1", "\"\"", "{}", "{\"formatVersion\":2}"}) {
      assertDamaged(json.getBytes(StandardCharsets.UTF_8), json);
    }
  }

  @Test
  void refusesAnotherVersionByNumber() throws IOException {
    String other =
        new String(MANIFEST.encode(), StandardCharsets.UTF_8)
            .replace("\"formatVersion\":2", "\"formatVersion\":3");
    assertThatThrownBy(
            () -> CheckpointManifest.decode(other.getBytes(StandardCharsets.UTF_8), NAME))
        .isInstanceOf(DamagedException.class)
        .hasMessage("has format version 3, this program reads 2");
  }

  @Test
  void refusesTheManifestOfAnotherCheckpoint() throws IOException {
    byte[] bytes = MANIFEST.encode();
    assertThatThrownBy(() -> CheckpointManifest.decode(bytes, CheckpointName.unique(12_345)))
        .isInstanceOf(DamagedException.class)
        .hasMessage("belongs to %s after 12345 updates".formatted(NAME.data()));
  }

  private static void assertDamaged(byte[] bytes, String what) {
    assertThatThrownBy(() -> CheckpointManifest.decode(bytes, NAME))
        .as(what)
        .isInstanceOf(DamagedException.class);
  }
}
