package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.util.function.Consumer;

/** The receiving side of one run. Thread-safe; never blocks. */
public interface RunEndpoint {
  /** Handles a request; the callback is called once, now or later, on any thread. */
  void handle(Request request, Consumer<Reply> callback);

  /** d, against which coordinates are checked before they reach the run. */
  int dimension();

  /** Counts the bytes of a request that was received. */
  void count(Request request, long bytes);

  /** Counts the bytes of a reply that was sent. */
  void count(Reply reply, long bytes);
}
