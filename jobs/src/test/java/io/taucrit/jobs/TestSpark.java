package io.taucrit.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The Spark application of the tests. A JVM can have one at a time: the tests of one kind share
 * theirs, and asking for the other kind stops it.
 */
public final class TestSpark {
  /** Task slots of {@link #local}. */
  public static final int LOCAL_SLOTS = 4;

  private static final String LOCAL = "local[%d]".formatted(LOCAL_SLOTS);

  /** Two executors, JVMs of their own, with one slot each. */
  private static final String CLUSTER = "local-cluster[2,1,2048]";

  private static JavaSparkContext spark;
  private static String executorMemory;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(TestSpark::stop));
  }

  private TestSpark() {}

  /** Driver and tasks in this JVM. */
  public static synchronized JavaSparkContext local() {
    return running(LOCAL) && !pages() ? spark : start(conf(LOCAL));
  }

  /** As {@link #local}, with Spark's pages and its metrics for Prometheus on a free port. */
  public static synchronized JavaSparkContext localWithPages() {
    return running(LOCAL) && pages()
        ? spark
        : start(
            conf(LOCAL)
                .set("spark.ui.enabled", "true")
                .set("spark.ui.port", "0")
                .set("spark.metrics.namespace", "tests")
                .set(
                    "spark.metrics.conf.*.sink.prometheusServlet.class",
                    "org.apache.spark.metrics.sink.PrometheusServlet")
                .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus"));
  }

  private static boolean pages() {
    return spark.getConf().getBoolean("spark.ui.enabled", true);
  }

  /** A standalone cluster with real executors, all on this machine. */
  public static synchronized JavaSparkContext cluster() {
    return cluster("512m");
  }

  /**
   * As {@link #cluster()}.
   *
   * @param memory of an executor, at most 2g
   */
  public static synchronized JavaSparkContext cluster(String memory) {
    if (running(CLUSTER) && memory.equals(executorMemory)) {
      return spark;
    }
    createSparkHome();
    executorMemory = memory;
    return start(
        conf(CLUSTER)
            .set("spark.executor.memory", memory)
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            // The context is there when both executors are, so that the bound on waiting can be
            // short.
            .set("spark.cores.max", "2")
            .set("spark.scheduler.minRegisteredResourcesRatio", "1")
            .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s")
            .set("spark.taucrit.slots.timeout", "2s"));
  }

  private static boolean running(String master) {
    return spark != null && spark.master().equals(master);
  }

  private static JavaSparkContext start(SparkConf conf) {
    stop();
    spark = new JavaSparkContext(conf);
    return spark;
  }

  private static synchronized void stop() {
    if (spark != null) {
      spark.stop();
      spark = null;
    }
  }

  private static SparkConf conf(String master) {
    return new SparkConf()
        .setMaster(master)
        .setAppName("taucrit jobs tests")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "localhost")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.local.dir", Path.of("target", "spark-local").toAbsolutePath().toString());
  }

  /** The folder that the cluster starts executors from; their classes are those of this JVM. */
  private static void createSparkHome() {
    String home = System.getenv("SPARK_HOME");
    if (home == null) {
      throw new IllegalStateException("SPARK_HOME is not set; the build sets it");
    }
    try {
      Files.createDirectories(Path.of(home, "jars"));
      Files.createFile(Path.of(home, "RELEASE"));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
