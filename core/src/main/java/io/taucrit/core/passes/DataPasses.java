package io.taucrit.core.passes;

import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.objective.Objective;
import java.util.List;

/**
 * Passes over all n rows, wherever they lie: in memory or on executors. Solvers and estimators are
 * written against this interface and know no engine. Every method reads all rows once; the sums are
 * taken in a fixed order, so that the same input gives the same bits.
 */
public interface DataPasses {
  /** n. */
  long rows();

  Objective objective();

  /** f, ∇f and V at x. */
  GradientStatistics at(double[] x);

  /** f, ∇f and V at every x, in their order; reads the rows once for many of them where it can. */
  default List<GradientStatistics> at(List<double[]> xs) {
    return xs.stream().map(this::at).toList();
  }

  /** ∇²f(x) v for every v, the regulariser included. */
  double[][] hessianTimes(double[] x, double[][] vectors);

  /**
   * H̄ v for every v, where H̄ ⪰ ∇²f(x) for all x: the largest curvature of the loss in place of
   * the actual one, the regulariser included. Its largest eigenvalue is the smoothness constant L.
   */
  double[][] curvatureBoundTimes(double[][] vectors);

  /** How often every feature occurs, and the row norms. */
  FeatureCounts featureCounts();

  /** ∇²f(x) v for one v. */
  default double[] hessianTimes(double[] x, double[] vector) {
    return hessianTimes(x, new double[][] {vector})[0];
  }
}
