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
   * <p>Without local steps the push is the sum G of the gradients over the rows of clock − 1. With
   * H local steps of averaged step γ that lead from x to y it is what would move x there as one
   * step: ((1 − γλ)^H x − y) · rows/(γH).
   *
   * @param push at the coordinates pulled for it; null in the first step of an attempt
   * @param rows how many rows are behind the push
   * @param coordinates what to pull, ascending; null for all
   */
  record Step(int worker, long attempt, long clock, double[] push, long rows, int[] coordinates)
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
