package io.taucrit.jobs.engine;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Which workers Spark reports as running, by the events of one job: a worker that has lost its
 * executor is not silent, it waits for a slot. Thread-safe.
 */
final class WorkerTasks extends SparkListener {
  private final String jobGroup;
  private final Set<Integer> stages = ConcurrentHashMap.newKeySet();
  private final Map<Long, Integer> running = new ConcurrentHashMap<>();
  private final BiConsumer<Integer, String> lost;

  /**
   * @param lost told of a worker whose task failed, and of the reason
   */
  WorkerTasks(String jobGroup, BiConsumer<Integer, String> lost) {
    this.jobGroup = jobGroup;
    this.lost = lost;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    if (jobGroup.equals(start.properties().getProperty("spark.jobGroup.id"))) {
      scala.jdk.javaapi.CollectionConverters.asJava(start.stageIds())
          .forEach(id -> stages.add((Integer) id));
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (stages.contains(start.stageId())) {
      running.put(start.taskInfo().taskId(), start.taskInfo().index());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    Integer worker = running.remove(end.taskInfo().taskId());
    if (worker != null && end.reason() instanceof TaskFailedReason failed) {
      lost.accept(worker, failed.toErrorString().lines().findFirst().orElse("unknown"));
    }
  }

  /** Whether a task of the worker is running. */
  boolean running(int worker) {
    return running.containsValue(worker);
  }
}
