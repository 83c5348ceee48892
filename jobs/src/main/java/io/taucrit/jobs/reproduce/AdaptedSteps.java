package io.taucrit.jobs.reproduce;

import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.ConstantStep;
import io.taucrit.core.step.StepOverDelay;
import io.taucrit.core.step.StepOverStaleness;
import io.taucrit.core.step.StepRule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.trajectory.Course;
import io.taucrit.core.trajectory.MeanTrajectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs under constant delays with one rule for the step, over equally many samples. All rules begin
 * with the same step of one row where nothing is stale: the predicted one.
 *
 * @param delays τ, each that of τ equally fast workers with one row a push
 * @param samples after which runs end
 * @param predictedFrom nonzeros of the sample that the prediction is made from, about
 * @param firstSeed the seeds are firstSeed, firstSeed + 1, …
 */
public record AdaptedSteps(
    ProblemRows rows,
    Rule rule,
    List<Integer> delays,
    long samples,
    long predictedFrom,
    long firstSeed,
    int seeds)
    implements Experiment<AdaptedSteps.Outcomes> {
  private static final double EVALUATION_RATIO = 2;

  public AdaptedSteps {
    delays = List.copyOf(delays);
  }

  /** How the step of a row depends on the delay. */
  public enum Rule {
    CONSTANT("constant step"),
    STALENESS("step over staleness"),
    DELAY("step over largest delay"),
    PREDICTED("predicted step");

    private final String text;

    Rule(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    private StepSizes steps(PathSteps path, int delay) {
      // Of a round, in which each of the τ workers pushes a row.
      double ofRows = delay * path.rowStep();
      return switch (this) {
        case CONSTANT -> sizes(ofRows, new ConstantStep());
        case STALENESS -> sizes(ofRows, new StepOverStaleness());
        case DELAY -> sizes(ofRows, new StepOverDelay());
        case PREDICTED -> sizes(1, path.predicted());
      };
    }

    private static StepSizes sizes(double step, StepRule rule) {
      return new StepSizes(step, rule, new ConstantSchedule());
    }
  }

  /**
   * @param rowStep of one row at a time, where nothing is stale
   */
  public record Outcomes(double rowStep, List<AtDelay> delays) implements Serializable {}

  /**
   * @param start at x_0, null as the end is
   * @param end the last evaluation, null where not all runs stayed finite
   */
  public record AtDelay(int delay, MeanTrajectory.Point start, MeanTrajectory.Point end)
      implements Serializable {}

  @Override
  public String text() {
    return "delays up to %d, %s".formatted(delays.get(delays.size() - 1), rule.text());
  }

  @Override
  public double cost() {
    double perRow = (double) rows.problem().manifest().nonzeros() / rows.problem().rows();
    double drawn = (double) delays.size() * seeds * samples;
    return 5e-6 * predictedFrom
        + 5e-9 * perRow * (100.0 * rows.problem().rows() + 3 * drawn)
        + 2e-6 * drawn;
  }

  @Override
  public Class<Outcomes> type() {
    return Outcomes.class;
  }

  @Override
  public Outcomes measure(Configuration hadoop) {
    SplitRows split = rows.read(hadoop);
    PathSteps path = PathSteps.of(split, predictedFrom);
    List<AtDelay> outcomes = new ArrayList<>();
    for (int delay : delays) {
      outcomes.add(at(split, rule.steps(path, delay), delay));
    }
    return new Outcomes(path.rowStep(), outcomes);
  }

  private AtDelay at(SplitRows split, StepSizes steps, int delay) {
    Setting setting = Setting.constantDelay(delay);
    Course course =
        new Course(
            setting,
            steps,
            Averaging.NONE,
            new EvaluationSchedule(EVALUATION_RATIO),
            Course.updates(setting, samples));
    try {
      MeanTrajectory runs = MeanTrajectory.follow(split, course, firstSeed, seeds);
      return runs.diverged() > 0
          ? new AtDelay(delay, null, null)
          : new AtDelay(delay, runs.points().get(0), runs.last());
    } catch (IllegalArgumentException tooLong) {
      return new AtDelay(delay, null, null);
    }
  }
}
