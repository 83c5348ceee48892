package io.taucrit.data.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What Spark's user interface calls the jobs that this thread starts until it is closed; then what
 * the application had before applies again.
 */
public final class JobDescription implements AutoCloseable {
  private static final String DESCRIPTION = "spark.job.description";
  private static final String GROUP = "spark.jobGroup.id";
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final JavaSparkContext sc;
  private final Map<String, String> former = new LinkedHashMap<>();

  public JobDescription(JavaSparkContext sc, String text) {
    this.sc = sc;
    set(DESCRIPTION, text);
  }

  /** The jobs also form a group, to be cancelled together, whose tasks are then interrupted. */
  public static JobDescription ofGroup(JavaSparkContext sc, String group, String text) {
    JobDescription description = new JobDescription(sc, text);
    description.set(GROUP, group);
    description.set(INTERRUPT, "true");
    return description;
  }

  private void set(String property, String value) {
    former.put(property, sc.getLocalProperty(property));
    sc.setLocalProperty(property, value);
  }

  @Override
  public void close() {
    former.forEach(sc::setLocalProperty);
  }
}
