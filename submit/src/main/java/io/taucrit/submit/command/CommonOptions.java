package io.taucrit.submit.command;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.follow.ConfiguredListeners;
import io.taucrit.jobs.problem.Slots;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Option;

/** What every command takes: where to run, where to write, the seed. */
public final class CommonOptions {
  private static final String MAIN_CLASS = "io.taucrit.submit.Taucrit";

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark master. Default: the one spark-submit was given, else local[*], all cores of this"
              + " machine.")
  String master;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "A Spark setting; repeatable.")
  Map<String, String> conf = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random. Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--json",
      description = "Print the result as JSON on standard output instead of as text.")
  boolean json;

  @Option(names = "--debug", description = "Print stack traces and Spark's own messages.")
  boolean debug;

  /** Hadoop's settings as Spark will have them, without starting it. */
  Configuration hadoop(String command) {
    return SparkHadoopUtil.get().newConfiguration(sparkConf(command));
  }

  private SparkConf sparkConf(String command) {
    SparkConf sparkConf = new SparkConf();
    conf.forEach(
        (key, value) -> {
          if (!key.startsWith("spark.")) {
            throw new UsageException(
                "Invalid --conf: '%s' (Spark's settings begin with spark.)".formatted(key));
          }
          sparkConf.set(key, value);
        });
    if (master != null) {
      sparkConf.setMaster(master);
    }
    sparkConf.setIfMissing("spark.master", "local[*]");
    // spark-submit gives an application without a name that of its main class.
    if (sparkConf.get("spark.app.name", MAIN_CLASS).equals(MAIN_CLASS)) {
      sparkConf.setAppName("taucrit " + command);
    }
    if (sparkConf.get("spark.master").startsWith("local")) {
      sparkConf.setIfMissing("spark.ui.enabled", "false");
      sparkConf.setIfMissing("spark.driver.host", "localhost");
      sparkConf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    if (sparkConf.get("spark.master").startsWith("local-cluster")) {
      // Its executors are new processes on this machine that find no classes of ours by themselves.
      sparkConf.setIfMissing(
          "spark.executor.extraClassPath", System.getProperty("java.class.path"));
    }
    if (!debug) {
      // What Spark logs when it cannot start is a stack trace of what the exception says.
      sparkConf.setIfMissing("spark.log.level", "OFF");
    }
    return sparkConf;
  }

  /** The Spark application of this command; closing it ends the application. */
  JavaSparkContext spark(String command) {
    SparkConf sparkConf = sparkConf(command);
    ConfiguredListeners.check(sparkConf);
    JavaSparkContext spark = start(sparkConf);
    spark.setLogLevel(debug ? "INFO" : "ERROR");
    if (debug) {
      // The launch script's own configuration keeps these loggers at warnings.
      Configurator.setLevel("io.taucrit", Level.INFO);
    }
    if (!spark.sc().isLocal()) {
      // Without executors every later step would wait; this wait has a bound and an explanation.
      Slots.all(spark);
    }
    return spark;
  }

  private static JavaSparkContext start(SparkConf sparkConf) {
    try {
      return new JavaSparkContext(sparkConf);
    } catch (Exception e) {
      // Spark, in Scala, throws checked exceptions without declaring them.
      String url = sparkConf.get("spark.master");
      String reason =
          StandaloneMaster.isMissing(url)
              ? "no master takes connections there; is the master reachable?"
              : String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InputException("Cannot start Spark on %s: %s".formatted(url, reason), e);
    }
  }

  /** Whether the driver runs on a machine of the cluster, not where the command was typed. */
  public static boolean driverIsRemote() {
    SparkConf submitted = new SparkConf();
    // In a pod, spark-submit starts the driver once more, as a client; then this key is set.
    return submitted.get("spark.submit.deployMode", "client").equals("cluster")
        || submitted.getBoolean("spark.kubernetes.submitInDriver", false);
  }

  /**
   * The full form of a path, so that messages and records say where things are: a path without a
   * scheme is one on the default file system, relative to the user's folder there or, on the local
   * one, to the current folder.
   *
   * @param option that has the path, for the message
   * @throws UsageException if it would be a local path on whatever machine the driver runs on
   */
  static String absolute(String option, String path, Configuration configuration) {
    if (path.contains(":")) {
      return path;
    }
    try {
      FileSystem files = FileSystem.get(configuration);
      if (!(files instanceof LocalFileSystem)) {
        return files.makeQualified(new Path(path)).toString();
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("Cannot use %s %s: %s".formatted(option, path, e.getMessage()), e);
    }
    if (driverIsRemote()) {
      throw new UsageException(
          "Invalid %s: %s is a path on whatever machine the driver runs on, by --deploy-mode cluster;"
                  .formatted(option, path)
              + " name a file system that all machines share, as in hdfs://host/path, or write"
              + " file:/path for a folder that is mounted on all of them");
    }
    return new File(path).getAbsolutePath();
  }
}
