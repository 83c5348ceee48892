package io.taucrit.core.momentum;

import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.objective.GradientStatistics;
import io.taucrit.core.passes.SplitRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen along a run with momentum.
 *
 * @param points the evaluations, the one at x_0 first
 * @param noise b̂ along them, equation (9)
 */
public record MomentumTrace(List<Point> points, NoiseTrack noise) implements Serializable {
  /**
   * An evaluation.
   *
   * @param epochs passes over the n training rows, bt/n
   * @param objective f
   * @param noise V, exact over all training rows
   * @param heldOutError share of held-out rows classified wrongly, NaN without any or without
   *     classes
   */
  public record Point(
      long updates,
      long samples,
      double epochs,
      double objective,
      double gradientNormSquared,
      double noise,
      double heldOutError)
      implements Serializable {
    private boolean finite() {
      return Double.isFinite(objective)
          && Double.isFinite(gradientNormSquared)
          && Double.isFinite(noise);
    }
  }

  public MomentumTrace {
    points = List.copyOf(points);
  }

  /**
   * Trains for some updates, or until the run has diverged.
   *
   * @param updates at most; evaluated there too
   * @param evaluations in between
   */
  public static MomentumTrace follow(
      SplitRows data,
      double[] start,
      MomentumPlan plan,
      long updates,
      EvaluationSchedule evaluations) {
    MomentumRun run = new MomentumRun(data, start, plan);
    List<Point> points = new ArrayList<>();
    points.add(point(data, run));
    while (run.updates() < updates && points.get(points.size() - 1).finite()) {
      run.advanceTo(Math.min(updates, evaluations.after(run.updates())));
      points.add(point(data, run));
    }
    return new MomentumTrace(points, track(points, data.trainingRows()));
  }

  /** Evaluated at the ends of epochs. */
  public static MomentumTrace byEpochs(
      SplitRows data, double[] start, MomentumPlan plan, double epochs) {
    double perEpoch = (double) data.trainingRows() / plan.batch();
    return follow(
        data,
        start,
        plan,
        (long) Math.ceil(epochs * perEpoch),
        EvaluationSchedule.endsOnly().everyEpoch(perEpoch));
  }

  private static Point point(SplitRows data, MomentumRun run) {
    GradientStatistics at = data.at(run.x());
    return new Point(
        run.updates(),
        run.samples(),
        (double) run.samples() / at.rows(),
        at.value(),
        at.gradientNormSquared(),
        at.noise(),
        data.heldOutError(run.x()));
  }

  private static NoiseTrack track(List<Point> points, long rows) {
    return NoiseTrack.of(
        points.stream()
            .map(
                p ->
                    new NoiseTrack.Visited(
                        p.updates(), p.samples(), p.gradientNormSquared(), p.noise(), null))
            .toList(),
        rows);
  }

  /** b̂ at an evaluation, with the ε̂_T of the whole run. */
  public double localCriticalBatch(Point at) {
    return 1 + at.noise() / (at.gradientNormSquared() + noise.epsilonHat());
  }
}
