package io.taucrit.core.engine;

import io.taucrit.core.objective.GradientSums;

/**
 * What a worker says. The attempt number fences: of two copies of one worker only the one with the
 * higher number is listened to.
 */
public sealed interface Request {
  int worker();

  long attempt();

  /** A worker introduces itself and asks for its next clock. */
  record Register(int worker, long attempt) implements Request {}

  /**
   * One round trip: the push of clock {@code clock − 1} and the pull for {@code clock}.
   *
   * @param push gradient sum over the rows of clock − 1, at the coordinates pulled for it; null in
   *     the first step of an attempt
   * @param coordinates what to pull, ascending; null for all
   */
  record Step(int worker, long attempt, long clock, double[] push, int[] coordinates)
      implements Request {}

  /**
   * Partial sums of an evaluation.
   *
   * @param training sums over the worker's training rows
   * @param heldOutRows rows held out from training that the worker owns
   * @param heldOutLoss Σ f_i over them
   */
  record Evaluated(
      int worker,
      long attempt,
      long version,
      GradientSums training,
      long heldOutRows,
      double heldOutLoss)
      implements Request {}
}
