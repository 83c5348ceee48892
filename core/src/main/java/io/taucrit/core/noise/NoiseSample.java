package io.taucrit.core.noise;

import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import java.util.List;

/**
 * Rows drawn without replacement, in random order, at which the gradient noise of the whole data
 * set is estimated: at any number of iterates from the same rows, each by two passes over them and
 * all pairs among the first {@value #PAIRED_ROWS}. No row's gradient is kept beyond those.
 * Thread-safe.
 */
public final class NoiseSample {
  /** q: rows that are paired with each other. */
  static final int PAIRED_ROWS = 256;

  private final Objective objective;
  private final List<Slice> slices;
  private final long rows;
  private final long population;

  /**
   * @param slices the rows, in an order that is random too: shuffled blocks
   * @param population n ≥ m
   * @throws IllegalArgumentException if there are fewer than 8 rows that are not all there are, or
   *     more than n
   */
  public NoiseSample(Objective objective, List<Slice> slices, long population) {
    this.objective = objective;
    this.slices = List.copyOf(slices);
    this.rows = slices.stream().mapToLong(Slice::rows).sum();
    this.population = population;
    if (rows > population || rows < Math.min(8, population) || rows < 1) {
      throw new IllegalArgumentException(
          "Invalid sample: %d of %d rows".formatted(rows, population));
    }
  }

  /** m. */
  public long rows() {
    return rows;
  }

  /**
   * The estimates at x.
   *
   * @param x length d, not drawn from the same rows by an algorithm that saw them: an iterate
   *     fitted to the sample has a gradient there that is too small
   */
  public SampledNoise at(double[] x) {
    GradientSums sums = PartialPass.sums(objective, x, slices);
    SampleMean mean = SampleMean.of(sums, x, objective.lambda());
    if (rows == population) {
      return new SampledNoise(mean, population, new RowMoments(0), PairMoments.NONE);
    }
    return new SampledNoise(
        mean,
        population,
        RowMoments.of(objective, mean, slices),
        PairMoments.of(objective, mean, slices, PAIRED_ROWS));
  }

  /** The estimates at several iterates, from the same rows. */
  public List<SampledNoise> at(List<double[]> iterates) {
    return iterates.stream().map(this::at).toList();
  }
}
