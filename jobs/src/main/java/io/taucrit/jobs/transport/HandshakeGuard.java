package io.taucrit.jobs.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.AbstractAuthRpcHandler;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.TransportFrameDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Spark's handshake, which allocates whatever a stranger's message promises (2 GiB
 * for a few bytes), tells strangers why they fail and us nothing, and with SASL leaves them
 * connected. Here a message that promises more than it has is not read, and the first failure ends
 * the connection with one line of log.
 */
final class HandshakeGuard implements TransportServerBootstrap {
  private static final Logger LOG = LoggerFactory.getLogger(HandshakeGuard.class);

  /** First byte of a message of Spark's own protocol; it has three arrays, one of SASL one. */
  private static final byte AUTH_MESSAGE = (byte) 0xFB;

  /** Comes after the bootstrap that authenticates. */
  @Override
  public RpcHandler doBootstrap(Channel channel, RpcHandler handler) {
    return new Guarded(channel, (AbstractAuthRpcHandler) handler);
  }

  /** Called on the event loop of its channel only. */
  private static final class Guarded extends RpcHandler {
    private final Channel channel;
    private final AbstractAuthRpcHandler handshake;
    private boolean closed;

    Guarded(Channel channel, AbstractAuthRpcHandler handshake) {
      this.channel = channel;
      this.handshake = handshake;
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      if (closed) {
        return;
      }
      if (handshake.isAuthenticated()) {
        handshake.receive(client, message, callback);
        return;
      }
      RpcResponseCallback guarded = guarded(callback);
      if (isWhole(message)) {
        try {
          handshake.receive(client, message, guarded);
        } catch (RuntimeException e) {
          guarded.onFailure(e);
        }
      } else {
        guarded.onFailure(new IllegalArgumentException("Promises more than it has"));
      }
      if (!closed && isFramedTwice()) {
        refuse("SASL encryption is not offered");
      }
      if (closed) {
        ChannelFuture unused = channel.close();
      }
    }

    /** Gives no reason for a failure: whether a run exists is not a stranger's business. */
    private RpcResponseCallback guarded(RpcResponseCallback callback) {
      return new RpcResponseCallback() {
        @Override
        public void onSuccess(ByteBuffer response) {
          callback.onSuccess(response);
        }

        @Override
        public void onFailure(Throwable cause) {
          refuse("authentication failed");
          callback.onFailure(new SecurityException("Authentication failed"));
        }
      };
    }

    /** Logs nothing that the client has sent. */
    private void refuse(String reason) {
      closed = true;
      LOG.warn("Closed the connection from {}: {}", channel.remoteAddress(), reason);
    }

    /** A client may choose SASL's encryption; its frames would be collected before our guard. */
    private boolean isFramedTwice() {
      int decoders = 0;
      for (Map.Entry<String, ChannelHandler> handler : channel.pipeline()) {
        decoders += handler.getValue() instanceof TransportFrameDecoder ? 1 : 0;
      }
      return decoders > 1;
    }

    @Override
    public StreamManager getStreamManager() {
      return handshake.getStreamManager();
    }

    @Override
    public void channelActive(TransportClient client) {
      handshake.channelActive(client);
    }

    @Override
    public void channelInactive(TransportClient client) {
      handshake.channelInactive(client);
    }

    @Override
    public void exceptionCaught(Throwable cause, TransportClient client) {
      handshake.exceptionCaught(cause, client);
    }
  }

  private static boolean isWhole(ByteBuffer message) {
    ByteBuffer in = message.duplicate();
    if (!in.hasRemaining()) {
      return false;
    }
    int arrays = in.get() == AUTH_MESSAGE ? 3 : 1;
    for (int k = 0; k < arrays; k++) {
      if (in.remaining() < Integer.BYTES) {
        return false;
      }
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        return false;
      }
      in.position(in.position() + length);
    }
    return true;
  }
}
