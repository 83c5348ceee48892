package io.taucrit.core.predict;

import io.taucrit.core.Dials;
import io.taucrit.core.noise.Interval;

/** What is predicted of runs to one target. Thread-safe. */
public interface UpdatesByDials {
  /** Updates (rounds) to the target with the step below; null where not known. */
  Interval updates(Dials dials);

  /** The averaged step γ to run these dials with. */
  double step(Dials dials);
}
