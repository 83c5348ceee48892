package io.taucrit.jobs.reproduce;

import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.momentum.MomentumPlan;
import io.taucrit.core.momentum.MomentumTrace;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.passes.SplitRows;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.MomentumCohort;
import io.taucrit.core.sweep.MomentumCohort.Goal;
import io.taucrit.core.sweep.MomentumCohort.Yardstick;
import io.taucrit.core.sweep.StepSearch;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Updates with momentum until a target is reached, with the step that needs fewest on a grid of √2;
 * and b̂ along one more run with that step. All runs begin at the same x_0.
 *
 * @param batch b
 * @param momentum β
 * @param target held-out error, or suboptimality relative to that of x_0, as the learner is judged
 * @param patience epochs after which a step is given up while none has reached the target; at least
 *     150 updates
 */
public record TunedBatch(
    Learner learner,
    int batch,
    double momentum,
    double target,
    double patience,
    long firstSeed,
    int seeds)
    implements Experiment<TunedBatch.Outcome> {
  private static final long LEAST_PATIENCE = 150;

  /** Evaluations with V along the last run, by a factor in updates. */
  private static final double RATIO = 1.25;

  /**
   * @param updates T(b), where the mean over the seeds first crosses the target; null if no step
   *     reached it
   * @param step the best, null without one
   * @param interior whether both its neighbours were tried and lost
   * @param trials in the order in which they were made
   * @param largestLocalCriticalBatch max_t b̂(x_t) until the target, null without a best step
   */
  public record Outcome(
      int batch,
      Double updates,
      Double step,
      boolean interior,
      List<Trial> trials,
      Double largestLocalCriticalBatch)
      implements Serializable {}

  /**
   * @param updates null where it was given up, had lost, or diverged
   * @param until updates the runs were followed for
   */
  public record Trial(double step, Curve.Outcome outcome, Double updates, long until)
      implements Serializable {}

  @Override
  public String key() {
    return "tuned[%s, b %s, momentum %s, target %s, patience %s, seeds %s from %s]"
        .formatted(learner.key(), batch, momentum, target, patience, seeds, firstSeed);
  }

  @Override
  public String text() {
    return "tuning the step of %s at b = %d".formatted(learner.text(), batch);
  }

  /** As if five steps took ten epochs a seed, more where batches are large. */
  @Override
  public double cost() {
    double samples = Math.max(10.0 * learner.rows(), 100.0 * batch);
    return 5 * seeds * samples * learner.secondsPerRow();
  }

  @Override
  public Class<Outcome> type() {
    return Outcome.class;
  }

  @Override
  public Outcome measure(Configuration hadoop) {
    SplitRows data = learner.read(hadoop);
    double[] start = data.objective().start(firstSeed);
    Goal goal = goal(data, start);
    double step = learner.searchFrom(data, batch, momentum);
    StepSearch search = StepSearch.around(step, Double.POSITIVE_INFINITY, goal.mostUpdates());
    search.run(
        wave ->
            wave.stream()
                .map(
                    trial ->
                        MomentumCohort.follow(
                            data,
                            start,
                            MomentumPlan.constant(batch, trial.step(), momentum, firstSeed),
                            goal.withMostUpdates(trial.mostUpdates())))
                .toList());
    List<Trial> trials = search.order().stream().map(i -> trial(search, i)).toList();
    return outcome(data, start, search, trials);
  }

  private static Trial trial(StepSearch search, int index) {
    Curve curve = search.curve(index);
    return new Trial(search.step(index), curve.outcome(), curve.updates(), curve.until());
  }

  private Goal goal(SplitRows data, double[] start) {
    long updates =
        Math.max(LEAST_PATIENCE, (long) Math.ceil(patience * data.trainingRows() / batch));
    List<Long> all = MomentumCohort.seeds(firstSeed, seeds);
    if (learner.yardstick() == Yardstick.HELD_OUT_ERROR) {
      return new Goal(learner.yardstick(), target, Double.NaN, updates, all);
    }
    Lbfgs solver = Lbfgs.withDefaults().withTolerance(target * 1e-3);
    InMemoryPasses passes = InMemoryPasses.sequential(data.objective(), data.training());
    double optimum = solver.minimise(passes, start, (x, at) -> {}).at().value();
    return new Goal(learner.yardstick(), target, optimum, updates, all);
  }

  private Outcome outcome(SplitRows data, double[] start, StepSearch search, List<Trial> trials) {
    Integer best = search.best();
    if (best == null) {
      return new Outcome(batch, null, null, false, trials, null);
    }
    double updates = search.curve(best).updates();
    MomentumTrace trace =
        MomentumTrace.follow(
            data,
            start,
            MomentumPlan.constant(batch, search.step(best), momentum, firstSeed),
            (long) Math.ceil(updates),
            new EvaluationSchedule(RATIO));
    return new Outcome(
        batch,
        updates,
        search.step(best),
        search.curve(best - 1) != null && search.curve(best + 1) != null,
        trials,
        trace.noise().largestLocalCriticalBatch());
  }
}
