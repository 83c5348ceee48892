package io.taucrit.jobs.ml;

import io.taucrit.core.Progress;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.objective.Loss;
import io.taucrit.core.step.StepChoice;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.UsageException;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fit: a DataFrame's rows to blocks, and a run on them. */
final class Fit {
  private static final Logger LOG = LoggerFactory.getLogger(Fit.class);

  private Fit() {}

  /**
   * Trains on all rows of the DataFrame.
   *
   * @param loss of these labels; throws if they are not those of the estimator
   * @throws InputException if the data or the parameters do not allow it, or the run diverged
   */
  static Fitted run(
      SgdParams<?> params, Columns columns, Dataset<?> frame, Function<Labels, Loss> loss) {
    TrainOptions options = options(params);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    try (StagedBlocks staged = FrameRows.stage(frame, columns, params.getSeed())) {
      Loss ofLabels = loss.apply(staged.blocks().manifest().labels());
      Problem problem = Problem.of(staged.blocks(), ofLabels, lambda(params.getRegParam()), 0);
      TrainJob.Result result =
          new Jobs(spark).train(problem, options, Progress.NONE, RunListener.none());
      check(result);
      return new Fitted(
          Vectors.dense(result.parameters()), new SgdSummary(result.record(), result.analysis()));
    }
  }

  /** λ as a number, NaN for 1/n. */
  static Lambda lambda(double regParam) {
    return Double.isNaN(regParam) ? Lambda.ONE_OVER_ROWS : new Lambda(String.valueOf(regParam));
  }

  private static TrainOptions options(SgdParams<?> params) {
    Double target = params.getTargetSuboptimality() == 0 ? null : params.getTargetSuboptimality();
    Long maxUpdates = params.getMaxUpdates() == 0 ? null : params.getMaxUpdates();
    if (target == null && maxUpdates == null) {
      throw new UsageException(
          "Invalid targetSuboptimality and maxUpdates: both are 0, training would not end; set one of"
              + " them above 0");
    }
    Integer workers = params.getWorkers() == 0 ? null : params.getWorkers();
    Integer batch = params.getBatchSize() == 0 ? null : params.getBatchSize();
    if (batch != null && workers != null && batch < workers) {
      throw new UsageException(
          "Invalid batchSize: %d is less than one row for each of %d workers (allowed: >= %d)"
              .formatted(batch, workers, workers));
    }
    TrainOptions.Method method =
        new TrainOptions.Method(
            workers,
            batch,
            params.getSlack(),
            params.getLocalSteps(),
            1,
            StepChoice.parse(params.getStepSize()),
            "constant",
            Averaging.NONE);
    return TrainOptions.of(
            List.of("DataFrame"),
            new TrainOptions.Goal(target, null, maxUpdates, null),
            params.getSeed())
        .withMethod(method);
  }

  private static void check(TrainJob.Result result) {
    result.record().warnings().forEach(LOG::warn);
    if (result.record().outcome().equals("diverged")) {
      throw new InputException(
          "Training diverged after %d updates: stepSize %s is too long; set a shorter one, or auto"
              .formatted(result.record().updates(), result.record().stepSize()));
    }
    if (Boolean.FALSE.equals(result.record().reached())) {
      LOG.warn(
          "Training ended ({}) at relative suboptimality {}, above targetSuboptimality {}.",
          result.record().outcome(),
          result.record().relativeSuboptimality(),
          result.record().target());
    }
  }
}
