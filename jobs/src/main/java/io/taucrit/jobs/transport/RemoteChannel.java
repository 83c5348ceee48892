package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.apache.spark.network.util.TransportConf;

/** A worker's authenticated connection to the server of its run. */
final class RemoteChannel implements WorkerChannel {
  private final RunAddress address;
  private final TransportContext context;
  private final TransportClientFactory factory;
  private final TransportClient client;

  RemoteChannel(RunAddress address) throws IOException, InterruptedException {
    this.address = address;
    TransportConf conf = ChannelConf.of(address.encrypt(), address.timeoutSeconds() + 60);
    context = new TransportContext(conf, new NoOpRpcHandler());
    RunSecret secret = new RunSecret(Map.of(address.runId(), address.secret()));
    factory =
        context.createClientFactory(
            List.of(new AuthClientBootstrap(conf, address.runId(), secret)));
    try {
      client = factory.createClient(address.host(), address.port());
    } catch (InterruptedException e) {
      factory.close();
      context.close();
      throw e;
    } catch (IOException | RuntimeException e) {
      factory.close();
      context.close();
      throw new IOException(
          "Cannot reach the parameter server at %s:%d from this executor: %s; open the port (a fixed"
                  .formatted(address.host(), address.port(), firstLine(e))
              + " one: spark.taucrit.server.port) or set spark.driver.host to a reachable address",
          e);
    }
  }

  @Override
  public Reply exchange(Request request, Runnable meanwhile)
      throws IOException, InterruptedException {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    client.sendRpc(
        MessageCodec.encode(request),
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer response) {
            try {
              answer.complete(MessageCodec.decodeReply(response, address.dimension()));
            } catch (RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            answer.completeExceptionally(cause);
          }
        });
    meanwhile.run();
    try {
      return answer.get(address.timeoutSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "The exchange with the parameter server (%s) failed: %s"
              .formatted(address, firstLine(e.getCause())),
          e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          "No reply from the parameter server (%s) within %d s"
              .formatted(address, address.timeoutSeconds()),
          e);
    }
  }

  /** Spark puts the server's whole stack trace into its messages. */
  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  @Override
  public void close() {
    client.close();
    factory.close();
    context.close();
  }
}
