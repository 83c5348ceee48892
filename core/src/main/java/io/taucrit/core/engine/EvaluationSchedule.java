package io.taucrit.core.engine;

import java.io.Serializable;

/**
 * After which updates the parameters are evaluated: 0, 1, 2, … and then each at least {@code ratio}
 * times the last, so that a target is overshot by at most that factor and evaluations stay few. A
 * function of the number of updates alone, never of time.
 *
 * @param ratio > 1
 */
public record EvaluationSchedule(double ratio) implements Serializable {
  public EvaluationSchedule {
    if (!(ratio > 1)) {
      throw new IllegalArgumentException("Invalid evaluation ratio: %s <= 1".formatted(ratio));
    }
  }

  /** Every 10 % more updates. */
  public static EvaluationSchedule standard() {
    return new EvaluationSchedule(1.1);
  }

  /** At the start, after the first update, and at the end. */
  public static EvaluationSchedule endsOnly() {
    return new EvaluationSchedule(1e18);
  }

  /** The first evaluation after the one at {@code updates}. */
  public long after(long updates) {
    return Math.max(updates + 1, (long) Math.min(Long.MAX_VALUE / 2.0, Math.ceil(updates * ratio)));
  }
}
