package io.taucrit.core.passes;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import java.util.List;

/** Counts the passes that are made over the same data. Not thread-safe. */
public final class CountedPasses implements DataPasses {
  private final DataPasses data;
  private long passes;

  public CountedPasses(DataPasses data) {
    this.data = data;
  }

  /** Passes so far. */
  public long passes() {
    return passes;
  }

  @Override
  public long rows() {
    return data.rows();
  }

  @Override
  public Objective objective() {
    return data.objective();
  }

  @Override
  public GradientStatistics at(double[] x) {
    passes++;
    return data.at(x);
  }

  @Override
  public List<GradientStatistics> at(List<double[]> xs) {
    passes += PartialPass.groups(xs, objective().dimension()).size();
    return data.at(xs);
  }

  @Override
  public double[][] hessianTimes(double[] x, double[][] vectors) {
    passes++;
    return data.hessianTimes(x, vectors);
  }

  @Override
  public double[][] curvatureBoundTimes(double[][] vectors) {
    passes++;
    return data.curvatureBoundTimes(vectors);
  }

  @Override
  public FeatureCounts featureCounts() {
    passes++;
    return data.featureCounts();
  }
}
