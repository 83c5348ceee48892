package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.taucrit.data.fuzz.FuzzContract;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.network.protocol.Message;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportFrameDecoder;

/**
 * Any bytes on a connection, in pieces of 1 + the first of them: through the guard come the whole
 * frames before the first that is not allowed, and then the connection is closed.
 */
class LengthGuardFuzzTest extends FuzzContract {
  private static final int HEADER_BYTES = Long.BYTES + 1;

  @Override
  protected List<byte[]> valid() {
    return List.of(
        stream(0, frame(21)),
        stream(255, frame(22), frame(300), frame(21)),
        stream(6, frame(21), frame(40)));
  }

  private static byte[] stream(int pieces, byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(pieces);
    Arrays.stream(frames).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] frame(int length) {
    return ByteBuffer.allocate(length).putLong(length).put(Message.Type.RpcRequest.id()).array();
  }

  @Override
  protected void read(byte[] input) {
    EmbeddedChannel channel = new EmbeddedChannel(new TransportFrameDecoder());
    new LengthGuard(60_000).doBootstrap(channel, new NoOpRpcHandler());
    int piece = input.length == 0 ? 1 : 1 + (input[0] & 0xFF);
    int through = 0;
    for (int from = 1; from < input.length && channel.isOpen(); from += piece) {
      channel.writeInbound(
          Unpooled.copiedBuffer(input, from, Math.min(piece, input.length - from)));
      for (ByteBuf frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
        through++;
        ReferenceCountUtil.release(frame);
      }
    }
    Allowed allowed = Allowed.of(input);
    assertThat(channel.isOpen()).isEqualTo(!allowed.fault);
    if (piece == 1 || !allowed.fault) {
      assertThat(through).isEqualTo(allowed.frames);
    } else {
      assertThat(through).isLessThanOrEqualTo(allowed.frames);
    }
    channel.finishAndReleaseAll();
  }

  /** Frames before the first fault, slowly. */
  private record Allowed(int frames, boolean fault) {
    static Allowed of(byte[] input) {
      int at = 1;
      int frames = 0;
      int most = 1 + LengthGuard.STRANGER_BYTES;
      while (at + Long.BYTES <= input.length) {
        long length = ByteBuffer.wrap(input).getLong(at);
        if (length < FrameHeaders.SMALLEST_FRAME || length > LengthGuard.STRANGER_BYTES) {
          return new Allowed(frames, true);
        }
        if (at + HEADER_BYTES <= input.length
            && input[at + Long.BYTES] != Message.Type.RpcRequest.id()) {
          return new Allowed(frames, true);
        }
        if (at + length > Math.min(input.length, most)) {
          break;
        }
        at += (int) length;
        frames++;
      }
      return new Allowed(frames, input.length > most);
    }
  }

  @Override
  protected boolean refuses(Exception e) {
    return false;
  }

  @Override
  protected String name() {
    return "";
  }

  /** A piece of one byte has buffers of its own, of Netty's and Spark's. */
  @Override
  protected long allocation(int length) {
    return 500_000 + 2_000L * length;
  }
}
