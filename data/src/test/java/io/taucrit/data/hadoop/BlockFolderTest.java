package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFolderTest {
  private static final CsrBlock BLOCK =
      new CsrBlockBuilder().startRow(1).add(0, 2).startRow(0.5f).add(3, 4).build();

  private final Configuration conf = new Configuration();

  @TempDir Path temporary;

  @Test
  void opensWhatWasCommitted() {
    BlockFolder committed = committed();
    BlockFolder opened = BlockFolder.open(path(), conf);

    assertThat(opened.manifest()).isEqualTo(committed.manifest());
    assertThat(opened.path()).isEqualTo(committed.path()).startsWith("file:");
    assertThat(opened.read(0).values()).isEqualTo(BLOCK.values());
  }

  @Test
  void commitRemovesBlocksOfLostAttempts() {
    String folder = BlockFolder.create(path(), conf);
    BlockEntry lost = BlockFolder.write(folder, 0, 1, 0, BLOCK, conf);
    BlockEntry winner = BlockFolder.write(folder, 0, 2, 0, BLOCK, conf);
    BlockFolder.commit(folder, manifest(winner), conf);

    assertThat(Path.of(path(), lost.name())).doesNotExist();
    assertThat(Path.of(path(), winner.name())).exists();
  }

  @Test
  void saysWhyAFolderCannotBeOpened() throws IOException {
    assertThatThrownBy(() -> BlockFolder.open(path(), conf))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot open block folder: %s does not exist", path());
    Files.createDirectories(Path.of(path()));
    assertThatThrownBy(() -> BlockFolder.open(path(), conf))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("holds no manifest.json");
    Path manifest = Path.of(path(), "manifest.json");
    Files.writeString(manifest, "{\"formatVersion\": 99}");
    assertThatThrownBy(() -> BlockFolder.open(path(), conf))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has format version 99, this program reads 1");
    for (String damaged :
        List.of("", "{\"formatVersion\": 1", "{\"formatVersion\": 1, \"x\": 2}")) {
      Files.writeString(manifest, damaged);
      assertThatThrownBy(() -> BlockFolder.open(path(), conf))
          .as("manifest '%s'", damaged)
          .isInstanceOf(InputException.class)
          .hasMessageContaining("manifest.json");
    }
  }

  @Test
  void namesTheBlockFileThatIsDamagedOrGone() throws IOException {
    BlockFolder folder = committed();
    Path file = Path.of(path(), folder.manifest().blocks().get(0).name());
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> folder.read(0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("its checksum is");
    Files.delete(file);
    assertThatThrownBy(() -> folder.read(0))
        .isInstanceOf(InputException.class)
        .hasMessage("Cannot read file:%s: no such file", file);
  }

  @Test
  void writesOnlyToAnEmptyFolder() throws IOException {
    Files.createDirectories(Path.of(path()));
    assertThat(BlockFolder.create(path(), conf)).isEqualTo("file:" + path());
    Files.writeString(Path.of(path(), "something"), "x");
    assertThatThrownBy(() -> BlockFolder.create(path(), conf))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists and is not empty");
  }

  private BlockFolder committed() {
    String folder = BlockFolder.create(path(), conf);
    return BlockFolder.commit(
        folder, manifest(BlockFolder.write(folder, 0, 5, 0, BLOCK, conf)), conf);
  }

  private static BlockManifest manifest(BlockEntry block) {
    return new BlockManifest(
        BlockManifest.FORMAT_VERSION,
        2,
        4,
        2,
        256,
        Long.MIN_VALUE,
        Labels.of(BLOCK),
        false,
        0,
        "a test",
        List.of(block));
  }

  private String path() {
    return temporary.resolve("blocks").toString();
  }
}
