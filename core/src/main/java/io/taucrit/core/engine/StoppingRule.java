package io.taucrit.core.engine;

import java.io.Serializable;

/**
 * When training ends: at a relative suboptimality, a number of updates, or a time on the training
 * clock, whichever comes first.
 *
 * @param optimum f⋆, null where not known (then there is no target)
 * @param target relative suboptimality to reach, null for none
 * @param maxUpdates updates at most
 * @param maxSeconds training seconds at most, infinite for no bound
 */
public record StoppingRule(Double optimum, Double target, long maxUpdates, double maxSeconds)
    implements Serializable {
  public StoppingRule {
    if (target != null && optimum == null) {
      throw new IllegalArgumentException("A target needs a known optimum");
    }
  }

  /** Runs exactly so many updates. */
  public static StoppingRule updates(long updates) {
    return new StoppingRule(null, null, updates, Double.POSITIVE_INFINITY);
  }

  boolean reached(TracePoint point) {
    return target != null && point.relativeSuboptimality() <= target;
  }
}
