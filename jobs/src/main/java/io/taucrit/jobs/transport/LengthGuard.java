package io.taucrit.jobs.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds what a stranger can make the server hold: until a connection has authenticated it may send
 * 64 KiB in all, then it is closed. It stands before Spark's frame decoder, which would collect any
 * frame up to 2 GiB.
 */
final class LengthGuard implements TransportServerBootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(LengthGuard.class);
  private static final AttributeKey<Boolean> AUTHENTICATED =
      AttributeKey.valueOf("taucrit.authenticated");
  private static final int STRANGER_BYTES = 64 * 1024;

  @Override
  public RpcHandler doBootstrap(Channel channel, RpcHandler handler) {
    channel.pipeline().addFirst("taucritLengthGuard", new Guard());
    return handler;
  }

  /** Called once a request has passed authentication: the connection is trusted from now on. */
  static void authenticated(Channel channel) {
    if (channel.attr(AUTHENTICATED).get() == null) {
      channel.attr(AUTHENTICATED).set(true);
    }
  }

  private static final class Guard extends ChannelInboundHandlerAdapter {
    private long received;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
      if (context.channel().attr(AUTHENTICATED).get() == null && message instanceof ByteBuf bytes) {
        received += bytes.readableBytes();
        if (received > STRANGER_BYTES) {
          LOG.warn(
              "Closed a connection from {}: more than {} bytes before authentication",
              context.channel().remoteAddress(),
              STRANGER_BYTES);
          ReferenceCountUtil.release(message);
          context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
          return;
        }
      }
      super.channelRead(context, message);
    }
  }
}
