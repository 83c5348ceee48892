package io.taucrit.jobs.transport;

import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The runs whose sequencer lives in this JVM. A worker that finds its run here talks to it without
 * sockets. Thread-safe.
 */
public final class LocalRuns {
  private static final Map<String, RunEndpoint> RUNS = new ConcurrentHashMap<>();

  private LocalRuns() {}

  public static void add(String runId, RunEndpoint run) {
    RUNS.put(runId, run);
  }

  public static void remove(String runId) {
    RUNS.remove(runId);
  }

  static RunEndpoint find(String runId) {
    return RUNS.get(runId);
  }

  /** Hands requests over by a method call and waits for the callback. */
  static final class Channel implements WorkerChannel {
    /**
     * Replies mostly come within microseconds; parking a thread and waking it costs tens of them.
     */
    private static final int SPINS = 2_000;

    private final RunEndpoint run;
    private final long timeoutNanos;
    private volatile Reply reply;

    Channel(RunEndpoint run, long timeoutSeconds) {
      this.run = run;
      timeoutNanos = TimeUnit.SECONDS.toNanos(timeoutSeconds);
    }

    @Override
    public Reply exchange(Request request, Runnable meanwhile)
        throws IOException, InterruptedException {
      Thread waiter = Thread.currentThread();
      reply = null;
      run.count(request, payload(request));
      run.handle(
          request,
          answer -> {
            reply = answer;
            LockSupport.unpark(waiter);
          });
      meanwhile.run();
      for (int spin = 0; reply == null && spin < SPINS; spin++) {
        Thread.onSpinWait();
      }
      long deadline = System.nanoTime() + timeoutNanos;
      while (reply == null) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IOException(
              "no reply within %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(timeoutNanos)));
        }
        LockSupport.parkNanos(this, left);
      }
      Reply answer = reply;
      run.count(answer, payload(answer));
      return answer;
    }

    private static long payload(Request request) {
      if (request instanceof Request.Step step) {
        return (step.push() == null ? 0 : 8L * step.push().length)
            + (step.coordinates() == null ? 0 : 4L * step.coordinates().length);
      }
      return 0;
    }

    private static long payload(Reply reply) {
      return reply instanceof Reply.Work work ? 8L * work.values().length : 0;
    }

    @Override
    public void close() {}
  }
}
