package io.taucrit.jobs.follow;

import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.TracePoint;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who follow one run as one listener. They are told nothing after the end. One that throws is
 * logged and hears no more: it never stops the run. Not thread-safe: a run tells everything under
 * its lock.
 */
public final class Followers implements RunListener {
  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

  private final List<RunListener> listeners;

  Followers(List<RunListener> listeners) {
    this.listeners = new ArrayList<>(listeners);
  }

  /**
   * Spark's metrics, the log, the listeners of {@link ConfiguredListeners#KEY}, and another one.
   *
   * @throws io.taucrit.data.UsageException if a configured listener cannot be made
   */
  public static Followers of(SparkConf conf, RunListener listener) {
    List<RunListener> all = new ArrayList<>();
    all.add(new RunMetrics());
    all.add(new RunLog());
    all.addAll(ConfiguredListeners.of(conf));
    all.add(listener);
    return new Followers(all);
  }

  @Override
  public void started(LiveRun run) {
    tell(listener -> listener.started(run));
  }

  @Override
  public void registered(int worker, long clock) {
    tell(listener -> listener.registered(worker, clock));
  }

  @Override
  public void lost(int worker, String reason) {
    tell(listener -> listener.lost(worker, reason));
  }

  @Override
  public void evaluated(TracePoint point) {
    tell(listener -> listener.evaluated(point));
  }

  @Override
  public void applied(int worker, long clock, long staleness, double seconds) {
    tell(listener -> listener.applied(worker, clock, staleness, seconds));
  }

  @Override
  public void checkpointed(long updates) {
    tell(listener -> listener.checkpointed(updates));
  }

  @Override
  public void ended(LiveRun run, Outcome outcome, String failure) {
    tell(listener -> listener.ended(run, outcome, failure));
    listeners.clear();
  }

  private void tell(Consumer<RunListener> event) {
    for (Iterator<RunListener> rest = listeners.iterator(); rest.hasNext(); ) {
      RunListener listener = rest.next();
      try {
        event.accept(listener);
      } catch (Throwable e) {
        // Whatever it is, an error of linkage or a failed assertion: the run is not to blame.
        rest.remove();
        LOG.warn("{} failed and is told no more of this run", listener.getClass().getName(), e);
      }
    }
  }
}
