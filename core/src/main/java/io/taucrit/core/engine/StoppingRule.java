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
 * @param initial f(0), to which suboptimality is relative; null for that of the start
 */
public record StoppingRule(
    Double optimum, Double target, long maxUpdates, double maxSeconds, Double initial)
    implements Serializable {
  public StoppingRule {
    if (target != null && optimum == null) {
      throw new IllegalArgumentException("A target needs a known optimum");
    }
  }

  /** Of a run that starts at 0. */
  public StoppingRule(Double optimum, Double target, long maxUpdates, double maxSeconds) {
    this(optimum, target, maxUpdates, maxSeconds, null);
  }

  /** Runs exactly so many updates. */
  public static StoppingRule updates(long updates) {
    return new StoppingRule(null, null, updates, Double.POSITIVE_INFINITY);
  }

  boolean reached(TracePoint point) {
    return target != null && point.relativeSuboptimality() <= target;
  }
}
