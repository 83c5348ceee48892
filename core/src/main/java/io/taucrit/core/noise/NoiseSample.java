package io.taucrit.core.noise;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.passes.SlicedRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows drawn without replacement, in random order, at which the gradient noise of the whole data
 * set is estimated: at any number of iterates from the same rows, all by the same two passes over
 * them, and all pairs among the first {@value #PAIRED_ROWS}. No row's gradient is kept beyond
 * those. The rows may lie on executors; only those that are paired, and sums of length d, come
 * here. Thread-safe if the rows are.
 */
public final class NoiseSample {
  /** q: rows that are paired with each other. */
  static final int PAIRED_ROWS = 512;

  private final Objective objective;
  private final SlicedRows sample;
  private final long rows;
  private final long population;

  /**
   * @param slices the rows, in an order that is random too: shuffled blocks
   * @param population n ≥ m
   * @throws IllegalArgumentException if there are fewer than 8 rows that are not all there are, or
   *     more than n
   */
  public NoiseSample(Objective objective, List<Slice> slices, long population) {
    this(objective, SlicedRows.here(slices), population);
  }

  /** As above, with rows wherever they are. */
  public NoiseSample(Objective objective, SlicedRows sample, long population) {
    this.objective = objective;
    this.sample = sample;
    this.rows = sample.rows();
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
    return at(List.of(x)).get(0);
  }

  /** The estimates at several iterates, in their order, from the same rows. */
  public List<SampledNoise> at(List<double[]> iterates) {
    List<SampledNoise> estimates = new ArrayList<>();
    for (List<double[]> group : PartialPass.groups(iterates, objective.dimension())) {
      estimates.addAll(together(group));
    }
    return estimates;
  }

  private List<SampledNoise> together(List<double[]> iterates) {
    Objective f = objective;
    int count = iterates.size();
    List<GradientSums> sums =
        PartialPass.merged(
            f.dimension(),
            count,
            sample.each(
                "Gradients of sampled rows at %d iterates".formatted(count),
                iterates.toArray(new double[0][]),
                (xs, slices) -> PartialPass.sums(f, List.of(xs), slices)));
    SampleMean[] means = new SampleMean[count];
    for (int k = 0; k < count; k++) {
      means[k] = SampleMean.of(sums.get(k), iterates.get(k), f.penalty());
    }
    boolean all = rows == population;
    RowMoments[] moments = all ? null : moments(means);
    List<Slice> paired = all ? List.of() : sample.first(PAIRED_ROWS);
    List<SampledNoise> estimates = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      estimates.add(
          all
              ? new SampledNoise(means[k], population, new RowMoments(0), PairMoments.NONE)
              : new SampledNoise(
                  means[k],
                  population,
                  moments[k],
                  PairMoments.of(f, means[k], paired, PAIRED_ROWS)));
    }
    return estimates;
  }

  private RowMoments[] moments(SampleMean[] means) {
    Objective f = objective;
    List<RowMoments[]> parts =
        sample.each(
            "Moments of sampled rows at %d iterates".formatted(means.length),
            means,
            (at, slices) -> {
              RowMoments[] own = new RowMoments[at.length];
              for (int k = 0; k < own.length; k++) {
                own[k] = RowMoments.of(f, at[k], slices);
              }
              return own;
            });
    RowMoments[] merged = new RowMoments[means.length];
    for (int k = 0; k < merged.length; k++) {
      merged[k] = parts.get(0)[k];
      for (RowMoments[] part : parts.subList(1, parts.size())) {
        merged[k].merge(part[k]);
      }
    }
    return merged;
  }

  /** How often every feature occurs in the sample. */
  public FeatureCounts featureCounts() {
    int features = objective.features();
    FeatureCounts counts = new FeatureCounts(features);
    sample
        .each("Features of sampled rows", features, (d, slices) -> PartialPass.counts(d, slices))
        .forEach(counts::merge);
    return counts;
  }
}
