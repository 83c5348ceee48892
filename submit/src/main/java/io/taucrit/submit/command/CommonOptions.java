package io.taucrit.submit.command;

import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.problem.Slots;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Option;

/** What every command takes: where to run, where to write, the seed. */
final class CommonOptions {
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
    sparkConf.setIfMissing("spark.app.name", "taucrit " + command);
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
    return sparkConf;
  }

  /** The Spark application of this command; closing it ends the application. */
  JavaSparkContext spark(String command) {
    SparkConf sparkConf = sparkConf(command);
    JavaSparkContext spark;
    try {
      spark = new JavaSparkContext(sparkConf);
    } catch (RuntimeException e) {
      throw new InputException(
          "Cannot start Spark on %s: %s"
              .formatted(
                  sparkConf.get("spark.master"),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
    spark.setLogLevel(debug ? "INFO" : "ERROR");
    if (!spark.sc().isLocal()) {
      // Without executors every later step would wait; this wait has a bound and an explanation.
      Slots.all(spark);
    }
    return spark;
  }

  /**
   * Absolute form of a path without a scheme, so that messages and records say where things are.
   */
  static String absolute(String path) {
    return path.contains(":") ? path : new File(path).getAbsolutePath();
  }
}
