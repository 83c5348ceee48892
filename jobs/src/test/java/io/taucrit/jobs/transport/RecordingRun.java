package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run that keeps what it is sent. Its gate opens when the given number of requests wait; then all
 * are answered with their own attempt as the clock. Thread-safe.
 */
final class RecordingRun implements RunEndpoint {
  private final int dimension;
  private final int gate;
  private final List<Request> requests = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private long pushed;
  private long pulled;

  private RecordingRun(int dimension, int gate) {
    this.dimension = dimension;
    this.gate = gate;
  }

  /** Answers at once. */
  static RecordingRun open(int dimension) {
    return new RecordingRun(dimension, 1);
  }

  /** Answers when so many requests wait. */
  static RecordingRun gated(int dimension, int gate) {
    return new RecordingRun(dimension, gate);
  }

  @Override
  public synchronized void handle(Request request, Consumer<Reply> callback) {
    requests.add(request);
    waiting.add(() -> callback.accept(new Reply.Registered(request.attempt())));
    if (waiting.size() == gate) {
      waiting.forEach(Runnable::run);
      waiting.clear();
    }
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public synchronized void count(Request request, long bytes) {
    pushed += bytes;
  }

  @Override
  public synchronized void count(Reply reply, long bytes) {
    pulled += bytes;
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  synchronized long bytesPushed() {
    return pushed;
  }

  synchronized long bytesPulled() {
    return pulled;
  }
}
