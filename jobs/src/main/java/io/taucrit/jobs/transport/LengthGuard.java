package io.taucrit.jobs.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a connection can make the server hold, by what its frames announce: a stranger's
 * frames 64 KiB each and in all, a worker's the largest request of its run. What announces more is
 * closed before a byte of it is kept.
 *
 * <p>It stands before Spark's frame decoder and after the decryption, which puts itself first when
 * the handshake ends: it sees plain frames throughout.
 */
final class LengthGuard implements TransportServerBootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(LengthGuard.class);
  private static final AttributeKey<Long> LARGEST_FRAME =
      AttributeKey.valueOf("taucrit.largestFrame");

  static final int STRANGER_BYTES = 64 * 1024;

  private final long strangerMillis;

  /**
   * @param strangerMillis how long a connection may take to its first well-formed request
   */
  LengthGuard(long strangerMillis) {
    this.strangerMillis = strangerMillis;
  }

  @Override
  public RpcHandler doBootstrap(Channel channel, RpcHandler handler) {
    channel.pipeline().addFirst("taucritLengthGuard", new Guard());
    ScheduledFuture<?> deadline =
        channel
            .eventLoop()
            .schedule(() -> closeStranger(channel), strangerMillis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> deadline.cancel(false));
    return handler;
  }

  private void closeStranger(Channel channel) {
    if (channel.attr(LARGEST_FRAME).get() == null) {
      LOG.warn(
          "Closed the connection from {}: no request within {} ms",
          channel.remoteAddress(),
          strangerMillis);
      ChannelFuture unused = channel.close();
    }
  }

  /**
   * Called once a well-formed request has come through: the connection is a worker's from now on.
   * The handshake alone does not show that, for a recorded one may be replayed.
   */
  static void authenticated(Channel channel, int dimension) {
    if (channel.attr(LARGEST_FRAME).get() == null) {
      channel.attr(LARGEST_FRAME).set(largestFrame(dimension));
    }
  }

  /** A step has at most d values of 8 bytes and d coordinates of at most 5. */
  static long largestFrame(int dimension) {
    return 13L * dimension + STRANGER_BYTES;
  }

  private static final class Guard extends ChannelInboundHandlerAdapter {
    private final FrameHeaders headers = new FrameHeaders();
    private long received;
    private boolean closed;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      Optional<String> fault =
          !closed && message instanceof ByteBuf bytes
              ? fault(bytes, context.channel().attr(LARGEST_FRAME).get())
              : Optional.empty();
      if (fault.isPresent()) {
        closed = true;
        LOG.warn(
            "Closed the connection from {}: {}", context.channel().remoteAddress(), fault.get());
        ChannelFuture unused = context.close();
      }
      if (closed) {
        ReferenceCountUtil.release(message);
      } else {
        super.channelRead(context, message);
      }
    }

    private Optional<String> fault(ByteBuf bytes, Long largestFrame) {
      if (largestFrame != null) {
        return headers.fault(bytes, largestFrame);
      }
      received += bytes.readableBytes();
      Optional<String> fault = headers.fault(bytes, STRANGER_BYTES);
      return fault.isEmpty() && received > STRANGER_BYTES
          ? Optional.of("more than %d bytes before its first request".formatted(STRANGER_BYTES))
          : fault;
    }
  }
}
