package io.taucrit.jobs.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.CsrBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void everyRowIsALineAndTheFileGoesOnClose() throws IOException {
    CsrBlock block =
        new CsrBlock(
            new int[] {0, 2, 2},
            new int[] {0, 4},
            new float[] {0.1f, -3},
            new float[] {1, -1},
            null);
    Path file;
    try (PlainText text = PlainText.of(List.of(block, block))) {
      file = Path.of(text.path());
      assertThat(Files.readAllLines(file))
          .containsExactly("1 1:0.1 5:-3", "-1", "1 1:0.1 5:-3", "-1");
      assertThat(text.bytes()).isEqualTo(Files.size(file));
    }
    assertThat(file).doesNotExist();
  }
}
