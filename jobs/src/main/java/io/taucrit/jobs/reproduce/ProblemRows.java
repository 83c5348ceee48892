package io.taucrit.jobs.reproduce;

import io.taucrit.core.passes.SplitRows;
import io.taucrit.jobs.problem.Problem;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A problem of which all rows are read in the task; its text names rows and objective. */
public record ProblemRows(Problem problem) implements Serializable {
  /** All rows, training and held-out. */
  SplitRows read(Configuration hadoop) {
    long training = problem.trainingRows();
    return new SplitRows(
        problem.objective(),
        problem.read(0, training, hadoop),
        problem.read(training, problem.rows(), hadoop));
  }

  @Override
  public String toString() {
    return "%s(%s, %s %s, %d rows)"
        .formatted(
            problem.checksum(),
            problem.lossName(),
            problem.objective().getClass().getSimpleName(),
            problem.objective().regularisation(),
            problem.trainingRows());
  }
}
