package io.taucrit.data.libsvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LibsvmParserTest {
  @Test
  void readsRows() {
    CsrBlock block =
        parse("+1 1:0.5 7:-2e1", "-1\t3:.25\t4:1.\t", "0", "2.5   2:1E+2 # 9:9", "3 5:1\r");

    assertThat(block.labels()).containsExactly(1, -1, 0, 2.5f, 3);
    assertThat(block.rowOffsets()).containsExactly(0, 2, 4, 4, 5, 6);
    assertThat(block.indices()).containsExactly(0, 6, 2, 3, 1, 4);
    assertThat(block.values()).containsExactly(0.5f, -20, 0.25f, 1, 100, 1);
    assertThat(block.weights()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t \t", "\r", "# label 1:1", "   # 1", " \r"})
  void skipsBlankLinesAndComments(String line) {
    assertThat(parse(line).rows()).isZero();
  }

  @Test
  void endsAtACommentWithoutASpace() {
    CsrBlock block = parse("1 2:3#4:5", "1#x");
    assertThat(block.values()).containsExactly(3);
    assertThat(block.rows()).isEqualTo(2);
  }

  @Test
  void dropsExplicitZerosAfterCheckingThem() {
    assertThat(parse("1 1:0 2:-0.0 3:1 4:1e-60").indices()).containsExactly(2);
    assertThat(problem("1 5:0 5:1").reason()).isEqualTo("index 5 occurs twice");
  }

  @Test
  void readsNumbersToTheNearestFloat() {
    // Just above halfway between 1 and the next float: rounding twice, over double, would go down.
    String value = "1.00000005960464477539062500000000000000001";
    assertThat(parse("1 1:" + value).values()).containsExactly(Float.parseFloat(value));
    assertThat(parse("1 1:3.4028235e38 2:1.4e-45").values())
        .containsExactly(Float.MAX_VALUE, Float.MIN_VALUE);
  }

  @Test
  void readsTheRangeItIsGiven() {
    byte[] bytes = "9 9:9\n1 2:3\n9 9:9".getBytes(StandardCharsets.US_ASCII);
    CsrBlockBuilder rows = new CsrBlockBuilder();
    assertThat(LibsvmParser.create().parse(bytes, 6, 5, 1, rows)).isEmpty();
    assertThat(rows.build().labels()).containsExactly(1);
    assertThat(rows.build().values()).containsExactly(3);
  }

  @Test
  void acceptsTheLargestIndex() {
    assertThat(parse("1 2147483647:1").indices()).containsExactly(Integer.MAX_VALUE - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // label
        "x 1:1 | 1 | label is not a finite decimal number | x",
        "NaN 1:1 | 1 | label is not a finite decimal number | NaN",
        "-Infinity | 1 | label is not a finite decimal number | -Infinity",
        "1e39 1:1 | 1 | label is outside the range of a float | 1e39",
        "0x1p3 1:1 | 1 | label is not a finite decimal number | 0x1p3",
        "1f 1:1 | 1 | label is not a finite decimal number | 1f",
        "1d 1:1 | 1 | label is not a finite decimal number | 1d",
        "1:1 2:1 | 1 | label is not a finite decimal number | 1:1",
        "1,5 2:1 | 1 | label is not a finite decimal number | 1,5",
        "+- 2:1 | 1 | label is not a finite decimal number | +-",
        // value
        "1 1: | 5 | value is missing | ''",
        "1 1: 2:1 | 5 | value is missing | ''",
        "1 1:x | 5 | value is not a finite decimal number | x",
        "1 1:nan | 5 | value is not a finite decimal number | nan",
        "1 1:1:2 | 5 | value is not a finite decimal number | 1:2",
        "1 3:1 4:1e99 | 9 | value is outside the range of a float | 1e99",
        "1 3:-4e38 | 5 | value is outside the range of a float | -4e38",
        "1 3:1e | 5 | value is not a finite decimal number | 1e",
        "1 3:1L | 5 | value is not a finite decimal number | 1L",
        // index
        "1 0:1 | 3 | index is 0, indices begin at 1 | 0:1",
        "1 -3:1 | 3 | index is negative, indices begin at 1 | -3:1",
        "1 +3:1 | 3 | index is not a positive integer, expected index:value | +3:1",
        "1 a:1 | 3 | index is not a positive integer, expected index:value | a:1",
        "1 1.5:1 | 3 | index is not a positive integer, expected index:value | 1.5:1",
        "1 :1 | 3 | index is not a positive integer, expected index:value | :1",
        "1 3:1 4 | 7 | no colon, expected index:value | 4",
        "1 3:1 foo | 7 | no colon, expected index:value | foo",
        "1 5:1 3:1 | 7 | index 3 follows 5, indices must ascend | 3:1",
        "1 5:1 5:1 | 7 | index 5 occurs twice | 5:1",
        "1 2147483648:1 | 3 | index is above 2147483647 | 2147483648:1",
        "1 99999999999999999999:1 | 3 | index is above 2147483647 | 99999999999999999999:1",
        "1 qid:3 1:1 | 3 | qid is not supported, expected index:value | qid:3",
      })
  void refuses(String line, int column, String reason, String excerpt) {
    assertThat(problem(line)).isEqualTo(new MalformedLine(17, column, reason, excerpt));
  }

  @Test
  void refusesIndicesAboveTheNumberOfFeatures() {
    CsrBlockBuilder rows = new CsrBlockBuilder();
    byte[] line = "1 3:1 4:1".getBytes(StandardCharsets.US_ASCII);
    assertThat(LibsvmParser.withFeatures(4).parse(line, 0, line.length, 1, rows)).isEmpty();
    assertThat(LibsvmParser.withFeatures(3).parse(line, 0, line.length, 1, rows))
        .contains(new MalformedLine(1, 7, "index 4 is above the number of features, 3", "4:1"));
    assertThatThrownBy(() -> LibsvmParser.withFeatures(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesTheRowsBeforeAMalformedLine() {
    CsrBlockBuilder rows = new CsrBlockBuilder().startRow(1).add(2, 3);
    byte[] line = "1 1:1 2:x".getBytes(StandardCharsets.US_ASCII);
    assertThat(LibsvmParser.create().parse(line, 0, line.length, 1, rows)).isPresent();
    assertThat(rows.rows()).isEqualTo(1);
    assertThat(rows.nonzeros()).isEqualTo(1);
  }

  @Test
  void excerptsAreShortAndPrintable() {
    MalformedLine control = problem("1 é\u0001x:1");
    assertThat(control.excerpt()).isEqualTo("???x:1");
    assertThat(problem("1 " + "x".repeat(1000)).excerpt()).hasSize(32);
  }

  @Test
  void saysWhereInTheFile() {
    assertThat(problem("1 0:1").after(100).in("some/file.svm"))
        .isEqualTo("some/file.svm:117:3: index is 0, indices begin at 1, found '0:1'");
  }

  @Property(tries = 200)
  void readsBackWhatTheFormatterWrites(
      @ForAll("rows") List<Tuple2<Float, Set<Tuple2<Integer, Float>>>> drawn) throws IOException {
    CsrBlockBuilder builder = new CsrBlockBuilder();
    for (var row : drawn) {
      builder.startRow(row.get1());
      row.get2().stream()
          .sorted((a, b) -> Integer.compare(a.get1(), b.get1()))
          .forEach(entry -> builder.add(entry.get1(), entry.get2()));
    }
    CsrBlock block = builder.build();
    StringBuilder text = new StringBuilder();
    LibsvmFormatter.append(block, text);
    CsrBlock back = parse(text.toString().split("\n"));

    assertThat(back.labels()).isEqualTo(block.labels());
    assertThat(back.rowOffsets()).isEqualTo(block.rowOffsets());
    assertThat(back.indices()).isEqualTo(block.indices());
    assertThat(back.values()).isEqualTo(block.values());
  }

  @Provide
  Arbitrary<List<Tuple2<Float, Set<Tuple2<Integer, Float>>>>> rows() {
    Arbitrary<Float> numbers =
        Arbitraries.oneOf(
            Arbitraries.floats(), Arbitraries.integers().between(-10, 10).map(Integer::floatValue));
    Arbitrary<Integer> features = Arbitraries.integers().between(0, Integer.MAX_VALUE - 1);
    Arbitrary<Set<Tuple2<Integer, Float>>> entries =
        features
            .flatMap(feature -> numbers.filter(x -> x != 0).map(x -> Tuple.of(feature, x)))
            .set()
            .ofMaxSize(20)
            .uniqueElements(Tuple2::get1);
    Arbitrary<Float> labels = numbers.map(x -> x == 0 ? 0f : x);
    return labels.flatMap(label -> entries.map(row -> Tuple.of(label, row))).list().ofMinSize(1);
  }

  private static MalformedLine problem(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    Optional<MalformedLine> problem =
        LibsvmParser.create().parse(bytes, 0, bytes.length, 17, new CsrBlockBuilder());
    assertThat(problem).as("problem of '%s'", line).isPresent();
    return problem.orElseThrow();
  }

  private static CsrBlock parse(String... lines) {
    LibsvmParser parser = LibsvmParser.create();
    CsrBlockBuilder rows = new CsrBlockBuilder();
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
      assertThat(parser.parse(bytes, 0, bytes.length, 1, rows))
          .as("problem of '%s'", line)
          .isEmpty();
    }
    return rows.build();
  }
}
