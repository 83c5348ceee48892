package io.taucrit.jobs.calibrate;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Fastest;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.analysis.TargetUpdates;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.jobs.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Which setting reaches the first target of an analysis soonest on this cluster: predicted updates
 * times the measured cost of one, the least over {@link FastestSetting#grid}.
 */
public final class FastestAdvice {
  private FastestAdvice() {}

  /**
   * @param workers most workers to advise
   * @return nothing where no updates are predicted
   * @throws io.taucrit.data.InputException if the application has too few slots or a run fails
   */
  public static Optional<Fastest> of(
      JavaSparkContext spark,
      Problem problem,
      Analysis analysis,
      int workers,
      long seed,
      Progress progress) {
    if (analysis.targets().get(0).updatesFor(1) == null) {
      return Optional.empty();
    }
    Calibration calibration =
        new Calibration(spark, problem, workers, Calibration.SECONDS_DEFAULT, seed);
    return of(calibration, calibration.run(progress), analysis, workers, progress);
  }

  /** The same by costs that were measured already. */
  public static Optional<Fastest> of(
      Calibration calibration, Costs costs, Analysis analysis, int workers, Progress progress) {
    Target target = analysis.targets().get(0);
    if (target.updatesFor(1) == null) {
      return Optional.empty();
    }
    List<FastestSetting> ranked =
        calibration.timed(
            FastestSetting.ranked(
                FastestSetting.grid(workers, analysis.n()),
                new TargetUpdates(target, analysis.stepFor(target)),
                costs.model()),
            progress);
    FastestSetting best = ranked.get(0);
    return Optional.of(
        new Fastest(
            best.dials().mode(),
            best.dials().workers(),
            best.dials().batch(),
            best.dials().slack(),
            best.dials().localSteps(),
            best.step(),
            estimate(best.updates()),
            estimate(best.secondsPerUpdate()),
            estimate(best.seconds()),
            target.relativeSuboptimality(),
            best.reason(ranked),
            costs.model().modes()));
  }

  private static Estimate estimate(Interval interval) {
    return new Estimate(interval.estimate(), interval.lower(), interval.upper());
  }
}
