package io.taucrit.data.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.BlockManifest;
import io.taucrit.data.BlockManifest.BlockEntry;
import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.InputException;
import io.taucrit.data.LabelOrder;
import io.taucrit.data.Labels;
import io.taucrit.data.RealData;
import io.taucrit.data.hadoop.BlockFolder;
import io.taucrit.data.hadoop.InputFiles;
import io.taucrit.data.libsvm.BadRows;
import io.taucrit.data.random.KeyedPermutation;
import io.taucrit.data.spark.LibsvmConverter.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibsvmConverterIT {
  private static final long SEED = 11;

  private final JavaSparkContext sc = LocalSpark.context();
  private final AtomicInteger outputs = new AtomicInteger();

  @TempDir Path folder;

  @Test
  void blocksDoNotDependOnSplitsOrCompression() throws IOException {
    String text = TextFiles.problem("logistic", 5000);
    String plain = TextFiles.write(folder.resolve("in/rows.svm"), text);
    String gz = TextFiles.gzip(folder.resolve("in/rows.svm.gz"), text);
    String bz2 = TextFiles.bzip2(folder.resolve("in/rows.svm.bz2"), text);

    BlockManifest expected = convertInSplits(plain, 1).manifest();
    assertThat(expected.rows()).isEqualTo(5000);
    assertThat(expected.rowsPerBlock()).isEqualTo(313);
    assertThat(expected.blocks()).hasSize(16);
    for (String file : List.of(plain, bz2)) {
      for (int splits : new int[] {1, 2, 7}) {
        assertSameData(convertInSplits(file, splits).manifest(), expected);
      }
    }
    assertSameData(convert(options(gz)).manifest(), expected);
    assertSameData(convert(options(gz).withMaxSplitBytes(1000)).manifest(), expected);
    // Splits shorter than a line leave some of them without any.
    String tiny = TextFiles.write(folder.resolve("tiny.svm"), "1 1:1 2:0.25\n\n-1 3:1\n1 2:1");
    assertSameData(
        convert(options(tiny).withMaxSplitBytes(3)).manifest(), convert(options(tiny)).manifest());
  }

  /** Two files of one class each are sorted by label; the blocks that come of them are not. */
  @Test
  void seesThatTextIsSortedByLabel() throws IOException {
    TextFiles.write(folder.resolve("sorted/a.svm"), "-1 1:1\n".repeat(500));
    TextFiles.write(folder.resolve("sorted/b.svm"), "1 2:1\n".repeat(300));
    BlockFolder sorted = convert(options(folder.resolve("sorted").toString()));
    assertThat(sorted.manifest().labelRatio()).isLessThan(0.01);
    assertThat(BlockFolder.open(sorted.path(), sc.hadoopConfiguration()).manifest())
        .isEqualTo(sorted.manifest());
    assertThat(LabelOrder.of(sorted.read(0)).ratio()).isBetween(1.5, 2.5);
    String text = TextFiles.write(folder.resolve("rows.svm"), TextFiles.problem("logistic", 2000));
    assertThat(convert(options(text)).manifest().labelRatio()).isBetween(1.8, 2.2);
  }

  @Test
  void anotherSeedIsAnotherOrderOfTheSameRows() throws IOException {
    String file = TextFiles.write(folder.resolve("rows.svm"), numbered(1, 1000));
    BlockFolder first = convert(Options.of(List.of(file), output(), 1));
    BlockFolder second = convert(Options.of(List.of(file), output(), 2));

    assertThat(labels(first)).isNotEqualTo(labels(second));
    assertThat(sorted(labels(first))).isEqualTo(sorted(labels(second)));
  }

  @Test
  void rowsStandAtTheirKeyedPlaces() throws IOException {
    // Files that sort by name as b, c/a, c/z, whatever the order they are given in.
    TextFiles.write(folder.resolve("in/c/z.svm"), numbered(601, 1000));
    TextFiles.write(folder.resolve("in/b.svm"), numbered(1, 250));
    TextFiles.write(folder.resolve("in/c/a.svm"), numbered(251, 600));
    TextFiles.write(folder.resolve("in/_SUCCESS"), "not data");
    TextFiles.write(folder.resolve("in/c/.hidden"), "not data");
    TextFiles.write(folder.resolve("in/empty.svm"), "");
    KeyedPermutation permutation = KeyedPermutation.of(1000, SEED);
    List<Float> expected =
        LongStream.range(0, 1000)
            .mapToObj(place -> (float) (permutation.rowNumber(place) + 1))
            .toList();

    String in = folder.resolve("in").toString();
    for (List<String> inputs :
        List.of(
            List.of(in),
            List.of(in + "/c/*.svm", in + "/b.svm"),
            List.of(in + "/c/z.svm", in + "/c/{a,z}*", in + "/?.svm"))) {
      BlockFolder converted = convert(Options.of(inputs, output(), SEED).withMaxSplitBytes(700));
      assertThat(labels(converted)).as("rows of %s", inputs).isEqualTo(expected);
    }
  }

  @Test
  void aSplitMayHoldSeveralChunks() throws IOException {
    String text = numbered(1, 140_000);
    String file = TextFiles.write(folder.resolve("rows.svm"), text);
    BlockFolder converted = convertInSplits(file, 1);
    KeyedPermutation permutation = KeyedPermutation.of(140_000, SEED);
    assertThat(labels(converted))
        .isEqualTo(
            LongStream.range(0, 140_000)
                .mapToObj(place -> (float) (permutation.rowNumber(place) + 1))
                .toList());

    String bad = TextFiles.write(folder.resolve("bad.svm"), text + "foo\n");
    assertThatThrownBy(() -> convertInSplits(bad, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad.svm:140001:1: label is not a finite decimal number");
  }

  @Test
  void theManifestTellsWhatTheTextHolds() throws IOException {
    String text = "1 2:0.5 9:1\r\n\n# comment\n-1 1:0 3:2\n1\n";
    String file = TextFiles.write(folder.resolve("rows.svm"), text);
    BlockFolder converted = convert(options(file));
    BlockManifest manifest = converted.manifest();

    assertThat(manifest.rows()).isEqualTo(3);
    assertThat(manifest.features()).isEqualTo(9);
    assertThat(manifest.nonzeros()).isEqualTo(3);
    assertThat(manifest.labels()).isEqualTo(new Labels(-1, 1, false, true, false));
    assertThat(manifest.skippedRows()).isZero();
    assertThat(manifest.source()).isEqualTo(file);
    assertThat(convert(options(file).withFeatures(20)).manifest().features()).isEqualTo(20);

    BlockFolder reopened = BlockFolder.open(converted.path(), sc.hadoopConfiguration());
    assertThat(reopened.manifest()).isEqualTo(manifest);
    assertThat(BlockFolder.isBlockFolder(converted.path(), new Configuration())).isTrue();
    assertThat(BlockFolder.isBlockFolder(folder.toString(), new Configuration())).isFalse();
  }

  @Test
  void namesTheFirstMalformedLineOfAllSplits() throws IOException {
    StringBuilder text = new StringBuilder(numbered(1, 400));
    text.append("1 5:1 5:2\n").append(numbered(402, 900)).append("x 1:1\n");
    String good = TextFiles.write(folder.resolve("in/a.svm"), numbered(1, 300));
    String bad = TextFiles.write(folder.resolve("in/b.svm"), text.toString());
    int half = (int) Files.size(Path.of(bad)) / 2 + 1;
    // Line 401 lies in the second of seven and in the first of two splits of its file.
    for (int splitBytes : new int[] {half, half * 2 / 7, 100}) {
      assertThatThrownBy(
              () ->
                  convert(
                      Options.of(List.of(bad, good), output(), SEED).withMaxSplitBytes(splitBytes)))
          .as("splits of %d bytes", splitBytes)
          .isInstanceOf(InputException.class)
          .hasMessage("Cannot read data: file:%s:401:7: index 5 occurs twice, found '5:2'", bad);
    }
    String compressed = TextFiles.bzip2(folder.resolve("in/c.svm.bz2"), text.toString());
    assertThatThrownBy(() -> convert(options(compressed)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("c.svm.bz2:401:7: index 5 occurs twice");
  }

  @Test
  void skipsAndCountsMalformedLinesOnRequest() throws IOException {
    String good = numbered(1, 500);
    String mixed = good.replace("\n7 1:1\n", "\n7 1:1\nfoo\n").replace("\n400 ", "\n1 0:1\n400 ");
    String file = TextFiles.write(folder.resolve("mixed.svm"), mixed + "nan 1:1\n");
    String clean = TextFiles.write(folder.resolve("clean.svm"), good);

    for (int splitBytes : new int[] {100, 1 << 20}) {
      BlockManifest skipped =
          convert(options(file).withBadRows(BadRows.SKIP).withMaxSplitBytes(splitBytes)).manifest();
      assertThat(skipped.skippedRows()).isEqualTo(3);
      assertSameData(skipped, convert(options(clean)).manifest());
    }
  }

  @Test
  void refusesIndicesAboveTheFeaturesGiven() throws IOException {
    String file = TextFiles.write(folder.resolve("rows.svm"), "1 1:1\n1 2:1 5:1\n");
    assertThatThrownBy(() -> convert(options(file).withFeatures(4)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "rows.svm:2:7: index 5 is above the number of features, 4, found '5:1'");
    assertThatThrownBy(() -> options(file).withFeatures(0))
        .isInstanceOf(InputException.class)
        .hasMessage("Invalid features: 0, must be >= 1");
  }

  @Test
  void refusesMissingAndEmptyInput() throws IOException {
    String missing = folder.resolve("missing.svm").toString();
    for (String path : List.of(missing, folder.resolve("*.none").toString())) {
      assertThatThrownBy(() -> convert(options(path)))
          .isInstanceOf(InputException.class)
          .hasMessage("Cannot read data: no file matches " + path);
    }
    String empty = TextFiles.write(folder.resolve("empty.svm"), "");
    String blank = TextFiles.write(folder.resolve("blank.svm"), "\n# nothing\n\n");
    for (String path : List.of(empty, blank)) {
      assertThatThrownBy(() -> convert(options(path)))
          .isInstanceOf(InputException.class)
          .hasMessage("Cannot read data: %s contains no rows", path);
    }
    String bad = TextFiles.write(folder.resolve("bad.svm"), "foo\nbar\n");
    assertThatThrownBy(() -> convert(options(bad).withBadRows(BadRows.SKIP)))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("contains no rows, all 2 lines are malformed");
    String bare = TextFiles.write(folder.resolve("bare.svm"), "1\n-1\n");
    assertThatThrownBy(() -> convert(options(bare)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has a feature");
    assertThatThrownBy(() -> convert(options("nowhere://host/file")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void namesDamagedCompressedFiles() throws IOException {
    String fake = TextFiles.write(folder.resolve("fake.svm.gz"), "1 1:1\n");
    String whole = TextFiles.gzip(folder.resolve("whole.svm.gz"), numbered(1, 2000));
    byte[] bytes = Files.readAllBytes(Path.of(whole));
    Path truncated = folder.resolve("truncated.svm.gz");
    Files.write(truncated, Arrays.copyOf(bytes, bytes.length / 2));
    Path flipped = folder.resolve("flipped.svm.gz");
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(flipped, bytes);

    for (String path : List.of(fake, truncated.toString(), flipped.toString())) {
      assertThatThrownBy(() -> convert(options(path)))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("Cannot read file:" + path + ": ")
          .hasMessageEndingWith("; is it damaged, or not compressed as its name says?")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void refusesAnOutputThatHoldsSomething() throws IOException {
    String file = TextFiles.write(folder.resolve("rows.svm"), "1 1:1\n");
    String used = convert(options(file)).path();
    assertThatThrownBy(() -> convert(Options.of(List.of(file), used, SEED)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("exists and is not empty; choose another folder or remove it");
    assertThatThrownBy(() -> convert(Options.of(List.of(file), file, SEED)))
        .isInstanceOf(InputException.class);
  }

  @Test
  void convertsRealDataWithoutLosingARow() {
    String file = RealData.file("a9a.svm.gz").toString();
    CsrBlock expected = RealData.load("a9a.svm.gz");
    BlockFolder converted = convert(options(file));
    BlockManifest manifest = converted.manifest();

    assertThat(manifest.rows()).isEqualTo(32_561);
    assertThat(manifest.features()).isEqualTo(123);
    assertThat(manifest.nonzeros()).isEqualTo(451_592);
    assertThat(manifest.labels().allPlusMinusOne()).isTrue();
    KeyedPermutation permutation = KeyedPermutation.of(manifest.rows(), SEED);
    for (int block = 0; block < manifest.blocks().size(); block++) {
      long firstPlace = manifest.blocks().get(block).firstPlace();
      CsrBlock rows = converted.read(block);
      CsrBlockBuilder wanted = new CsrBlockBuilder();
      for (int row = 0; row < rows.rows(); row++) {
        wanted.addRowOf(expected, (int) permutation.rowNumber(firstPlace + row));
      }
      assertThat(rows.indices()).isEqualTo(wanted.build().indices());
      assertThat(rows.values()).isEqualTo(wanted.build().values());
      assertThat(rows.labels()).isEqualTo(wanted.build().labels());
    }
  }

  @Test
  void leavesNothingCached() throws IOException {
    String file = TextFiles.write(folder.resolve("rows.svm"), "1 1:1\n");
    convert(options(file));
    assertThat(sc.getPersistentRDDs()).isEmpty();
  }

  private BlockFolder convert(Options options) {
    return LibsvmConverter.convert(sc, options);
  }

  private BlockFolder convertInSplits(String file, int splits) throws IOException {
    int splitBytes = (int) (Files.size(Path.of(file)) / splits) + 1;
    assertThat(InputFiles.list(List.of(file), new Configuration()).splits(splitBytes))
        .hasSize(splits);
    return convert(options(file).withMaxSplitBytes(splitBytes));
  }

  private Options options(String file) {
    return Options.of(List.of(file), output(), SEED);
  }

  private String output() {
    return folder.resolve("blocks-" + outputs.incrementAndGet()).toString();
  }

  /** Rows whose labels are their numbers. */
  private static String numbered(int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(row -> row + " 1:1\n")
        .collect(Collectors.joining());
  }

  private static void assertSameData(BlockManifest actual, BlockManifest expected) {
    assertThat(actual.blocks())
        .extracting(BlockEntry::checksum)
        .isEqualTo(expected.blocks().stream().map(BlockEntry::checksum).toList());
    assertThat(actual.rows()).isEqualTo(expected.rows());
    assertThat(actual.nonzeros()).isEqualTo(expected.nonzeros());
    assertThat(actual.features()).isEqualTo(expected.features());
    assertThat(actual.labels()).isEqualTo(expected.labels());
  }

  private static List<Float> labels(BlockFolder blocks) {
    return IntStream.range(0, blocks.manifest().blocks().size())
        .mapToObj(block -> blocks.read(block).labels())
        .flatMap(LibsvmConverterIT::boxed)
        .toList();
  }

  private static Stream<Float> boxed(float[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]);
  }

  private static List<Float> sorted(List<Float> values) {
    return values.stream().sorted().toList();
  }
}
