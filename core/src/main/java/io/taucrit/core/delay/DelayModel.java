package io.taucrit.core.delay;

import java.io.Serializable;

/**
 * How long worker w takes over clock c, in seconds.
 *
 * <p>A pure function of (worker, clock): the same in every process, in whatever order it is asked.
 * Implementations are immutable, thread-safe and serializable. The random ones draw a uniform
 * number per (seed, worker, clock) and put it through the inverse of their distribution function,
 * so that draws are independent over workers and clocks, and models of one seed share the uniform
 * numbers.
 */
public interface DelayModel extends Serializable {
  /** What {@link #parse} accepts. */
  String FORMS =
      "none, constant:SECONDS, uniform:LEAST:MOST, exponential:MEAN, pareto:MEAN:SHAPE,"
          + " straggler:SECONDS:FACTOR[:WORKER]";

  /**
   * Seconds that worker {@code worker} takes over clock {@code clock}: finite and ≥ 0.
   *
   * @param worker from 0
   * @param clock from 0
   */
  double seconds(int worker, long clock);

  /**
   * The form that {@link #parse} makes an equal model of, given the same seed; {@code
   * recorded:NAME} for a recorded trace, which is not parsed.
   */
  @Override
  String toString();

  /**
   * The model that an option's text names, see {@link #FORMS}; all values but SHAPE, FACTOR and
   * WORKER are seconds, none is above 1e9, and WORKER is 0 unless it is given.
   *
   * @param seed of the random models; the others do not use it
   * @throws io.taucrit.data.UsageException if there is no such model, saying which part is wrong
   */
  static DelayModel parse(String text, long seed) {
    return DelayText.parse(text, seed);
  }
}
