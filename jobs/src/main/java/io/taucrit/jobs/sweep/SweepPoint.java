package io.taucrit.jobs.sweep;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.step.ConstantSchedule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.core.sweep.Curve;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.Setting;
import io.taucrit.core.sweep.StepSearch;
import io.taucrit.jobs.journal.Journal;
import java.util.ArrayList;
import java.util.List;

/** One setting of one problem and target, and what was measured of it. */
final class SweepPoint {
  private final SweepProblem problem;
  private final Measure measure;
  private final double target;
  private final SweepPlan.Setting plan;
  private final StepSearch search;
  private final List<StepSearch.Trial> trials = new ArrayList<>();
  private final List<Timed> timed = new ArrayList<>();
  private double workSeconds;
  private String failure;
  private String timingFailure;

  /** A run on the cluster engine. */
  record Timed(double seconds, long updates, boolean reached, double totalSeconds) {}

  SweepPoint(
      SweepProblem problem,
      Measure measure,
      double target,
      SweepPlan.Setting plan,
      double patience) {
    this.problem = problem;
    this.measure = measure;
    this.target = target;
    this.plan = plan;
    failure = problem.reason();
    search = failure == null ? search(patience) : null;
  }

  private StepSearch search(double patience) {
    Estimate predicted = roundsByPath();
    // Without a prediction, as many samples as a thousand passes have.
    double expected =
        predicted != null
            ? predicted.estimate()
            : 1000.0 / patience * problem.analysis().n() / plan.dials().rowsPerRound();
    long most = (long) Math.max(100, patience * expected);
    double lambda = problem.analysis().lambda();
    if (plan.step() != null) {
      StepSizes sizes =
          plan.step().sizes(plan.dials(), prediction().step(), new ConstantSchedule());
      double longest = sizes.longest(plan.dials());
      if (!(longest * lambda < 1)) {
        failure =
            "step %s must be below 1/lambda = %s"
                .formatted((Double) longest, (Double) (1 / lambda));
      }
      return StepSearch.only(sizes.initial(plan.dials()), most);
    }
    return StepSearch.around(
        predictedStep(), lambda > 0 ? 1 / lambda : Double.POSITIVE_INFINITY, most);
  }

  SweepProblem problem() {
    return problem;
  }

  double target() {
    return target;
  }

  SweepPlan.Setting plan() {
    return plan;
  }

  Setting setting() {
    return new Setting(plan.dials(), plan.delay());
  }

  StepSearch search() {
    return search;
  }

  /** The steps of a trial: the rule asked for, or the trial's own constant step. */
  StepSizes steps(StepSearch.Trial trial) {
    Analysis.Target prediction = prediction();
    return plan.step() == null
        ? StepSizes.constant(trial.step())
        : plan.step().sizes(plan.dials(), prediction.step(), new ConstantSchedule());
  }

  /** Keeps what a wave of the search took, and returns its curves. */
  List<Curve> add(List<StepSearch.Trial> wave, List<CurveTask.Result> results) {
    trials.addAll(wave);
    results.forEach(result -> workSeconds += result.workSeconds());
    return results.stream().map(CurveTask.Result::curve).toList();
  }

  void add(Timed run) {
    timed.add(run);
    workSeconds += run.totalSeconds();
  }

  void fail(String reason) {
    failure = reason;
  }

  /** Keeps why it has no timed runs; what was simulated stays. */
  void failTiming(String reason) {
    timingFailure = reason;
  }

  String timingFailure() {
    return timingFailure;
  }

  String failure() {
    return failure;
  }

  List<StepSearch.Trial> trials() {
    return trials;
  }

  List<Timed> timed() {
    return timed;
  }

  double workSeconds() {
    return workSeconds;
  }

  /** The best curve, null where none reached the target. */
  Curve best() {
    return search == null || search.best() == null ? null : search.curve(search.best());
  }

  Double bestStep() {
    return best() == null ? null : (Double) search.step(search.best());
  }

  /** q. */
  double samplesInFlight() {
    return setting().samplesInFlight();
  }

  Analysis.Target prediction() {
    return problem.analysis().targets().stream()
        .filter(t -> t.relativeSuboptimality() == target)
        .findFirst()
        .orElseThrow(
            () ->
                new Journal.Unusable(
                    "Cannot use the journal: its analysis of %s was written by another version (no target %s); choose another --out"
                        .formatted(problem.text(), (Double) target),
                    null));
  }

  /** Averaged step by the path predictor, for workers that are never idle. */
  double predictedStep() {
    return prediction().step().step(1, plan.dials(), plan.dials().expectedStaleness());
  }

  /** Rounds by the path predictor, with their interval; null where it has none. */
  Estimate predictedUpdates() {
    return measure == Measure.SUBOPTIMALITY ? roundsByPath() : null;
  }

  private Estimate roundsByPath() {
    return prediction().roundsFor(plan.dials(), plan.dials().expectedStaleness());
  }

  /** T(1)/T by the path predictor, with its interval; null where it has none. */
  Estimate predictedSpeedup() {
    return prediction().speedupFor(plan.dials(), plan.dials().expectedStaleness());
  }

  String text() {
    return "%s, target %s, %s".formatted(problem.text(), target, plan.text());
  }
}
