package io.taucrit.jobs.problem;

import io.taucrit.data.InputException;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks can run at once in a Spark application. */
public final class Slots {
  /** How long to wait for executors, in seconds. */
  public static final String TIMEOUT_KEY = "spark.taucrit.slots.timeout";

  private static final long TIMEOUT_DEFAULT = 60;

  private Slots() {}

  /** Tasks that could run at once now. */
  public static int available(JavaSparkContext spark) {
    SparkContext sc = spark.sc();
    if (sc.isStopped()) {
      throw new InputException(
          "The Spark application on %s was stopped before it had executors; is the master reachable?"
              .formatted(sc.master()));
    }
    return sc.maxNumConcurrentTasks(sc.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * Waits, within the bound, until the application has so many slots.
   *
   * @throws InputException if they do not come
   */
  public static void require(JavaSparkContext spark, int workers) {
    long seconds = spark.sc().conf().getTimeAsSeconds(TIMEOUT_KEY, TIMEOUT_DEFAULT + "s");
    int slots = spark.sc().isLocal() ? available(spark) : await(spark, workers, seconds);
    if (slots < workers) {
      throw new InputException(
          "Cannot run %d workers: the application on %s has %d task slot%s%s; lower --workers or"
                  .formatted(
                      workers,
                      spark.sc().master(),
                      slots,
                      slots == 1 ? "" : "s",
                      spark.sc().isLocal() ? "" : " after %d s".formatted(seconds))
              + " give the application more cores (%s)"
                  .formatted(
                      spark.sc().isLocal()
                          ? "--master local[%d]".formatted(workers)
                          : "spark.executor.instances, spark.executor.cores; waiting time: "
                              + TIMEOUT_KEY));
    }
  }

  /** The slots there are once {@code wanted} have come or the time is up. */
  private static int await(JavaSparkContext spark, int wanted, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int slots = available(spark);
    while (slots < wanted && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InputException("Interrupted while waiting for executors", e);
      }
      slots = available(spark);
    }
    return slots;
  }

  /** All slots there are, waiting within the bound for the first one. */
  public static int all(JavaSparkContext spark) {
    require(spark, 1);
    return available(spark);
  }
}
