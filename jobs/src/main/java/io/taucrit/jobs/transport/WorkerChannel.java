package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.io.IOException;

/** The sending side, for one worker. Used by one thread. */
public interface WorkerChannel extends AutoCloseable {
  /**
   * Sends a request and waits for its reply, which may take as long as the gate stays closed.
   *
   * @param meanwhile run once while the reply is under way
   * @throws IOException if the connection is lost or the bound on the wait has passed
   * @throws InterruptedException if the task is cancelled
   */
  Reply exchange(Request request, Runnable meanwhile) throws IOException, InterruptedException;

  @Override
  void close();
}
