package io.taucrit.data.spark;

import org.apache.spark.api.java.JavaSparkContext;

/** What Spark's user interface calls the jobs started until it is closed; then the former text. */
final class JobDescription implements AutoCloseable {
  private static final String PROPERTY = "spark.job.description";

  private final JavaSparkContext sc;
  private final String former;

  JobDescription(JavaSparkContext sc, String text) {
    this.sc = sc;
    this.former = sc.getLocalProperty(PROPERTY);
    sc.setLocalProperty(PROPERTY, text);
  }

  @Override
  public void close() {
    sc.setLocalProperty(PROPERTY, former);
  }
}
