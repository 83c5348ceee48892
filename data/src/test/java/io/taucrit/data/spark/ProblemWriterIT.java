package io.taucrit.data.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.libsvm.LibsvmFormatter;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemWriterIT {
  private static final SparseGlmProblem PROBLEM =
      SparseGlmProblem.of(SparseGlmProblem.Options.defaults("poisson").withRows(1000));

  private final JavaSparkContext sc = LocalSpark.context();

  @TempDir Path folder;

  @Test
  void blocksHoldTheRowsInOrder() {
    BlockFolder written = ProblemWriter.writeBlocks(sc, PROBLEM, folder.toString());
    BlockManifest manifest = BlockFolder.open(written.path(), sc.hadoopConfiguration()).manifest();

    assertThat(manifest).isEqualTo(written.manifest());
    assertThat(manifest.rows()).isEqualTo(1000);
    assertThat(manifest.features()).isEqualTo(PROBLEM.options().features());
    assertThat(manifest.source()).isEqualTo(PROBLEM.description());
    assertThat(manifest.labels().allCounts()).isTrue();
    assertThat(manifest.blocks()).hasSize(4);
    for (int block = 0; block < 4; block++) {
      CsrBlock expected = PROBLEM.block(256L * block, Math.min(256, 1000 - 256 * block));
      assertThat(written.read(block).indices()).isEqualTo(expected.indices());
      assertThat(written.read(block).values()).isEqualTo(expected.values());
      assertThat(written.read(block).labels()).isEqualTo(expected.labels());
    }
  }

  @Test
  void textHoldsTheSameRows() throws IOException {
    ProblemWriter.writeText(sc, PROBLEM, folder.toString());
    StringBuilder expected = new StringBuilder();
    LibsvmFormatter.append(PROBLEM.block(0, 1000), expected);
    List<Path> parts;
    try (Stream<Path> files = Files.list(folder)) {
      parts =
          files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
    StringBuilder text = new StringBuilder();
    for (Path part : parts) {
      text.append(Files.readString(part));
    }

    assertThat(parts)
        .extracting(part -> part.getFileName().toString())
        .containsExactly("part-00000.svm", "part-00001.svm", "part-00002.svm", "part-00003.svm");
    assertThat(text.toString()).isEqualTo(expected.toString());
    assertThatThrownBy(() -> ProblemWriter.writeText(sc, PROBLEM, folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists and is not empty");
  }
}
