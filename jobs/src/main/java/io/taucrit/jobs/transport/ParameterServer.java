package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.data.InputException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.util.TransportConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's end of the channel: one server, one port, for all runs. A connection authenticates
 * as one run, with that run's secret, and can speak to no other. Requests are handled on the event
 * loop and never block it: a gated pull keeps its callback until the gate opens. Thread-safe.
 */
public final class ParameterServer implements AutoCloseable {
  /** Port to listen on; 0 for any free one. */
  public static final String PORT_KEY = "spark.taucrit.server.port";

  /** How long a connection may take to its first request. */
  public static final String STRANGER_KEY = "spark.taucrit.server.strangers.timeout";

  private static final String STRANGER_DEFAULT = "60s";

  private static final Logger LOG = LoggerFactory.getLogger(ParameterServer.class);

  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, RunEndpoint> runs = new ConcurrentHashMap<>();
  private final TransportContext context;
  private final TransportServer server;
  private final String advertisedHost;

  /**
   * Listens on spark.driver.bindAddress and advertises spark.driver.host.
   *
   * @throws InputException if the port is taken
   */
  public ParameterServer(SparkConf conf, boolean encrypt, long quietSeconds) {
    advertisedHost = conf.get("spark.driver.host");
    String bindHost = conf.get("spark.driver.bindAddress", advertisedHost);
    int port = conf.getInt(PORT_KEY, 0);
    TransportConf transport = ChannelConf.of(encrypt, quietSeconds);
    context = new TransportContext(transport, new Handler());
    try {
      server =
          context.createServer(
              bindHost,
              port,
              List.of(
                  new LengthGuard(conf.getTimeAsMs(STRANGER_KEY, STRANGER_DEFAULT)),
                  new AuthServerBootstrap(transport, new RunSecret(secrets)),
                  new HandshakeGuard()));
    } catch (Exception e) {
      // Netty throws BindException, which is checked but not declared.
      context.close();
      throw new InputException(
          "Cannot listen on %s:%d: %s; choose another port with --conf %s=PORT (0 for any)"
              .formatted(bindHost, port, e.getMessage(), PORT_KEY),
          e);
    }
  }

  public String host() {
    return advertisedHost;
  }

  public int port() {
    return server.getPort();
  }

  /** Opens the server to the workers of a run. */
  public void add(String runId, String secret, RunEndpoint run) {
    runs.put(runId, run);
    secrets.put(runId, secret);
  }

  public void remove(String runId) {
    secrets.remove(runId);
    runs.remove(runId);
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }

  private final class Handler extends RpcHandler {
    private final StreamManager streams = new OneForOneStreamManager();

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      RunEndpoint run = runs.get(String.valueOf(client.getClientId()));
      if (run == null) {
        callback.onFailure(new IllegalStateException("The run is over"));
        return;
      }
      Request request;
      int bytes = message.remaining();
      try {
        request = MessageCodec.decodeRequest(message, run.dimension());
      } catch (MessageCodec.MalformedMessageException e) {
        LOG.warn("Refused a message from {}: {}", client.getSocketAddress(), e.getMessage());
        callback.onFailure(e);
        return;
      }
      LengthGuard.authenticated(client.getChannel(), run.dimension());
      run.count(request, bytes);
      run.handle(request, reply -> send(run, reply, callback));
    }

    private void send(RunEndpoint run, Reply reply, RpcResponseCallback callback) {
      ByteBuffer bytes = MessageCodec.encode(reply);
      run.count(reply, bytes.remaining());
      callback.onSuccess(bytes);
    }

    @Override
    public StreamManager getStreamManager() {
      return streams;
    }
  }
}
