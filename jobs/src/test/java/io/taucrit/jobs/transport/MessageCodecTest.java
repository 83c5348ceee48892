package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.jobs.transport.MessageCodec.MalformedMessageException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What is encoded is decoded; anything else is refused, by one exception and at no cost. */
class MessageCodecTest {
  private static final int DIMENSION = 300;
  private static final byte REGISTER = 1;
  private static final byte STEP = 2;
  private static final byte EVALUATED = 3;
  private static final byte WORK = 5;
  private static final byte EVALUATE = 6;
  private static final byte UNKNOWN = 9;

  @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
  void requestsComeBack(@ForAll("requests") Request request) {
    assertSame(decodeRequest(bytes(request)), request);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
  void repliesComeBack(@ForAll("replies") Reply reply) {
    assertSame(decodeReply(bytes(reply)), reply);
  }

  private static void assertSame(Object decoded, Object sent) {
    assertThat(decoded)
        .usingRecursiveComparison()
        .withStrictTypeChecking()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(sent);
  }

  /** Gaps of one to five bytes. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.MIXIN)
  void coordinatesOfAnyDimensionComeBack(@ForAll("farCoordinates") int[] coordinates) {
    Request decoded =
        MessageCodec.decodeRequest(MessageCodec.encode(pull(coordinates)), Integer.MAX_VALUE);
    assertThat(((Request.Step) decoded).coordinates()).isEqualTo(coordinates);
  }

  @Property(tries = 100)
  void everyTruncatedRequestIsRefused(@ForAll("requests") Request request) {
    assertTruncationsAreRefused(bytes(request), MessageCodecTest::decodeRequest);
  }

  @Property(tries = 100)
  void everyTruncatedReplyIsRefused(@ForAll("delimitedReplies") Reply reply) {
    assertTruncationsAreRefused(bytes(reply), MessageCodecTest::decodeReply);
  }

  private static void assertTruncationsAreRefused(byte[] whole, Consumer<byte[]> decode) {
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertMalformed(() -> decode.accept(part));
    }
  }

  @Property(tries = 100)
  void bytesAfterARequestAreRefused(
      @ForAll("requests") Request request, @ForAll @IntRange(min = 1, max = 9) int more) {
    byte[] longer = longer(bytes(request), more);
    assertMalformed(() -> decodeRequest(longer));
  }

  @Property(tries = 100)
  void bytesAfterAReplyAreRefused(
      @ForAll("delimitedReplies") Reply reply, @ForAll @IntRange(min = 1, max = 9) int more) {
    byte[] longer = longer(bytes(reply), more);
    assertMalformed(() -> decodeReply(longer));
  }

  private static byte[] longer(byte[] bytes, int more) {
    return Arrays.copyOf(bytes, bytes.length + more);
  }

  /** A damaged message is another message or none; what is taken keeps to the dimension. */
  @Property(tries = 2_000)
  void damagedRequestsAreRefusedOrWellFormed(
      @ForAll("requests") Request request,
      @ForAll @IntRange(min = 0, max = 1_000_000) int position,
      @ForAll byte value) {
    byte[] bytes = bytes(request);
    bytes[position % bytes.length] = value;
    assertRefusedOrWellFormed(bytes);
  }

  @Property(tries = 2_000)
  void randomBytesAreRefusedOrWellFormed(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 0, max = UNKNOWN) int type) {
    assertRefusedOrWellFormed(bytes);
    if (bytes.length > 0) {
      bytes[0] = (byte) type;
      assertRefusedOrWellFormed(bytes);
    }
  }

  private static void assertRefusedOrWellFormed(byte[] bytes) {
    try {
      if (decodeRequest(bytes) instanceof Request.Step step && step.coordinates() != null) {
        for (int k = 0; k < step.coordinates().length; k++) {
          int before = k == 0 ? -1 : step.coordinates()[k - 1];
          assertThat(step.coordinates()[k]).isGreaterThan(before).isLessThan(DIMENSION);
        }
      }
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
    try {
      assertThat(decodeReply(bytes)).isNotNull();
    } catch (MalformedMessageException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  @Example
  void unknownTypesAreRefused() {
    byte[] request = bytes(new Request.Register(0, 0));
    request[0] = UNKNOWN;
    assertThatThrownBy(() -> decodeRequest(request))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("request of unknown type 9");
    assertThatThrownBy(() -> decodeReply(new byte[] {REGISTER}))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("reply of unknown type 1");
  }

  @Example
  void coordinatesBelongToTheDimension() {
    int[] last = {0, DIMENSION - 1};
    int[] beyond = {0, DIMENSION};
    assertThat(((Request.Step) decodeRequest(bytes(pull(last)))).coordinates()).isEqualTo(last);
    assertThatThrownBy(() -> decodeRequest(bytes(pull(beyond))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("coordinate 300 >= 300");
  }

  /** The largest gap that five bytes hold is 2^35 − 1: more than an int. */
  @Example
  void gapsThatOverflowAreRefused() {
    byte[] huge = {-1, -1, -1, -1, 0x7F};
    byte[] endless = {-1, -1, -1, -1, -1, 0};
    for (byte[] gap : List.of(huge, endless)) {
      byte[] message = step(12 + gap.length).putInt(-1).putInt(1).put(gap).array();
      assertMalformed(() -> decodeRequest(message));
    }
  }

  @Example
  void gradientsOfAnotherLengthAreRefused() {
    for (int length : new int[] {0, 2, 4}) {
      double[] gradient = new double[length];
      Arrays.fill(gradient, 1);
      GradientSums sums = new GradientSums(1, 2, 3, gradient);
      byte[] message = bytes(new Request.Evaluated(0, 0, 0, sums, 0, 0));
      assertThatThrownBy(() -> MessageCodec.decodeRequest(ByteBuffer.wrap(message), 3))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessage("gradient not of length 3");
    }
  }

  @Example
  void repliesWithoutTheirVectorAreRefused() {
    byte[] work = new byte[29];
    ByteBuffer.wrap(work).put(WORK).putLong(1).putLong(2).putDouble(3).putInt(-1);
    byte[] evaluate = new byte[13];
    ByteBuffer.wrap(evaluate).put(EVALUATE).putLong(1).putInt(-1);
    assertMalformed(() -> decodeReply(work));
    assertMalformed(() -> decodeReply(evaluate));
  }

  @Property(tries = 100)
  void countsBeyondTheMessageCostNothing(@ForAll("absurdCounts") int count) {
    List<byte[]> requests =
        List.of(
            step(20).putInt(count).putLong(0).putLong(0).array(),
            step(20).putInt(-1).putInt(count).array(),
            message(EVALUATED, 12, 5 * 8 + 20).putInt(52, count).array());
    List<byte[]> replies =
        List.of(
            message(WORK, 24, 20).putInt(25, count).array(),
            message(EVALUATE, 8, 20).putInt(9, count).array());
    long before = allocatedBytes();
    requests.forEach(bytes -> assertMalformed(() -> decodeRequest(bytes)));
    replies.forEach(bytes -> assertMalformed(() -> decodeReply(bytes)));
    assertThat(allocatedBytes() - before).isLessThan(1 << 20);
  }

  @Provide
  Arbitrary<Integer> absurdCounts() {
    return Arbitraries.oneOf(
        Arbitraries.integers().between(21, Integer.MAX_VALUE),
        Arbitraries.integers().between(Integer.MIN_VALUE, -2));
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /** The head of a step, and room for more. */
  private static ByteBuffer step(int more) {
    return message(STEP, 28, more).position(29);
  }

  private static ByteBuffer message(byte type, int head, int more) {
    return ByteBuffer.allocate(1 + head + more).order(ByteOrder.LITTLE_ENDIAN).put(0, type);
  }

  private static Request pull(int[] coordinates) {
    return new Request.Step(0, 0, 0, null, 0, coordinates);
  }

  @Provide
  Arbitrary<Request> requests() {
    return Arbitraries.oneOf(registers(), steps(), evaluations());
  }

  private static Arbitrary<Request> registers() {
    return Combinators.combine(Arbitraries.integers(), Arbitraries.longs())
        .as(Request.Register::new);
  }

  private static Arbitrary<Request> steps() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            vectors().injectNull(0.2),
            Arbitraries.longs(),
            coordinates(DIMENSION).injectNull(0.2))
        .as(Request.Step::new);
  }

  private static Arbitrary<Request> evaluations() {
    return Combinators.combine(
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            vectors())
        .as(
            (worker, attempt, version, rows, scalars) -> {
              double[] s = Arrays.copyOf(scalars, 3);
              GradientSums sums = new GradientSums(rows, s[0], s[1], new double[DIMENSION]);
              System.arraycopy(scalars, 0, sums.gradient(), 7, scalars.length);
              return new Request.Evaluated(worker, attempt, version, sums, -rows, s[2]);
            });
  }

  @Provide
  Arbitrary<Reply> replies() {
    return Arbitraries.oneOf(
        delimitedReplies(), Arbitraries.strings().ofMaxLength(200).map(Reply.Refused::new));
  }

  /** Replies that say themselves where they end. */
  @Provide
  Arbitrary<Reply> delimitedReplies() {
    Function<Long, Reply> registered = Reply.Registered::new;
    return Arbitraries.oneOf(
        Arbitraries.longs().map(registered),
        Combinators.combine(
                Arbitraries.longs(), Arbitraries.longs(), Arbitraries.doubles(), vectors())
            .as(Reply.Work::new),
        Combinators.combine(Arbitraries.longs(), vectors()).as(Reply.Evaluate::new),
        Arbitraries.just(new Reply.Stop()));
  }

  /** Any doubles, infinities and NaN among them. */
  private static Arbitrary<double[]> vectors() {
    return Arbitraries.oneOf(
            Arbitraries.doubles(),
            Arbitraries.of(
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 4.9e-324),
            Arbitraries.just(0.0))
        .array(double[].class)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<int[]> farCoordinates() {
    return coordinates(Integer.MAX_VALUE);
  }

  private static Arbitrary<int[]> coordinates(int dimension) {
    return Arbitraries.integers()
        .between(0, dimension - 1)
        .set()
        .ofMaxSize(50)
        .map(set -> set.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  private static byte[] bytes(Request request) {
    return bytes(MessageCodec.encode(request));
  }

  private static byte[] bytes(Reply reply) {
    return bytes(MessageCodec.encode(reply));
  }

  private static byte[] bytes(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return bytes;
  }

  private static Request decodeRequest(byte[] bytes) {
    return MessageCodec.decodeRequest(ByteBuffer.wrap(bytes), DIMENSION);
  }

  private static Reply decodeReply(byte[] bytes) {
    return MessageCodec.decodeReply(ByteBuffer.wrap(bytes), DIMENSION);
  }

  private static void assertMalformed(Runnable decode) {
    assertThatThrownBy(decode::run).isInstanceOf(MalformedMessageException.class);
  }
}
