package io.taucrit.jobs.engine;

import io.taucrit.core.Dials;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.Worker;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.transport.RunAddress;
import io.taucrit.jobs.transport.WorkerChannel;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One worker as a Spark task: reads its blocks by name, then exchanges messages with the sequencer
 * until it is told to stop. Its lineage holds no shuffle, so that Spark, after losing an executor,
 * restarts lost workers and leaves the healthy ones alone.
 */
final class WorkerTask implements VoidFunction<Iterator<Integer>> {
  private static final long serialVersionUID = 1L;

  private final RunAddress address;
  private final Problem problem;
  private final Dials dials;
  private final long seed;
  private final Sampling sampling;
  private final DelayModel delays;
  private final SerializableConfiguration hadoop;
  private final CollectionAccumulator<Long> peakHeaps;

  WorkerTask(
      RunAddress address,
      Problem problem,
      TrainingPlan plan,
      SerializableConfiguration hadoop,
      CollectionAccumulator<Long> peakHeaps) {
    this.address = address;
    this.problem = problem;
    this.dials = plan.dials();
    this.seed = plan.seed();
    this.sampling = plan.sampling();
    this.delays = plan.delays();
    this.hadoop = hadoop;
    this.peakHeaps = peakHeaps;
  }

  @Override
  public void call(Iterator<Integer> indices) throws Exception {
    try (Worker worker = worker(indices.next());
        WorkerChannel channel = address.connect()) {
      Request request = worker.first();
      while (request != null) {
        Request sent = request;
        Reply reply = channel.exchange(sent, () -> worker.lookAhead(sent));
        if (reply instanceof Reply.Refused refused) {
          throw RunAddress.refused(refused);
        }
        request = worker.next(reply);
        if (reply instanceof Reply.Work work) {
          delay(worker.index(), work.clock());
        }
      }
    }
    peakHeaps.add(PeakHeap.bytes());
  }

  private void delay(int index, long clock) throws InterruptedException {
    double seconds = delays.seconds(index, clock);
    if (seconds > 0) {
      TimeUnit.NANOSECONDS.sleep(Math.round(seconds * 1e9));
    }
  }

  private Worker worker(int index) {
    long n = problem.trainingRows();
    long heldOut = problem.rows() - n;
    return new Worker(
        index,
        TaskContext.get().taskAttemptId(),
        problem.objective(),
        own(0, n, index),
        own(n, heldOut, index),
        new BatchSampler(n, dials.batch(), seed, sampling),
        dials.localSteps(),
        dials.threads(),
        !address.isLocal());
  }

  /** This worker's equal share of the places [start, start + rows). */
  private Examples own(long start, long rows, int index) {
    Configuration configuration = hadoop.value();
    long first = start + Examples.firstPlace(rows, index, dials.workers());
    long end = start + Examples.firstPlace(rows, index + 1, dials.workers());
    return new Examples(first, problem.read(first, end, configuration));
  }
}
