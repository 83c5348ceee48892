package io.taucrit.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.fuzz.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Any bytes as the manifest of a checkpoint: the one that was written, or a damaged one; no byte is
 * none.
 */
class CheckpointFolderFuzzTest extends FuzzContract {
  private static final String DESCRIPTION = "{\"batch\": 8,\n \"x\": \"\\u0000é\"}";
  private static final byte[] CONTENT = "the state of a run".getBytes(StandardCharsets.UTF_8);

  private final Configuration configuration = new Configuration();
  private final Path folder;
  private final Path manifest;
  private final byte[] written;

  CheckpointFolderFuzzTest() throws IOException {
    folder = temporaryFolder();
    open().write(12, DESCRIPTION, out -> out.write(CONTENT));
    try (var files = Files.list(folder)) {
      manifest = files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow();
    }
    written = Files.readAllBytes(manifest);
  }

  private CheckpointFolder open() {
    return new CheckpointFolder(folder.toString(), configuration);
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(written);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(manifest, input);
    Optional<CheckpointFolder.Saved> saved = open().newest();
    if (input.length == 0) {
      assertThat(saved).isEmpty();
      return;
    }
    assertThat(saved).isPresent();
    assertThat(saved.get().updates()).isEqualTo(12);
    assertThat(saved.get().description()).isEqualTo(DESCRIPTION);
    assertThat(saved.get().<byte[]>read(in -> in.readAllBytes())).isEqualTo(CONTENT);
  }

  @Override
  protected String name() {
    return manifest.getFileName().toString();
  }

  /** Buffers of 64 KiB and log lines. */
  @Override
  protected long allocation(int length) {
    return 1_000_000 + 100L * length;
  }
}
