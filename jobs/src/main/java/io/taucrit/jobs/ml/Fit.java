package io.taucrit.jobs.ml;

import io.taucrit.core.Progress;
import io.taucrit.core.delay.NoDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.objective.Loss;
import io.taucrit.core.step.StepChoice;
import io.taucrit.data.InputException;
import io.taucrit.data.Labels;
import io.taucrit.data.UsageException;
import io.taucrit.data.view.Preprocessing;
import io.taucrit.jobs.Jobs;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.follow.ConfiguredListeners;
import io.taucrit.jobs.frames.Columns;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Preprocessor;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.StagedBlocks;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
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
    return ParamNames.inMessagesOf(() -> trained(params, columns, frame, loss));
  }

  private static Fitted trained(
      SgdParams<?> params, Columns columns, Dataset<?> frame, Function<Labels, Loss> loss) {
    TrainOptions options = options(params);
    Fitted initial = initial(params, frame.sparkSession());
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(frame.sparkSession().sparkContext());
    String staging = params.getStaging().isEmpty() ? null : params.getStaging();
    ConfiguredListeners.check(spark.getConf());
    try (StagedBlocks staged = StagedBlocks.of(frame, columns, params.getSeed(), staging)) {
      Loss ofLabels = loss.apply(staged.blocks().manifest().labels());
      Problem problem =
          Preprocessor.of(
              spark,
              Problem.of(staged.blocks(), ofLabels, lambda(params.getRegParam()), 0)
                  .withElasticNet(params.getElasticNetParam()),
              params.preprocessing());
      TrainOptions started = options.withStart(start(params, initial, ofLabels));
      TrainJob.Result result =
          new Jobs(spark).train(problem, started, Progress.NONE, RunListener.none());
      check(result);
      return Fitted.of(
          problem.view().original(result.parameters()),
          problem.manifest().features(),
          params.getFitIntercept(),
          new SgdSummary(result.record(), result.analysis()));
    }
  }

  /** The initial model, null for none. */
  private static Fitted initial(SgdParams<?> params, SparkSession spark) {
    String path = params.getInitialModel();
    return path.isEmpty() ? null : Fitted.readInitial(spark, path);
  }

  private static TrainOptions.Start start(SgdParams<?> params, Fitted initial, Loss loss) {
    if (initial == null) {
      return null;
    }
    String path = params.getInitialModel();
    RunRecord run = initial.summary().run();
    boolean intercept = Preprocessing.orNone(run.preprocessing()).intercept();
    if (!run.loss().equals(loss.name()) || intercept != params.getFitIntercept()) {
      throw new InputException(
          "Invalid initialModel: %s is of the %s loss with fitIntercept %s, but loss is %s and fitIntercept %s"
              .formatted(path, run.loss(), intercept, loss.name(), params.getFitIntercept()));
    }
    return new TrainOptions.Start(path, initial.parameters(intercept));
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
            Averaging.NONE,
            Sampling.valueOf(params.getSampling().toUpperCase(Locale.ROOT)));
    return TrainOptions.of(
            List.of("DataFrame"),
            new TrainOptions.Goal(target, null, maxUpdates, null),
            params.getSeed())
        .withMethod(method)
        .withSetting(
            new TrainOptions.Setting(
                new NoDelay(), TrainingPlan.Where.TASKS, true, params.getTimeout()));
  }

  private static void check(TrainJob.Result result) {
    result.record().warnings().stream().map(ParamNames::in).forEach(LOG::warn);
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
