package io.taucrit.jobs.engine;

import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.Reply;
import io.taucrit.core.engine.Request;
import io.taucrit.core.engine.Worker;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.transport.RunAddress;
import io.taucrit.jobs.transport.WorkerChannel;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
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
  private final int workers;
  private final int batch;
  private final long seed;
  private final SerializableConfiguration hadoop;

  WorkerTask(
      RunAddress address,
      Problem problem,
      int workers,
      int batch,
      long seed,
      SerializableConfiguration hadoop) {
    this.address = address;
    this.problem = problem;
    this.workers = workers;
    this.batch = batch;
    this.seed = seed;
    this.hadoop = hadoop;
  }

  @Override
  public void call(Iterator<Integer> indices) throws Exception {
    Worker worker = worker(indices.next());
    try (WorkerChannel channel = address.connect()) {
      Request request = worker.first();
      while (request != null) {
        Request sent = request;
        Reply reply = channel.exchange(sent, () -> worker.lookAhead(sent));
        if (reply instanceof Reply.Refused refused) {
          throw RunAddress.refused(refused);
        }
        request = worker.next(reply);
      }
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
        new BatchSampler(n, batch, seed));
  }

  /** This worker's equal share of the places [start, start + rows). */
  private Examples own(long start, long rows, int index) {
    Configuration configuration = hadoop.value();
    long first = start + Examples.firstPlace(rows, index, workers);
    long end = start + Examples.firstPlace(rows, index + 1, workers);
    return new Examples(first, problem.read(first, end, configuration));
  }
}
