package io.taucrit.jobs.transport;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A run's share of its application's one server: the first run starts it, the last one stops it,
 * and runs in between use the same port. Thread-safe.
 */
public final class SharedServer implements AutoCloseable {
  /**
   * How long a connection may be quiet. Longer than any wait of a run, all of which have bounds of
   * their own.
   */
  private static final long QUIET_SECONDS = 7 * 24 * 3600L;

  private static final Map<Key, Started> SERVERS = new HashMap<>();

  private record Key(String application, boolean encrypt) {}

  /** A server and how many runs use it. */
  private static final class Started {
    private final ParameterServer server;
    private int runs;

    Started(ParameterServer server) {
      this.server = server;
    }
  }

  private final Key key;
  private final ParameterServer server;
  private final String runId;

  private SharedServer(Key key, ParameterServer server, String runId) {
    this.key = key;
    this.server = server;
    this.runId = runId;
  }

  /**
   * Opens the application's server to the workers of a run.
   *
   * @throws io.taucrit.data.InputException if the server cannot be started
   */
  public static SharedServer join(
      JavaSparkContext spark, boolean encrypt, String runId, String secret, RunEndpoint run) {
    Key key = new Key(spark.sc().applicationId(), encrypt);
    synchronized (SERVERS) {
      Started started = SERVERS.get(key);
      if (started == null) {
        started = new Started(new ParameterServer(spark.getConf(), encrypt, QUIET_SECONDS));
        SERVERS.put(key, started);
      }
      started.runs++;
      started.server.add(runId, secret, run);
      return new SharedServer(key, started.server, runId);
    }
  }

  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  /** Closes the server to this run's workers, and for good if there is no other run. */
  @Override
  public void close() {
    server.remove(runId);
    synchronized (SERVERS) {
      Started started = SERVERS.get(key);
      started.runs--;
      if (started.runs == 0) {
        SERVERS.remove(key);
        started.server.close();
      }
    }
  }
}
