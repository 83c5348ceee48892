package io.taucrit.core.sweep;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The mean over seeds of a measure along training with one step, and where it first crosses the
 * target.
 *
 * @param updates first crossing, log-interpolated between evaluations; null where there was none
 * @param lower 2.5 % point of the crossing by bootstrap over the seeds, null without a crossing
 * @param upper 97.5 % point; null where that many resamples did not cross before the runs ended
 * @param standardError of the mean at the crossing, relative to the target; null without one
 * @param until updates the runs were followed for
 * @param seeds runs behind the mean
 * @param meanStaleness over all runs
 * @param points at every evaluation
 */
public record Curve(
    Outcome outcome,
    Double updates,
    Double lower,
    Double upper,
    Double standardError,
    long until,
    int seeds,
    double meanStaleness,
    long largestStaleness,
    List<Point> points)
    implements Serializable {
  public Curve {
    if ((outcome == Outcome.REACHED) != (updates != null) || (updates != null && !(updates >= 0))) {
      throw new IllegalArgumentException("%s with %s updates".formatted(outcome, updates));
    }
    Objects.requireNonNull(outcome, "outcome");
    points = List.copyOf(points);
  }

  /** How a curve ended. */
  public enum Outcome {
    /** It crossed the target. */
    REACHED,
    /** It did not within the updates allowed. */
    NOT_REACHED,
    /** It left the finite numbers, or rose far above its start. */
    DIVERGED
  }

  /**
   * @param mean of the measure relative to its value at the start
   * @param standardError of the mean
   * @param gradientNormSquared mean ‖∇f‖² over the seeds; null where it was not kept
   * @param noise mean V over the seeds; null where it was not kept
   */
  public record Point(
      long updates, double mean, double standardError, Double gradientNormSquared, Double noise)
      implements Serializable {}
}
