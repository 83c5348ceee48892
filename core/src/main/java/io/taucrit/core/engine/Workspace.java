package io.taucrit.core.engine;

import io.taucrit.core.objective.CoordinateSet;
import io.taucrit.core.objective.Objective;

/**
 * Vectors of length d that workers driven by one thread may share: nothing in them outlives a
 * message. Not thread-safe.
 */
public final class Workspace {
  final Lane lane;
  final CoordinateSet touched;
  private double[] localCopy;

  public Workspace(Objective objective) {
    lane = new Lane(objective);
    touched = new CoordinateSet(objective.dimension());
  }

  /** The copy of x that local steps work on. */
  double[] localCopy() {
    if (localCopy == null) {
      localCopy = new double[lane.x.length];
    }
    return localCopy;
  }
}
