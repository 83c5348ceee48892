package io.taucrit.jobs.reproduce;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/**
 * One measurement behind a figure, made in one task by one thread. It travels to an executor and
 * its result into the journal, as JSON; both are records as a rule. Figures that ask for the same
 * measurement share it.
 *
 * @param <R> a record that Jackson writes and reads back
 */
public interface Experiment<R extends Serializable> extends Serializable {
  /**
   * All that the result is a function of: equal keys are measured once. Of a record of plain
   * values, what {@code toString} gives.
   */
  default String key() {
    return toString();
  }

  /** What people see while it is measured, in a few words. */
  String text();

  /** About how long it takes, in seconds on one core; the longest is begun first. */
  double cost();

  Class<R> type();

  /**
   * Measures; a function of {@link #key} alone.
   *
   * @param hadoop to read rows with
   */
  R measure(Configuration hadoop);
}
