package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The headers are read rightly however the bytes are cut into pieces. */
class FrameHeadersTest {
  private static final int LIMIT = 60;
  private static final byte REQUEST = 3;

  /** The fault is found in the piece that ends the announcement, not before and not after. */
  @Property
  void aFaultIsFoundWhereItIsAnnounced(
      @ForAll @Size(max = 6)
          List<@IntRange(min = FrameHeaders.SMALLEST_FRAME, max = LIMIT) Integer> before,
      @ForAll("faults") long length,
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 30) Integer> pieces) {
    ByteBuf stream = frames(before);
    int announced = stream.writerIndex() + Long.BYTES;
    stream.writeLong(length).writeZero(100);
    FrameHeaders headers = new FrameHeaders();
    Optional<String> fault = Optional.empty();
    int end = 0;
    for (int k = 0; fault.isEmpty(); k++) {
      assertThat(end).isLessThan(announced);
      int size = k < pieces.size() ? pieces.get(k) : stream.writerIndex() - end;
      ByteBuf piece = stream.slice(end, Math.min(size, stream.writerIndex() - end));
      fault = headers.fault(piece, LIMIT);
      assertThat(piece.readerIndex()).isZero();
      end += piece.writerIndex();
    }
    assertThat(end).isGreaterThanOrEqualTo(announced);
    assertThat(fault).hasValue("frame of %d bytes, not of 21 to 60".formatted(length));
  }

  @Provide
  Arbitrary<Long> faults() {
    return Arbitraries.oneOf(
        Arbitraries.longs().lessOrEqual(FrameHeaders.SMALLEST_FRAME - 1),
        Arbitraries.longs().greaterOrEqual(LIMIT + 1));
  }

  @Example
  void allowedFramesPassByteByByte() {
    ByteBuf stream = frames(List.of(21, 60, 22, 59));
    FrameHeaders headers = new FrameHeaders();
    while (stream.isReadable()) {
      assertThat(headers.fault(stream.readSlice(1), LIMIT)).isEmpty();
    }
  }

  @Example
  void onlyRequestsPass() {
    for (int type = Byte.MIN_VALUE; type <= Byte.MAX_VALUE; type++) {
      ByteBuf frame = frames(List.of(30)).setByte(Long.BYTES, type);
      Optional<String> fault = new FrameHeaders().fault(frame, LIMIT);
      if (type == REQUEST) {
        assertThat(fault).isEmpty();
      } else {
        assertThat(fault).hasValue("frame of type %d, not 3".formatted(type));
      }
    }
  }

  /** A frame that began under the lower limit is done before the higher one counts. */
  @Example
  void theLimitIsThatOfTheAnnouncement() {
    FrameHeaders headers = new FrameHeaders();
    assertThat(headers.fault(frames(List.of(60)).slice(0, 50), LIMIT)).isEmpty();
    assertThat(headers.fault(Unpooled.buffer().writeZero(10).writeLong(61), 61)).isEmpty();
    assertThat(headers.fault(Unpooled.buffer().writeByte(REQUEST), LIMIT)).isEmpty();
  }

  /** Requests of bytes that would be bad headers. */
  private static ByteBuf frames(List<Integer> lengths) {
    ByteBuf stream = Unpooled.buffer();
    for (int length : lengths) {
      byte[] body = new byte[length - Long.BYTES - 1];
      Arrays.fill(body, (byte) -1);
      stream.writeLong(length).writeByte(REQUEST).writeBytes(body);
    }
    return stream;
  }
}
