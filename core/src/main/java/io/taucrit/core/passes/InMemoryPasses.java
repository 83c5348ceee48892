package io.taucrit.core.passes;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.data.CsrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Passes over blocks in this process, split into a fixed number of parts that run on the common
 * fork-join pool; the parts' sums are added in order. Thread-safe.
 */
public final class InMemoryPasses implements DataPasses {
  private final Objective objective;
  private final List<List<Slice>> parts;
  private final long rows;

  private InMemoryPasses(Objective objective, List<List<Slice>> parts) {
    this.objective = objective;
    this.parts = parts;
    this.rows = parts.stream().flatMap(List::stream).mapToLong(Slice::rows).sum();
  }

  /** Passes over the slices in one thread. */
  public static InMemoryPasses sequential(Objective objective, List<Slice> slices) {
    return new InMemoryPasses(objective, List.of(List.copyOf(slices)));
  }

  /** Passes over the slices split by rows into {@code parts} equal parts that run in parallel. */
  public static InMemoryPasses parallel(Objective objective, List<Slice> slices, int parts) {
    long total = slices.stream().mapToLong(Slice::rows).sum();
    List<List<Slice>> split = new ArrayList<>();
    for (int p = 0; p < parts; p++) {
      split.add(Slice.range(slices, total * p / parts, total * (p + 1) / parts));
    }
    return new InMemoryPasses(objective, split);
  }

  public static InMemoryPasses sequential(Objective objective, CsrBlock block) {
    return sequential(objective, List.of(Slice.whole(block)));
  }

  @Override
  public long rows() {
    return rows;
  }

  @Override
  public Objective objective() {
    return objective;
  }

  @Override
  public GradientStatistics at(double[] x) {
    GradientSums sums = new GradientSums(objective.dimension());
    each(slices -> PartialPass.sums(objective, x, slices)).forEach(sums::merge);
    return sums.statistics(x, objective.penalty());
  }

  @Override
  public List<GradientStatistics> at(List<double[]> xs) {
    int d = objective.dimension();
    List<GradientStatistics> statistics = new ArrayList<>();
    for (List<double[]> group : PartialPass.groups(xs, d)) {
      List<GradientSums> sums =
          PartialPass.merged(
              d, group.size(), each(slices -> PartialPass.sums(objective, group, slices)));
      for (int k = 0; k < group.size(); k++) {
        statistics.add(sums.get(k).statistics(group.get(k), objective.penalty()));
      }
    }
    return statistics;
  }

  @Override
  public double[][] hessianTimes(double[] x, double[][] vectors) {
    return curvatureTimes(x, vectors);
  }

  @Override
  public double[][] curvatureBoundTimes(double[][] vectors) {
    return curvatureTimes(null, vectors);
  }

  private double[][] curvatureTimes(double[] x, double[][] vectors) {
    double[][] products = new double[vectors.length][objective.dimension()];
    each(slices -> PartialPass.curvatureTimes(objective, x, vectors, slices))
        .forEach(part -> PartialPass.add(products, part));
    return PartialPass.finish(products, vectors, rows, objective.penalty());
  }

  @Override
  public FeatureCounts featureCounts() {
    FeatureCounts counts = new FeatureCounts(objective.features());
    each(slices -> PartialPass.counts(objective.features(), slices)).forEach(counts::merge);
    return counts;
  }

  /** The rows, in order. */
  public List<Slice> slices() {
    return parts.stream().flatMap(List::stream).toList();
  }

  /** Σ_i c_i ∇f_i(x), with c given per row in the order of the slices. */
  public double[] combination(double[] x, double[] coefficients) {
    double[] sum = new double[objective.dimension()];
    int place = 0;
    for (List<Slice> part : parts) {
      for (Slice s : part) {
        double[] c = new double[s.to()];
        System.arraycopy(coefficients, place, c, s.from(), s.rows());
        objective.addCombination(x, s.block(), s.from(), s.to(), c, sum);
        place += s.rows();
      }
    }
    return sum;
  }

  private <R> List<R> each(Function<List<Slice>, R> pass) {
    if (parts.size() == 1) {
      return List.of(pass.apply(parts.get(0)));
    }
    return IntStream.range(0, parts.size())
        .parallel()
        .mapToObj(p -> pass.apply(parts.get(p)))
        .toList();
  }
}
