package io.taucrit.jobs.engine;

import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.SequencerState;
import io.taucrit.data.InputException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the state of a run while it goes on: the copy is made under the run's lock, the writing
 * happens on a thread of its own, and while one is being written no other is made. A checkpoint
 * that cannot be written is a warning: the run and its older checkpoints go on.
 */
final class Checkpointer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final long CLOSE_SECONDS = 60;

  private final Checkpoints checkpoints;
  private final ExecutorService writer;
  private final AtomicBoolean writing = new AtomicBoolean();
  private long nextUpdates;
  private long lastNanos = System.nanoTime();
  private volatile long written;
  private volatile String failure;

  Checkpointer(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
    long start = checkpoints.start() == null ? 0 : checkpoints.start().updates();
    nextUpdates = checkpoints.everyUpdates() == null ? 0 : start + checkpoints.everyUpdates();
    writer =
        checkpoints.folder() == null
            ? null
            : Executors.newSingleThreadExecutor(
                task -> {
                  Thread thread = new Thread(task, "taucrit-checkpoint");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  /**
   * Called after every message, under the run's lock.
   *
   * @param saved told of the updates of a checkpoint once it is written, on the writing thread
   */
  void afterMessage(Sequencer sequencer, LongConsumer saved) {
    if (writer == null || sequencer.outcome() != null || !due(sequencer.updates())) {
      return;
    }
    if (!writing.compareAndSet(false, true)) {
      return;
    }
    lastNanos = System.nanoTime();
    if (checkpoints.everyUpdates() != null) {
      nextUpdates = sequencer.updates() + checkpoints.everyUpdates();
    }
    SequencerState state = sequencer.state();
    writer.execute(() -> write(state, saved));
  }

  private boolean due(long updates) {
    return (checkpoints.everyUpdates() != null && updates >= nextUpdates)
        || (checkpoints.everySeconds() != null
            && System.nanoTime() - lastNanos >= checkpoints.everySeconds() * 1e9);
  }

  private void write(SequencerState state, LongConsumer saved) {
    try {
      checkpoints.folder().write(state.updates(), checkpoints.description(), state::writeTo);
      written++;
      saved.accept(state.updates());
    } catch (InputException e) {
      failure = e.getMessage();
      LOG.warn("{}", e.getMessage());
    } finally {
      writing.set(false);
    }
  }

  /** Checkpoints written. */
  long written() {
    return written;
  }

  /** Why the last one that failed did; null if none has. */
  String failure() {
    return failure;
  }

  /** Waits, within a bound, for a checkpoint that is being written. */
  @Override
  public void close() {
    if (writer != null) {
      writer.shutdown();
      try {
        if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("A checkpoint was not written within {} s", CLOSE_SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
