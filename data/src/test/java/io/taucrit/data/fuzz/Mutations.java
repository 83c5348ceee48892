package io.taucrit.data.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Valid inputs with one to six edits, and some bytes at random. */
final class Mutations {
  private static final int FAR = 1 << 24;

  /** What readers of text and of numbers stumble over. */
  private static final List<byte[]> FRAGMENTS =
      List.of(
          text("NaN"),
          text("-Infinity"),
          text("1e999"),
          text("-0.0"),
          text("0x1p3"),
          text("null"),
          text("9".repeat(2_000)),
          text("2147483648"),
          text("-9223372036854775809"),
          text("1.0E400"),
          text("٣१３"),
          text("\uFEFF"),
          text("\r\n"),
          text("\r"),
          text("\n"),
          text("\0"),
          text("\u2028\u0085"),
          text("é\uD83D\uDE00"),
          text("[".repeat(2_000)),
          text("{\"a\":".repeat(2_000)),
          text("x".repeat(20_000)),
          text(" 1:1".repeat(5_000)),
          text("\"\\u0000\""),
          text("../../x"),
          text("%s%n"),
          new byte[] {(byte) 0xC0, (byte) 0x80},
          word(4, -1),
          word(4, Integer.MAX_VALUE),
          word(4, Integer.MIN_VALUE),
          word(8, Long.MAX_VALUE),
          word(8, Long.MIN_VALUE),
          word(8, Double.doubleToLongBits(Double.NaN)));

  private Mutations() {}

  static Arbitrary<byte[]> of(List<byte[]> valid) {
    Arbitrary<byte[]> edited =
        Combinators.combine(Arbitraries.of(valid), edits().list().ofMinSize(1).ofMaxSize(6))
            .as(Mutations::apply);
    Arbitrary<byte[]> random = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    return Arbitraries.frequencyOf(Tuple.of(14, edited), Tuple.of(1, random));
  }

  private static byte[] apply(byte[] input, List<UnaryOperator<byte[]>> edits) {
    byte[] bytes = input;
    for (UnaryOperator<byte[]> edit : edits) {
      bytes = edit.apply(bytes);
    }
    return bytes;
  }

  private static Arbitrary<UnaryOperator<byte[]>> edits() {
    Arbitrary<Integer> where =
        Arbitraries.integers().between(0, FAR).withDistribution(RandomDistribution.uniform());
    Arbitrary<Integer> few = Arbitraries.integers().between(1, 40);
    Arbitrary<byte[]> fragments = Arbitraries.of(FRAGMENTS);
    return Arbitraries.oneOf(
        Combinators.combine(where, Arbitraries.integers().between(0, 7))
            .as((at, bit) -> bytes -> flipped(bytes, at, bit)),
        Combinators.combine(where, few).as((at, n) -> bytes -> replaced(bytes, at, n, new byte[0])),
        Combinators.combine(where, fragments)
            .as((at, fragment) -> bytes -> replaced(bytes, at, 0, fragment)),
        Combinators.combine(where, fragments)
            .as((at, fragment) -> bytes -> replaced(bytes, at, fragment.length, fragment)),
        Combinators.combine(where, fragments)
            .as((at, fragment) -> bytes -> renumbered(bytes, at, fragment)),
        Combinators.combine(where, where, few)
            .as((at, from, n) -> bytes -> replaced(bytes, at, 0, part(bytes, from, n))),
        where.map(at -> bytes -> Arrays.copyOf(bytes, place(bytes, at))));
  }

  private static byte[] flipped(byte[] bytes, int at, int bit) {
    byte[] result = bytes.clone();
    if (result.length > 0) {
      result[at % result.length] ^= (byte) (1 << bit);
    }
    return result;
  }

  /** The bytes with some of them, as many as there are, replaced by others. */
  private static byte[] replaced(byte[] bytes, int at, int count, byte[] others) {
    int from = place(bytes, at);
    int to = Math.min(bytes.length, from + count);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(others);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }

  /** The first decimal number from a place on replaced. */
  private static byte[] renumbered(byte[] bytes, int at, byte[] other) {
    int from = place(bytes, at);
    while (from < bytes.length && !Character.isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && (Character.isDigit(bytes[to]) || bytes[to] == '.')) {
      to++;
    }
    return replaced(bytes, from, to - from, other);
  }

  private static byte[] part(byte[] bytes, int at, int count) {
    int from = place(bytes, at);
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + count));
  }

  private static int place(byte[] bytes, int at) {
    return at % (bytes.length + 1);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] word(int length, long value) {
    byte[] word = new byte[length];
    for (int i = 0; i < length; i++) {
      word[i] = (byte) (value >> 8 * i);
    }
    return word;
  }
}
