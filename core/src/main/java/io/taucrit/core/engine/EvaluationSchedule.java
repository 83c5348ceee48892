package io.taucrit.core.engine;

import java.io.Serializable;

/**
 * After which updates the parameters are evaluated: 0, 1, 2, … and then each at least {@code ratio}
 * times the last, so that a target is overshot by at most that factor and evaluations stay few; and
 * besides at the end of every epoch, if that is asked for. A function of the number of updates
 * alone, never of time.
 *
 * @param ratio > 1
 * @param updatesPerEpoch > 0, an epoch's rows by those of a round; infinite for no evaluation at
 *     the ends of epochs
 */
public record EvaluationSchedule(double ratio, double updatesPerEpoch) implements Serializable {
  public EvaluationSchedule {
    if (!(ratio > 1)) {
      throw new IllegalArgumentException("Invalid evaluation ratio: %s <= 1".formatted(ratio));
    }
    if (!(updatesPerEpoch > 0)) {
      throw new IllegalArgumentException(
          "Invalid length of an epoch: %s updates".formatted(updatesPerEpoch));
    }
  }

  /** By the ratio alone. */
  public EvaluationSchedule(double ratio) {
    this(ratio, Double.POSITIVE_INFINITY);
  }

  /** Every 10 % more updates. */
  public static EvaluationSchedule standard() {
    return new EvaluationSchedule(1.1);
  }

  /** At the start, after the first update, and at the end. */
  public static EvaluationSchedule endsOnly() {
    return new EvaluationSchedule(1e18);
  }

  /** The same, and after the first update at or past the end of every epoch. */
  public EvaluationSchedule everyEpoch(double updates) {
    return new EvaluationSchedule(ratio, updates);
  }

  /** The first evaluation after the one at {@code updates}. */
  public long after(long updates) {
    double byRatio = Math.ceil(updates * ratio);
    double epochs = Math.floor(updates / updatesPerEpoch) + 1;
    double byEpoch = Math.ceil(epochs * updatesPerEpoch);
    return Math.max(updates + 1, (long) Math.min(Long.MAX_VALUE / 2.0, Math.min(byRatio, byEpoch)));
  }
}
