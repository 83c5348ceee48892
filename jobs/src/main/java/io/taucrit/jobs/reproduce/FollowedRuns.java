package io.taucrit.jobs.reproduce;

import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.trajectory.Course;
import io.taucrit.core.trajectory.MeanTrajectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs of one setting over so many samples, with constant steps and several seeds.
 *
 * @param scale of the steps
 * @param factors the steps as multiples of it
 * @param samples after which they end
 * @param evaluationRatio see {@link EvaluationSchedule}
 * @param firstSeed the seeds are firstSeed, firstSeed + 1, …
 */
public record FollowedRuns(
    ProblemRows rows,
    Setting setting,
    Scale scale,
    List<Double> factors,
    Averaging averaging,
    long samples,
    double evaluationRatio,
    long firstSeed,
    int seeds)
    implements Experiment<FollowedRuns.Followed> {
  public FollowedRuns {
    factors = List.copyOf(factors);
  }

  /** The runs of one step after the other, in the order of the factors. */
  public record Followed(Landmarks landmarks, List<WithStep> steps) implements Serializable {}

  /**
   * @param step averaged over the b rows of a round
   * @param runs their means; null where the step is too long for λ or for the loss
   */
  public record WithStep(double factor, double step, MeanTrajectory runs) implements Serializable {}

  @Override
  public String text() {
    return "%s of %d rows in %d workers with %d local steps, %s"
        .formatted(
            setting.dials().mode(),
            setting.dials().batch(),
            setting.dials().workers(),
            setting.dials().localSteps(),
            scale.text());
  }

  @Override
  public double cost() {
    double perRow = (double) rows.problem().manifest().nonzeros() / rows.problem().rows();
    double passes = 300 + factors.size() * seeds * evaluations();
    double drawn = (double) factors.size() * seeds * samples;
    return 4e-9 * perRow * (passes * rows.problem().rows() + 3 * drawn) + 1e-6 * drawn;
  }

  private double evaluations() {
    double updates = Math.max(2, (double) samples / setting.dials().rowsPerRound());
    return Math.min(updates, Math.log(updates) / Math.log(evaluationRatio) + 5);
  }

  @Override
  public Class<Followed> type() {
    return Followed.class;
  }

  @Override
  public Followed measure(Configuration hadoop) {
    SplitRows split = rows.read(hadoop);
    Landmarks landmarks = Landmarks.of(split);
    List<WithStep> steps = new ArrayList<>();
    if (scale != Scale.GUARANTEE || landmarks.smoothness() != null) {
      for (double factor : factors) {
        steps.add(withStep(split, factor, landmarks));
      }
    }
    return new Followed(landmarks, steps);
  }

  private WithStep withStep(SplitRows split, double factor, Landmarks landmarks) {
    double step = factor * scale.averaged(landmarks, setting.dials(), samples);
    Course course =
        new Course(
            setting,
            StepSizes.constant(step),
            averaging,
            new EvaluationSchedule(evaluationRatio),
            Course.updates(setting, samples));
    try {
      return new WithStep(factor, step, MeanTrajectory.follow(split, course, firstSeed, seeds));
    } catch (IllegalArgumentException tooLong) {
      return new WithStep(factor, step, null);
    }
  }
}
