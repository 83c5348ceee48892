package io.taucrit.jobs.reproduce;

import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.FeatureCounts;
import io.taucrit.core.objective.GradientSums;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.trajectory.Course;
import io.taucrit.core.trajectory.FollowedRun;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Corollary 2 of Stich et al. (2021) along SGD with one row at a time: V ≥ (1 − Δ)/Δ ‖h‖² for a
 * gradient h with sparse rows. Of a GLM with a dense regulariser h is the data part (1/n) Σ ℓ'_i
 * a_i; features that every row has are left out of Δ and of h, for their share of V may be 0. With
 * the regulariser inside the rows h is the whole gradient.
 *
 * <p>Its proof is one coordinate at a time (Lemma 1), so V ≥ Σ_v (1 − p_v)/p_v h_v² with p_v the
 * share of rows with feature v holds as well, and is the sharper one.
 *
 * @param samples of the run
 */
public record SparsityBound(ProblemRows rows, long samples, double evaluationRatio, long seed)
    implements Experiment<SparsityBound.Visited> {

  /**
   * @param delta Δ
   * @param constantFeatures features that every row has, left out
   */
  public record Visited(double delta, int constantFeatures, List<Point> points)
      implements Serializable {}

  /**
   * @param gradient ‖h‖²
   * @param noise V
   * @param coordinatewise Σ_v (1 − p_v)/p_v h_v²
   */
  public record Point(long samples, double gradient, double noise, double coordinatewise)
      implements Serializable {}

  @Override
  public String text() {
    return "noise and gradient along a run";
  }

  @Override
  public double cost() {
    return 2e-9 * 300.0 * rows.problem().manifest().nonzeros() + 1e-6 * samples;
  }

  @Override
  public Class<Visited> type() {
    return Visited.class;
  }

  @Override
  public Visited measure(Configuration hadoop) {
    SplitRows split = rows.read(hadoop);
    Objective objective = split.objective();
    FeatureCounts counts = PartialPass.counts(objective.features(), split.training());
    List<Point> points = new ArrayList<>();
    FollowedRun.observe(
        split,
        course(Landmarks.of(split).rowStep()),
        seed,
        (at, x, staleness) -> points.add(point(at, mean(split, x), objective.features(), counts)));
    return new Visited(counts.relativeSparsity(), counts.constantFeatures(), points);
  }

  private Course course(double step) {
    return new Course(
        Setting.constantDelay(1),
        StepSizes.constant(step),
        Averaging.NONE,
        new EvaluationSchedule(evaluationRatio),
        samples);
  }

  /** h with all features. */
  private static double[] mean(SplitRows split, double[] x) {
    GradientSums sums = PartialPass.sums(split.objective(), x, split.training());
    double[] mean = sums.gradient();
    for (int v = 0; v < mean.length; v++) {
      mean[v] /= sums.rows();
    }
    return mean;
  }

  private static Point point(TracePoint at, double[] mean, int features, FeatureCounts counts) {
    int scores = mean.length / features;
    double squared = 0;
    double coordinatewise = 0;
    for (int v = 0; v < mean.length; v++) {
      double share = (double) counts.count(v / scores) / counts.rows();
      if (share > 0 && share < 1) {
        squared += mean[v] * mean[v];
        coordinatewise += (1 - share) / share * mean[v] * mean[v];
      }
    }
    return new Point(at.samples(), squared, at.noise(), coordinatewise);
  }
}
