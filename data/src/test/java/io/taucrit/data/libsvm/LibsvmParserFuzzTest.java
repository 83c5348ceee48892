package io.taucrit.data.libsvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.taucrit.data.CsrBlock;
import io.taucrit.data.CsrBlockBuilder;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines of any bytes are rows that the formatter gives back, or nothing but a finding. */
class LibsvmParserFuzzTest extends FuzzContract {
  private static final int FEATURES = 1_000_000;

  @Override
  protected List<byte[]> valid() {
    return List.of(
        bytes("1 1:1"),
        bytes("+1 1:0.5 7:-2e1\n-1\t3:.25\t4:1.\t\r\n\n# none\n2.5   2:1E+2 # 9:9\n"),
        bytes("0\n1 999999:1e-45 1000000:3.4028235e38\n-0 5:-0\n"));
  }

  @Override
  protected void read(byte[] input) throws IOException {
    CsrBlockBuilder rows = new CsrBlockBuilder();
    LibsvmParser parser = LibsvmParser.withFeatures(FEATURES);
    int start = 0;
    for (int end = 0; end <= input.length; end++) {
      if (end == input.length || input[end] == '\n') {
        parse(parser, input, start, end - start, rows);
        start = end + 1;
      }
    }
    assertComesBack(rows.build());
  }

  /** A line of two bytes may be an exception and a finding, and this test's own assertions. */
  @Override
  protected long allocation(int length) {
    return 100_000 + 1_000L * length;
  }

  @Override
  protected String name() {
    return "";
  }

  @Override
  protected boolean refuses(Exception e) {
    return false;
  }

  private static void parse(
      LibsvmParser parser, byte[] bytes, int start, int length, CsrBlockBuilder rows) {
    int before = rows.rows();
    int nonzeros = rows.nonzeros();
    Optional<MalformedLine> malformed = parser.parse(bytes, start, length, 1, rows);
    if (malformed.isPresent()) {
      assertThat(malformed.get().column()).isBetween(1, length + 1);
      assertThat(malformed.get().excerpt()).hasSizeLessThan(33).matches("[!-~]*");
      assertThat(rows.rows()).isEqualTo(before);
      assertThat(rows.nonzeros()).isEqualTo(nonzeros);
    } else {
      assertThat(rows.rows()).isBetween(before, before + 1);
    }
  }

  private static void assertComesBack(CsrBlock block) throws IOException {
    StringBuilder text = new StringBuilder();
    LibsvmFormatter.append(block, text);
    CsrBlockBuilder back = new CsrBlockBuilder();
    LibsvmParser parser = LibsvmParser.withFeatures(FEATURES);
    text.toString()
        .lines()
        .map(LibsvmParserFuzzTest::bytes)
        .forEach(line -> assertThat(parser.parse(line, 0, line.length, 1, back)).isEmpty());
    CsrBlock again = back.build();
    assertThat(again.rowOffsets()).isEqualTo(block.rowOffsets());
    assertThat(again.indices()).isEqualTo(block.indices());
    assertThat(bits(again.values())).isEqualTo(bits(block.values()));
    assertThat(bits(again.labels())).isEqualTo(bits(block.labels()));
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isFinite();
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void negativeZerosComeBack() throws Exception {
    check(bytes("-0 1:1\n-0.0\n-1e-60"));
  }
}
