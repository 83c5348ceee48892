package io.taucrit.submit.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  @TempDir Path temporary;

  private OutputFolder create(Path path) {
    return OutputFolder.create(path.toString(), new Configuration(), "choose another");
  }

  @Test
  void whatWasCreatedInVainIsRemoved() {
    Path path = temporary.resolve("new");
    try (OutputFolder folder = create(path)) {
      assertThat(path).isDirectory();
      assertThat(folder.names()).isEmpty();
    }
    assertThat(path).doesNotExist();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void resultsStay() {
    Path path = temporary.resolve("new");
    try (OutputFolder folder = create(path)) {
      folder.folder("charts").writeText("a.csv", "1");
    }
    assertThat(path.resolve("charts/a.csv")).hasContent("1");
  }

  /** Whoever made it may need it, with the rights that it has. */
  @Test
  void anEmptyFolderThatWasThereStays() throws IOException {
    Path path = Files.createDirectory(temporary.resolve("old"));
    create(path).close();
    assertThat(path).isEmptyDirectory();
  }
}
