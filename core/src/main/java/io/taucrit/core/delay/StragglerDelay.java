package io.taucrit.core.delay;

/**
 * The same for every worker and clock, but one worker takes {@code factor} times as long. Immutable
 * and thread-safe.
 *
 * @param seconds of the others, in [0, 1e9]
 * @param straggler the slow worker, from 0
 * @param factor in [1, 1e9]
 */
public record StragglerDelay(double seconds, int straggler, double factor) implements DelayModel {
  /** The straggler where a text names none. */
  static final int FIRST = 0;

  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public StragglerDelay {
    Parameter.check("seconds", seconds, 0);
    Parameter.check("factor", factor, 1);
    if (straggler < 0) {
      throw new IllegalArgumentException("worker must be >= 0");
    }
  }

  @Override
  public double seconds(int worker, long clock) {
    return worker == straggler ? factor * seconds : seconds;
  }

  @Override
  public String toString() {
    String text = DelayText.of("straggler", seconds, factor);
    return straggler == FIRST ? text : text + ":" + straggler;
  }
}
