package io.taucrit.data.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.fuzz.FuzzContract;
import io.taucrit.data.synthetic.SparseGlmProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Any bytes as the manifest of a folder of blocks: its rows are those it says, or it is named. */
class BlockManifestFuzzTest extends FuzzContract {
  private static final int ROWS_PER_BLOCK = 300;
  private static final SparseGlmProblem PROBLEM =
      SparseGlmProblem.of(
          SparseGlmProblem.Options.defaults("logistic")
              .withRows(400)
              .withFeatures(50)
              .withNonzerosPerRow(5));

  private final Configuration configuration = new Configuration();
  private final Path folder;
  private final byte[] manifest;

  BlockManifestFuzzTest() throws IOException {
    folder = temporaryFolder();
    CsrBlock first = PROBLEM.block(0, ROWS_PER_BLOCK);
    CsrBlock second = PROBLEM.block(ROWS_PER_BLOCK, 100);
    String path = BlockFolder.create(folder.toString(), configuration);
    List<BlockEntry> entries =
        List.of(
            BlockFolder.write(path, 0, 0, 0, first, configuration),
            BlockFolder.write(path, 1, 0, ROWS_PER_BLOCK, second, configuration));
    BlockFolder.commit(
        path,
        new BlockManifest(
            BlockManifest.FORMAT_VERSION,
            first.rows() + second.rows(),
            PROBLEM.options().features(),
            first.nonzeros() + second.nonzeros(),
            ROWS_PER_BLOCK,
            7,
            Labels.of(first).merge(Labels.of(second)),
            false,
            0,
            "generated",
            entries,
            1.75),
        configuration);
    manifest = Files.readAllBytes(folder.resolve(BlockFolder.MANIFEST));
    Files.delete(folder.resolve("." + BlockFolder.MANIFEST + ".crc"));
  }

  @Override
  protected List<byte[]> valid() {
    return List.of(manifest);
  }

  @Override
  protected void read(byte[] input) throws IOException {
    Files.write(folder.resolve(BlockFolder.MANIFEST), input);
    BlockFolder opened = BlockFolder.open(folder.toString(), configuration);
    BlockManifest read = opened.manifest();
    for (int b = 0; b < read.blocks().size(); b++) {
      BlockEntry entry = read.blocks().get(b);
      assertThat(read.blockOf(entry.firstPlace())).isEqualTo(entry);
      assertThat(read.blockOf(entry.firstPlace() + entry.rows() - 1)).isEqualTo(entry);
      CsrBlock block = opened.read(b);
      assertThat(block.rows()).isEqualTo(entry.rows());
      for (int index : block.indices()) {
        assertThat(index).isLessThan(read.features());
      }
    }
    assertThat(read.source().length() + read.labels().toString().length()).isPositive();
  }

  @Override
  protected String name() {
    return folder.getFileName().toString();
  }

  /** Two blocks and the buffer that reads each. */
  @Override
  protected long allocation(int length) {
    return 4_000_000 + 200L * length;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"rowsPerBlock\" : 300 | \"rowsPerBlock\" : 0",
        "\"rowsPerBlock\" : 300 | \"rowsPerBlock\" : 300.5",
        "\"features\" : 50 | \"features\" : 20",
        "\"features\" : 50 | \"features\" : -50",
        "\"features\" : 50, | ''",
        "\"rows\" : 100 | \"rows\" : -100",
        "\"firstPlace\" : 300 | \"firstPlace\" : null",
        "\"source\" : \"generated\" | \"source\" : null",
        "\"name\" : \"block | \"name\" : \"../block",
        "\"name\" : \"block | \"name\" : \"x:block",
        "\"nonzeros\" : | \"nonzeros\" : 1",
      })
  void refusesWhatNoWriterSays(String said, String instead) {
    String text = new String(manifest, StandardCharsets.UTF_8).replace(said, instead);
    assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"labels\" : { | \"labels\" : null, \"x\" : {",
        "\"blocks\" : [ | \"blocks\" : [null, "
      })
  void refusesWhatIsMissing(String said, String instead) {
    refusesWhatNoWriterSays(said, instead);
  }
}
