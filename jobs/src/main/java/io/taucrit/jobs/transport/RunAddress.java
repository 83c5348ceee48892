package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import java.io.IOException;
import java.io.Serializable;

/**
 * Where and how a worker reaches its run. It travels in the task closure only: the secret is never
 * in a configuration, a property or a log.
 *
 * @param port 0 where the run has no server because all workers share its JVM
 * @param secret of this run, random
 * @param dimension d of the run
 * @param timeoutSeconds bound on the wait for a reply
 */
public record RunAddress(
    String runId,
    String host,
    int port,
    String secret,
    boolean encrypt,
    int dimension,
    long timeoutSeconds)
    implements Serializable {

  /** Whether the run's sequencer lives in this JVM. */
  public boolean isLocal() {
    return LocalRuns.find(runId) != null;
  }

  /**
   * @throws IOException if the run's server cannot be reached
   */
  public WorkerChannel connect() throws IOException, InterruptedException {
    RunEndpoint run = LocalRuns.find(runId);
    return run != null ? new LocalRuns.Channel(run, timeoutSeconds) : new RemoteChannel(this);
  }

  @Override
  public String toString() {
    return "run %s at %s:%d".formatted(runId, host, port);
  }

  /** An attempt that must leave its slot. */
  public static IOException refused(Reply.Refused refused) {
    return new IOException("refused: " + refused.reason());
  }
}
