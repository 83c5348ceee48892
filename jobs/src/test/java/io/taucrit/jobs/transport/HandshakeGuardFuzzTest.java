package io.taucrit.jobs.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.taucrit.core.engine.Request;
import io.taucrit.data.fuzz.FuzzContract;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportResponseHandler;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.protocol.Encodable;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.util.TransportConf;

/**
 * Any bytes as a stranger's first message: the handshake is answered, or refused without a reason
 * and the connection closed; nothing reaches the runs.
 */
class HandshakeGuardFuzzTest extends FuzzContract {
  private static final String SECRET = "a secret of 32 characters, or so";
  private static final TransportConf CONF = ChannelConf.of(false, 10);

  /** The first message of a worker, which Spark makes in a class of its own. */
  private static byte[] challenge() throws Exception {
    Class<?> engine = Class.forName("org.apache.spark.network.crypto.AuthEngine");
    Constructor<?> constructor =
        engine.getDeclaredConstructor(String.class, String.class, TransportConf.class);
    constructor.setAccessible(true);
    Method challenge = engine.getDeclaredMethod("challenge");
    challenge.setAccessible(true);
    Encodable message = (Encodable) challenge.invoke(constructor.newInstance("run", SECRET, CONF));
    ByteBuf bytes = Unpooled.buffer(message.encodedLength());
    message.encode(bytes);
    return bytes.array();
  }

  @Override
  protected List<byte[]> valid() throws Exception {
    byte[] sasl = {(byte) 0xEA, 0, 0, 0, 3, 'r', 'u', 'n', 1, 2, 3};
    byte[] request = new byte[40];
    MessageCodec.encode(new Request.Register(1, 2)).get(request, 0, 13);
    return List.of(challenge(), sasl, request);
  }

  @Override
  protected void read(byte[] input) {
    EmbeddedChannel channel = new EmbeddedChannel();
    Runs runs = new Runs();
    RpcHandler handshake =
        new AuthServerBootstrap(CONF, new RunSecret(Map.of("run", SECRET)))
            .doBootstrap(channel, runs);
    RpcHandler guarded = new HandshakeGuard().doBootstrap(channel, handshake);
    Answers answers = new Answers();
    TransportClient client = new TransportClient(channel, new TransportResponseHandler(channel));
    guarded.receive(client, ByteBuffer.wrap(input), answers);
    guarded.receive(client, ByteBuffer.wrap(input), answers);
    assertThat(answers.successes).hasSizeLessThanOrEqualTo(1);
    assertThat(answers.failures).allMatch("Authentication failed"::equals);
    assertThat(channel.isOpen()).isEqualTo(answers.failures.isEmpty());
    assertThat(answers.successes.size() + answers.failures.size()).isPositive();
    if (answers.successes.isEmpty()) {
      assertThat(runs.messages).isZero();
    }
    channel.finishAndReleaseAll();
  }

  private static final class Answers implements RpcResponseCallback {
    private final List<ByteBuffer> successes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    @Override
    public void onSuccess(ByteBuffer response) {
      successes.add(response);
    }

    @Override
    public void onFailure(Throwable e) {
      failures.add(e.getMessage());
    }
  }

  private static final class Runs extends RpcHandler {
    private int messages;

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      messages++;
    }

    @Override
    public StreamManager getStreamManager() {
      return new OneForOneStreamManager();
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

  /** The key exchange, and classes of cryptography. */
  @Override
  protected long allocation(int length) {
    return 4_000_000 + 100L * length;
  }
}
