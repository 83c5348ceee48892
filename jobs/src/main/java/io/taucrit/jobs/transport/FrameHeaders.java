package io.taucrit.jobs.transport;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.apache.spark.network.protocol.Message;

/**
 * Reads the headers of Spark's frames as they pass, in whatever pieces they come, and consumes
 * nothing. A frame is its length (8 bytes, big-endian, itself included), its type (1 byte) and its
 * message. Spark's TransportFrameDecoder believes any length below 2 GiB and collects that much.
 *
 * <p>Of the types only requests may pass: Spark serves others without authentication and believes
 * the lengths inside them.
 */
final class FrameHeaders {
  private static final int LENGTH_BYTES = 8;
  private static final int HEADER_BYTES = LENGTH_BYTES + 1;

  /** A request has a number and the length of its body before it. */
  static final int SMALLEST_FRAME = HEADER_BYTES + 12;

  private static final byte REQUEST = Message.Type.RpcRequest.id();

  private long length;
  private int headerBytes;
  private long left;

  /**
   * @param largestFrame what a frame whose length ends in these bytes may announce
   * @return what is wrong with the first frame that is not allowed; no byte may follow it
   */
  Optional<String> fault(ByteBuf bytes, long largestFrame) {
    int index = bytes.readerIndex();
    while (index < bytes.writerIndex()) {
      if (left > 0) {
        int passing = (int) Math.min(left, bytes.writerIndex() - index);
        left -= passing;
        index += passing;
        continue;
      }
      byte next = bytes.getByte(index++);
      headerBytes++;
      if (headerBytes <= LENGTH_BYTES) {
        length = length << 8 | next & 0xFF;
        if (headerBytes == LENGTH_BYTES && (length < SMALLEST_FRAME || length > largestFrame)) {
          return Optional.of(
              "frame of %d bytes, not of %d to %d".formatted(length, SMALLEST_FRAME, largestFrame));
        }
      } else if (next != REQUEST) {
        return Optional.of("frame of type %d, not %d".formatted(next, REQUEST));
      } else {
        left = length - HEADER_BYTES;
        length = 0;
        headerBytes = 0;
      }
    }
    return Optional.empty();
  }
}
