package io.taucrit.core.analysis;

import java.util.List;

/**
 * How an {@link Analysis} was made from samples; the field names are those of analysis.json.
 *
 * <p>Two sets of rows were read. A pilot, in memory, gave the iterates to visit, and everything
 * that needs an optimum: f⋆, L, L⋆, the targets' δ, T(b), steps and advice are those of the pilot's
 * rows. The sample, other rows, gave ‖∇f‖² and V at these iterates, M(ε), σ⋆²(ε), b_crit(ε) and Δ,
 * with intervals for the mean over all rows but the pilot's.
 *
 * @param precision largest half-width asked for, relative to the estimate
 * @param confidence of every interval; those of M(ε), σ⋆²(ε) and b_crit(ε) hold for all listed ε at
 *     once
 * @param reached whether V and b̂ are as precise as asked at all iterates
 * @param looks how often the sample grew, plus one
 * @param rows m, rows of the sample
 * @param population rows that the intervals are about
 * @param pilotRows rows of the pilot
 * @param rowsRead rows of all blocks read
 * @param bytesRead bytes of all blocks read
 * @param bytes bytes of all blocks there are
 * @param epsilon ε of b̂(x) = 1 + V/(‖∇f‖² + ε) for which the precision was asked
 * @param delta Δ with its interval
 * @param iterates the visited ones
 */
public record Sampling(
    double precision,
    double confidence,
    boolean reached,
    int looks,
    long rows,
    long population,
    long pilotRows,
    long rowsRead,
    long bytesRead,
    long bytes,
    double epsilon,
    Estimate delta,
    List<Iterate> iterates) {

  /**
   * One visited iterate.
   *
   * @param origin where it comes from
   * @param gradientNormSquared ‖∇f‖², unbiased: may be negative near an optimum
   * @param ratio V/‖∇f‖²; no upper end where ‖∇f‖² may be 0
   * @param localCriticalBatch b̂(x)
   */
  public record Iterate(
      String origin,
      Estimate gradientNormSquared,
      Estimate noise,
      Estimate ratio,
      Estimate localCriticalBatch) {}

  /** What was read from where the blocks are. */
  public record Reading(long rows, long bytes, long allBytes) {}
}
