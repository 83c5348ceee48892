package io.taucrit.jobs.sweep;

import io.taucrit.core.Progress;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures T(b) and T(τ) on a grid. */
public final class SweepJob {
  private SweepJob() {}

  /**
   * How to run.
   *
   * @param journal folder of the finished runs, on any Hadoop file system
   * @param planText the sweep file, for the record
   * @param parallel points at once; null for all task slots
   * @param staging folder for temporary blocks, or null for the default
   */
  public record Options(
      String journal, String planText, Integer parallel, String staging, boolean encrypt) {}

  /**
   * @throws io.taucrit.data.InputException if the journal cannot be used; a failed point is a row
   */
  public static SweepRecord run(
      JavaSparkContext spark, SweepPlan plan, Options options, Progress progress) {
    throw new UnsupportedOperationException("not yet");
  }
}
