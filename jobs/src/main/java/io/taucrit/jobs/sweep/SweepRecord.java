package io.taucrit.jobs.sweep;

import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.sweep.Measure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The result of a sweep; the field names are those of sweep.json. Two sweeps of the same plan
 * differ only in fields that end in seconds or Seconds, and in points of real asynchronous runs.
 *
 * @param identity SHA-256 of the plan; a journal belongs to one
 * @param plan the sweep file as it was read
 * @param problems in the order of data, losses and lambdas
 * @param points in the order of problems, targets and settings
 */
public record SweepRecord(
    String name,
    String identity,
    String plan,
    String measure,
    List<ProblemRecord> problems,
    List<PointRecord> points,
    List<Half> halves,
    Map<String, String> versions,
    List<String> warnings,
    double totalSeconds) {
  public SweepRecord {
    Measure.valueOf(measure.toUpperCase(Locale.ROOT));
    problems = List.copyOf(problems);
    points = List.copyOf(points);
  }

  /**
   * @param lambda as in the plan, a number or c/n; the value is the analysis's
   * @param paths the files that were read; empty for a generated problem
   * @param checksum of the shuffled rows; null where they could not be read
   * @param analysis null where it failed
   * @param reason why there is none
   */
  public record ProblemRecord(
      String dataset,
      String loss,
      String lambda,
      List<String> paths,
      String checksum,
      Analysis analysis,
      String reason) {
    public ProblemRecord {
      Objects.requireNonNull(dataset, "dataset");
      Objects.requireNonNull(loss, "loss");
      Objects.requireNonNull(lambda, "lambda");
    }
  }

  /**
   * One setting of one problem and target.
   *
   * @param lambda as in the plan
   * @param tau constant delay, null where the grid has none
   * @param samplesInFlight q: b H at slack 0, else (b H/P)(1 + mean staleness)
   * @param target relative to the start
   * @param status "reached", "not-reached" or "failed"
   * @param reason of a failure, of a target not reached, or of timed runs that could not be made;
   *     else null
   * @param step averaged step of the best curve; null if none reached the target
   * @param stepFrom "search", or the step as asked for
   * @param updates rounds to the target: first crossing of the mean curve over the seeds
   * @param updatesLower 2.5 % point of the crossing by bootstrap over the seeds
   * @param updatesUpper 97.5 % point; null where that many resamples did not cross
   * @param samples rows: updates × b H
   * @param standardError of the mean at the crossing, relative to the target
   * @param seeds runs behind the mean
   * @param speedup updates of one row at a time (b = 1 or τ = 1, H = 1) by the steps done one after
   *     the other, updates × H; null where the sweep has no such point
   * @param efficiency speedup by b: samples of one row at a time by samples
   * @param predictedUpdates by the path predictor; null where not known
   * @param predictedLower lower end of its 95 % interval
   * @param predictedSpeedup by the path predictor, with the interval of the analysis
   * @param formulaSpeedup the paper's q (κ + 1)/(κ + q), by H
   * @param seconds median training seconds of the timed runs to the target; null without any
   * @param timedSeconds training seconds of every timed run that reached the target
   * @param timedUpdates updates of those runs
   * @param timedReached timed runs that reached the target, null without any
   * @param epsilonHat ε̂_T of the best curve, its mean ‖∇f‖² before the target, as {@link
   *     NoiseTrack} has it; null without one
   * @param largestLocalCriticalBatch max b̂(x_t) along the best curve up to the target, equation
   *     (9), of V and ‖∇f‖² averaged over the seeds
   * @param steps every step tried, in order
   * @param curve of the best step
   * @param workSeconds compute time of the point over all its tasks
   */
  public record PointRecord(
      String dataset,
      String loss,
      String lambda,
      int workers,
      int batch,
      int slack,
      int localSteps,
      String delay,
      Integer tau,
      double samplesInFlight,
      double target,
      String status,
      String reason,
      Double step,
      String stepFrom,
      Double updates,
      Double updatesLower,
      Double updatesUpper,
      Double samples,
      Double standardError,
      Integer seeds,
      Double speedup,
      Double speedupLower,
      Double speedupUpper,
      Double efficiency,
      Double predictedUpdates,
      Double predictedLower,
      Double predictedUpper,
      Double predictedStep,
      Estimate predictedSpeedup,
      Double formulaSpeedup,
      Double meanStaleness,
      Long largestStaleness,
      Double seconds,
      List<Double> timedSeconds,
      List<Long> timedUpdates,
      Integer timedReached,
      Double epsilonHat,
      Double largestLocalCriticalBatch,
      List<StepTried> steps,
      List<CurvePoint> curve,
      double workSeconds) {
    private static final Set<String> STATUSES = Set.of("reached", "not-reached", "failed");

    public PointRecord {
      if (!STATUSES.contains(status) || (status.equals("reached") && updates == null)) {
        throw new IllegalArgumentException("%s with %s updates".formatted(status, updates));
      }
    }
  }

  /**
   * @param updates first crossing, null where there was none
   * @param outcome "reached", "stopped" (could not win any more), "not-reached", "diverged"
   * @param until updates it was followed for
   */
  public record StepTried(double step, Double updates, String outcome, long until, int seeds) {}

  /**
   * Mean over the seeds.
   *
   * @param mean suboptimality or squared gradient norm, relative to the start
   * @param standardError of the mean, relative to the start
   * @param gradientNormSquared mean ‖∇f‖²; null where it was not kept
   * @param noise mean V; null where it was not kept
   */
  public record CurvePoint(
      long updates, double mean, double standardError, Double gradientNormSquared, Double noise) {}

  /**
   * Where efficiency falls to one half.
   *
   * @param along "batch" or "delay"
   * @param measured log-interpolated between points; null where they do not reach that far
   * @param predicted by the path predictor
   * @param formula κ + 2
   */
  public record Half(
      String dataset,
      String loss,
      String lambda,
      double target,
      String along,
      Double measured,
      Double predicted,
      Double formula) {}
}
