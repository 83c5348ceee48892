package io.taucrit.jobs.reproduce;

import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** What is trained: an objective, and where its rows are. Small; a task reads the rows. */
public sealed interface Learner extends Serializable permits LinearLearner, NetworkLearner {
  /** All that training is a function of. */
  String key();

  /** For legends. */
  String text();

  /** By what it is judged whether training is far enough. */
  Yardstick yardstick();

  /** About how long a row takes, forward and backward, in seconds. */
  double secondsPerRow();

  /** n. */
  long rows();

  SplitRows read(Configuration hadoop);

  /** A constant step with momentum β that batches of some ten to a thousand rows can take. */
  double step(SplitRows data, double momentum);

  /** A rough guess of the best step of a batch, where a search begins. */
  double searchFrom(SplitRows data, int batch, double momentum);
}
