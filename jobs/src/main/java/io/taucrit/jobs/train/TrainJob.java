package io.taucrit.jobs.train;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One training run. Whatever the options leave open, batch size, step or optimum, comes from an
 * analysis: the one given as advice, or one that is made first.
 */
public final class TrainJob {
  private final JavaSparkContext spark;
  private final Problem problem;
  private final Options options;
  private final Progress progress;
  private final List<String> warnings = new ArrayList<>();

  private TrainJob(JavaSparkContext spark, Problem problem, Options options, Progress progress) {
    this.spark = spark;
    this.problem = problem;
    this.options = options;
    this.progress = progress;
  }

  /**
   * @param data names of the input, for the record
   * @param workers P, or null for all slots
   * @param batch b, or null for the advised one
   * @param step averaged step, or null for the predicted one
   * @param target relative suboptimality to reach, or null for none
   * @param optimum f⋆, or null to find it where a target needs it
   * @param maxUpdates null for no bound
   * @param advice an analysis of the same problem, or null
   */
  public record Options(
      List<String> data,
      Integer workers,
      Integer batch,
      Double step,
      Double target,
      Double optimum,
      Long maxUpdates,
      double maxSeconds,
      boolean encrypt,
      long timeoutSeconds,
      long seed,
      Analysis advice) {
    /** Bound on the training clock where the user gives none: ten minutes. */
    public static final double MAX_SECONDS_DEFAULT = 600;

    public Options {
      if (target != null && !(target > 0 && target < 1)) {
        throw new UsageException(
            "Invalid --target: %s (allowed: above 0 and below 1)".formatted(target));
      }
      if (maxUpdates != null && maxUpdates < 1) {
        throw new UsageException("Invalid --max-updates: %d (allowed: >= 1)".formatted(maxUpdates));
      }
      if (!(maxSeconds > 0)) {
        throw new UsageException("Invalid --max-seconds: %s (allowed: > 0)".formatted(maxSeconds));
      }
      if (timeoutSeconds < 1) {
        throw new UsageException("Invalid --timeout: %d (allowed: >= 1)".formatted(timeoutSeconds));
      }
    }
  }

  /**
   * @param analysis behind batch, step or optimum; null where none was needed
   */
  public record Result(
      RunRecord record, double[] parameters, List<TracePoint> trace, Analysis analysis) {}

  /**
   * @param listener told every evaluation, on an engine thread; must be quick
   * @throws InputException if the run cannot be done
   */
  public static Result run(
      JavaSparkContext spark,
      Problem problem,
      Options options,
      Progress progress,
      Consumer<TracePoint> listener) {
    return new TrainJob(spark, problem, options, progress).run(listener);
  }

  private Result run(Consumer<TracePoint> listener) {
    long started = System.nanoTime();
    AnalyzeJob.skippedRows(problem).ifPresent(warnings::add);
    int workers = workers();
    Slots.require(spark, workers);
    Analysis analysis = analysis(workers);
    Target prediction = analysis == null ? null : prediction(analysis);
    int batch =
        options.batch() != null ? options.batch() : Math.max(workers, analysis.advice().batch());
    double step = options.step() != null ? options.step() : step(analysis, prediction, batch);
    TrainingPlan plan =
        new TrainingPlan(
            workers,
            batch,
            step,
            options.seed(),
            new StoppingRule(
                optimum(analysis),
                options.target(),
                options.maxUpdates() == null ? Long.MAX_VALUE : options.maxUpdates(),
                options.maxSeconds()),
            EvaluationSchedule.standard(),
            options.encrypt(),
            options.timeoutSeconds());
    progress.stage("Training");
    Training.Result result = Training.run(spark, problem, plan, listener);
    Double predicted = prediction == null ? null : predictedUpdates(analysis, prediction, batch);
    return new Result(
        record(plan, result, predicted, (System.nanoTime() - started) / 1e9),
        result.parameters(),
        result.trace(),
        analysis);
  }

  private int workers() {
    if (options.workers() != null) {
      return options.workers();
    }
    int slots = Slots.all(spark);
    int most = (int) Math.min(slots, problem.trainingRows());
    return options.batch() == null ? most : Math.max(1, Math.min(most, options.batch()));
  }

  /** The advice, or an analysis made now if something is open that only one can tell. */
  private Analysis analysis(int workers) {
    if (options.advice() != null) {
      checkAdvice(options.advice());
      return options.advice();
    }
    if (options.batch() != null && options.step() != null) {
      return null;
    }
    double target = options.target() == null ? AnalyzeJob.Options.TARGET_DEFAULT : options.target();
    AnalyzeJob.Options analyze =
        new AnalyzeJob.Options(List.of(target), options.optimum(), workers, options.seed());
    Analyzer.Result result = AnalyzeJob.run(spark, problem, analyze, progress);
    for (String warning : result.analysis().warnings()) {
      if (!warnings.contains(warning)) {
        warnings.add(warning);
      }
    }
    return result.analysis();
  }

  private void checkAdvice(Analysis advice) {
    boolean same =
        advice.n() == problem.trainingRows()
            && advice.d() == problem.objective().dimension()
            && advice.loss().equals(problem.lossName());
    if (!same) {
      throw new InputException(
          "The advice is for another problem: n = %d, d = %d, loss %s; this one has n = %d, d = %d, loss %s"
              .formatted(
                  advice.n(),
                  advice.d(),
                  advice.loss(),
                  problem.trainingRows(),
                  problem.objective().dimension(),
                  problem.lossName()));
    }
    if (advice.lambda() != problem.objective().lambda()) {
      throw new InputException(
          "The advice is for another lambda: %s; this run has %s"
              .formatted(advice.lambda(), problem.objective().lambda()));
    }
  }

  /** The advised step where it was tried for this batch and target, else the predicted one. */
  private static double step(Analysis analysis, Target prediction, int batch) {
    return advised(analysis, prediction, batch)
        ? analysis.advice().stepSize()
        : prediction.stepFor(batch);
  }

  /** Updates expected of the step in use; null where the prediction is for another target. */
  private Double predictedUpdates(Analysis analysis, Target prediction, int batch) {
    if (options.step() != null || (options.target() != null && distance(prediction) > 1e-9)) {
      return null;
    }
    return advised(analysis, prediction, batch)
        ? analysis.advice().predictedUpdates()
        : prediction.updatesFor(batch);
  }

  private static boolean advised(Analysis analysis, Target prediction, int batch) {
    return batch == analysis.advice().batch()
        && prediction.relativeSuboptimality() == analysis.advice().relativeSuboptimality();
  }

  /** The prediction for the target closest to the one asked for. */
  private Target prediction(Analysis analysis) {
    if (options.target() == null) {
      return analysis.targets().get(0);
    }
    Target closest = analysis.targets().get(0);
    for (Target t : analysis.targets()) {
      if (distance(t) < distance(closest)) {
        closest = t;
      }
    }
    if (distance(closest) > 1e-9) {
      warnings.add(
          "The advice has no prediction for the target %s; the one for %s is used."
              .formatted(options.target(), closest.relativeSuboptimality()));
    }
    return closest;
  }

  private double distance(Target t) {
    return Math.abs(Math.log(t.relativeSuboptimality() / options.target()));
  }

  private Double optimum(Analysis analysis) {
    if (options.optimum() != null) {
      return options.optimum();
    }
    if (analysis != null) {
      return analysis.optimum().value();
    }
    if (options.target() == null) {
      return null;
    }
    progress.stage("Finding the optimum");
    int parts = (int) Math.min(Slots.all(spark), problem.trainingRows());
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      double[] zero = new double[problem.objective().dimension()];
      return TaskFailures.unwrapped(
          () ->
              Lbfgs.withDefaults()
                  .withTolerance(options.target() * 1e-4)
                  .minimise(passes, zero, (x, at) -> {})
                  .at()
                  .value());
    }
  }

  private RunRecord record(
      TrainingPlan plan, Training.Result result, Double predicted, double totalSeconds) {
    TracePoint last = result.trace().get(result.trace().size() - 1);
    Boolean reached = options.target() == null ? null : result.outcome() == Outcome.REACHED;
    if (result.outcome() == Outcome.DIVERGED) {
      warnings.add(
          "The objective left the finite numbers after %d updates: the step %s is too long."
              .formatted(result.updates(), plan.step()));
    }
    return new RunRecord(
        "synchronous",
        options.data(),
        problem.lossName(),
        problem.objective().lambda(),
        problem.trainingRows(),
        problem.objective().dimension(),
        plan.workers(),
        plan.batch(),
        0,
        1,
        plan.step(),
        plan.seed(),
        options.target(),
        plan.stopping().optimum(),
        result.updates(),
        result.samples(),
        result.trainSeconds(),
        totalSeconds,
        last.objective(),
        last.suboptimality(),
        last.relativeSuboptimality(),
        last.heldOutLoss(),
        reached,
        result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        predicted,
        result.bytesPushed(),
        result.bytesPulled(),
        result.encrypted(),
        result.staleness(),
        Versions.of(spark),
        List.copyOf(warnings));
  }
}
