package io.taucrit.jobs.tasks;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * What one Spark task computes in one thread.
 *
 * @param <R> its result, which is sent to the driver
 */
public interface Task<R> extends Serializable {
  /**
   * @param hadoop to read rows with
   * @param inOneProcess tasks that run at once in this process and share its memory
   */
  R run(Configuration hadoop, int inOneProcess);
}
