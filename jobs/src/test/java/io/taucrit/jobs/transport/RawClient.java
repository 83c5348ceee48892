package io.taucrit.jobs.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;

/** A client of Spark's transport that sends what no worker would. */
final class RawClient implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = 30;

  private final TransportContext context;
  private final TransportClientFactory factory;
  private final TransportClient client;

  private RawClient(TransportConf conf, int port, List<TransportClientBootstrap> handshake)
      throws IOException, InterruptedException {
    context = new TransportContext(conf, new NoOpRpcHandler());
    factory = context.createClientFactory(handshake);
    try {
      client = factory.createClient("localhost", port);
    } catch (IOException | RuntimeException e) {
      factory.close();
      context.close();
      throw e;
    }
  }

  static RawClient stranger(TransportConf conf, int port) throws IOException, InterruptedException {
    return new RawClient(conf, port, List.of());
  }

  static RawClient authenticated(TransportConf conf, int port, String runId, String secret)
      throws IOException, InterruptedException {
    RunSecret secrets = new RunSecret(Map.of(runId, secret));
    return new RawClient(conf, port, List.of(new AuthClientBootstrap(conf, runId, secrets)));
  }

  Reply exchange(Request request) {
    return MessageCodec.decodeReply(call(MessageCodec.encode(request)), 1000);
  }

  /**
   * @throws RuntimeException if the server refuses
   */
  ByteBuffer call(ByteBuffer message) {
    return client.sendRpcSync(message, TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
  }

  /** Bytes in place of frames; encrypted if the connection is. */
  void write(ByteBuf bytes) {
    ChannelFuture unused = client.getChannel().writeAndFlush(bytes);
  }

  boolean isClosedByServer() throws InterruptedException {
    return client.getChannel().closeFuture().await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** This end as the server's log names it. */
  String address() {
    return address(((InetSocketAddress) client.getChannel().localAddress()).getPort());
  }

  static String address(int port) {
    return "/127.0.0.1:" + port;
  }

  @Override
  public void close() {
    client.close();
    factory.close();
    context.close();
  }
}
