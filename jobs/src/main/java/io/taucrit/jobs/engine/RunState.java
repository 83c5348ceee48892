package io.taucrit.jobs.engine;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.jobs.transport.RunEndpoint;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The only place where threads meet a {@link Sequencer}: one lock around it, and a way to wait for
 * its outcome. What a listener is told of workers and checkpoints it is told under this lock too.
 * Thread-safe.
 */
final class RunState implements RunEndpoint {
  private final Sequencer sequencer;
  private final Checkpointer checkpointer;
  private final RunListener listener;
  private final int dimension;
  private final LongSupplier nanoTime;
  private final long[] lastHeardNanos;
  private final LongAdder pushed = new LongAdder();
  private final LongAdder pulled = new LongAdder();
  private final LongAdder evaluated = new LongAdder();

  RunState(
      Sequencer sequencer,
      Checkpointer checkpointer,
      RunListener listener,
      int dimension,
      int workers,
      LongSupplier nanoTime) {
    this.sequencer = sequencer;
    this.checkpointer = checkpointer;
    this.listener = listener;
    this.dimension = dimension;
    this.nanoTime = nanoTime;
    lastHeardNanos = new long[workers];
  }

  @Override
  public synchronized void handle(Request request, Consumer<Reply> callback) {
    if (request.worker() >= 0 && request.worker() < lastHeardNanos.length) {
      lastHeardNanos[request.worker()] = nanoTime.getAsLong();
    }
    try {
      sequencer.handle(request, callback);
      checkpointer.afterMessage(sequencer, this::checkpointed);
    } catch (RuntimeException | Error e) {
      // A message handled by half would leave a state that nobody can trust.
      sequencer.abort("Internal error: " + e);
      notifyAll();
      throw e;
    }
    if (sequencer.outcome() != null) {
      notifyAll();
    }
  }

  /** Reads or changes the sequencer under the lock. */
  synchronized <T> T with(Function<Sequencer, T> action) {
    T result = action.apply(sequencer);
    if (sequencer.outcome() != null) {
      notifyAll();
    }
    return result;
  }

  /** Waits for an outcome, for at most so long; returns whether there is one. */
  synchronized boolean await(long millis) throws InterruptedException {
    if (sequencer.outcome() == null) {
      wait(millis);
    }
    return sequencer.outcome() != null;
  }

  /** Seconds since worker w was heard, meaningful once it has registered. */
  synchronized double silence(int worker) {
    return (nanoTime.getAsLong() - lastHeardNanos[worker]) / 1e9;
  }

  /** So long nobody could be heard: that was no silence of the workers. */
  synchronized void stoodStill(long nanos) {
    long now = nanoTime.getAsLong();
    for (int w = 0; w < lastHeardNanos.length; w++) {
      lastHeardNanos[w] = now - Math.max(0, now - lastHeardNanos[w] - nanos);
    }
  }

  private synchronized void checkpointed(long updates) {
    listener.checkpointed(updates);
  }

  /** A worker's task failed; of a run that is over this is no news. */
  synchronized void lost(int worker, String reason) {
    if (sequencer.outcome() == null) {
      listener.lost(worker, reason);
    }
  }

  /** How far the run is, copied under the lock. */
  synchronized RunStatus status() {
    return new RunStatus(
        sequencer.updates(),
        sequencer.samples(),
        sequencer.trainSeconds(),
        sequencer.lastEvaluation(),
        sequencer.staleness().mean(),
        sequencer.staleness().max(),
        lastHeardNanos.length - sequencer.unregistered().size(),
        sequencer.owing().size(),
        bytesPushed(),
        bytesPulled(),
        checkpointer.written());
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void count(Request request, long bytes) {
    (request instanceof Request.Evaluated ? evaluated : pushed).add(bytes);
  }

  @Override
  public void count(Reply reply, long bytes) {
    (reply instanceof Reply.Evaluate ? evaluated : pulled).add(bytes);
  }

  /** Bytes of evaluations, both ways. */
  long bytesOfEvaluations() {
    return evaluated.sum();
  }

  long bytesPushed() {
    return pushed.sum();
  }

  long bytesPulled() {
    return pulled.sum();
  }
}
