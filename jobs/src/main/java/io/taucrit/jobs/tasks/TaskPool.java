package io.taucrit.jobs.tasks;

import io.taucrit.core.Progress;
import io.taucrit.data.InputException;
import io.taucrit.data.spark.JobDescription;
import io.taucrit.data.spark.TaskFailures;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Work whose parts are Spark jobs of a few independent tasks each, many jobs at once. Every wait is
 * bounded; a process that is told to stop cancels its jobs first and says that finished parts are
 * kept. Thread-safe.
 */
public final class TaskPool implements AutoCloseable {
  /** Before Spark's own hook, which stops the application. */
  private static final int HOOK_PRIORITY = 60;

  private final JavaSparkContext spark;
  private final String name;
  private final long timeoutSeconds;
  private final Progress progress;
  private final String tag;
  private final Runnable hook = this::interrupted;

  /**
   * @param name of the work, in messages: sweep
   * @param timeoutSeconds bound on one job
   */
  public TaskPool(JavaSparkContext spark, String name, long timeoutSeconds, Progress progress) {
    this.spark = spark;
    this.name = name;
    this.timeoutSeconds = timeoutSeconds;
    this.progress = progress;
    tag = "taucrit-%s-%s".formatted(name, UUID.randomUUID());
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
  }

  private void interrupted() {
    progress.stage("Interrupted: what is finished is kept, and the same command goes on");
    spark.cancelJobsWithTag(tag);
  }

  /**
   * Does the work of every part, so many at once, in the order of the list.
   *
   * @param work which calls {@link #run}; what it throws ends everything
   * @param cost of a part, relative to the others, for the progress
   * @param text what people see of a finished part
   * @throws InputException if the work throws one, or this thread is interrupted
   */
  public <T> void forEach(
      List<T> parts,
      int parallel,
      Consumer<T> work,
      ToDoubleFunction<T> cost,
      Function<T, String> text) {
    double all = parts.stream().mapToDouble(cost).sum();
    ExecutorService pool = Executors.newFixedThreadPool(parallel);
    CompletionService<T> done = new ExecutorCompletionService<>(pool);
    try {
      for (T part : parts) {
        done.submit(() -> work.accept(part), part);
      }
      double soFar = 0;
      for (int k = 0; k < parts.size(); k++) {
        T part = done.take().get();
        soFar += cost.applyAsDouble(part);
        progress.at(soFar / all, text.apply(part));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof InputException input
          ? input
          : new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
      spark.cancelJobsWithTag(tag);
      awaitEnd(pool);
    }
  }

  /** No part may read what is removed after the end. */
  private void awaitEnd(ExecutorService pool) {
    boolean interrupted = Thread.interrupted();
    try {
      if (!pool.awaitTermination(60, TimeUnit.SECONDS)) {
        org.slf4j.LoggerFactory.getLogger(TaskPool.class)
            .warn("Parts of the {} did not stop within 60 s", name);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One Spark job of independent tasks; blocks until all are done.
   *
   * @param description in Spark's pages
   * @return the results, in the order of the tasks
   * @throws InputException if a task fails, or all do not end in time
   */
  public <R> List<R> run(List<? extends Task<R>> tasks, String description) {
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    int inOneProcess =
        spark.sc().isLocal()
            ? spark.defaultParallelism()
            : spark.getConf().getInt("spark.executor.cores", 1);
    spark.addJobTag(tag);
    JavaFutureAction<List<R>> job;
    try (JobDescription unused = new JobDescription(spark, description)) {
      job =
          spark
              .parallelize(List.<Task<R>>copyOf(tasks), tasks.size())
              .map(t -> t.run(hadoop.value(), inOneProcess))
              .collectAsync();
    }
    try {
      return job.get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted while measuring", e);
    } catch (ExecutionException e) {
      throw TaskFailures.inputException(e.getCause())
          .orElseGet(() -> new InputException("Its task failed: " + firstLine(e.getCause()), e));
    } catch (TimeoutException e) {
      throw new InputException(
          "It was not measured within %d s: raise --timeout".formatted(timeoutSeconds), e);
    } finally {
      if (!job.isDone()) {
        job.cancel(true);
      }
    }
  }

  /**
   * What failed together with the whole application is no result.
   *
   * @throws InputException if the application has ended, or this thread is interrupted
   */
  public void checkAlive() {
    if (spark.sc().isStopped()) {
      throw new InputException(
          "The Spark application ended; the finished parts are kept, and the same command goes on");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InputException("Interrupted while measuring");
    }
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }

  @Override
  public void close() {
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
