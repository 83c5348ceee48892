package io.taucrit.jobs.train;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.delay.StragglerDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.SequencerState;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepSchedule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.checkpoint.CheckpointFolder;
import io.taucrit.jobs.checkpoint.CheckpointFolder.Saved;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.follow.Followers;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import io.taucrit.jobs.train.TrainOptions.Goal;
import io.taucrit.jobs.train.TrainOptions.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One training run. Whatever the options leave open, batch size, step or optimum, comes from the
 * checkpoint it goes on from, or from an analysis: the one given as advice, or one that is made
 * first.
 */
public final class TrainJob {
  private final JavaSparkContext spark;
  private final Problem problem;
  private final TrainOptions options;
  private final Method method;
  private final Progress progress;
  private final List<String> warnings = new ArrayList<>();

  private TrainJob(
      JavaSparkContext spark, Problem problem, TrainOptions options, Progress progress) {
    this.spark = spark;
    this.problem = problem;
    this.options = options;
    this.method = options.method();
    this.progress = progress;
  }

  /**
   * @param parameters x in the coordinates of the objective; {@link
   *     io.taucrit.data.view.RowView#original} has them for rows as they are
   * @param pushes pushes in order of application
   * @param analysis behind batch, step or optimum; null where none was needed
   */
  public record Result(
      RunRecord record,
      double[] parameters,
      List<TracePoint> trace,
      PushLog pushes,
      Analysis analysis) {}

  /**
   * @param listener told what happens, as are those of the configuration, the log and Spark's
   *     metrics; must be quick; if it throws it is told no more
   * @throws InputException if the run cannot be done
   */
  public static Result run(
      JavaSparkContext spark,
      Problem problem,
      TrainOptions options,
      Progress progress,
      RunListener listener) {
    return new TrainJob(spark, problem, options, progress).run(listener);
  }

  private Result run(RunListener listener) {
    long started = System.nanoTime();
    Followers followers = Followers.of(spark.getConf(), listener);
    AnalyzeJob.skippedRows(problem).ifPresent(warnings::add);
    boolean simulated = options.setting().where() == Where.SIMULATED;
    if (simulated && options.checkpointing() != null) {
      throw new UsageException("A simulated run has no checkpoints: leave out --checkpoint");
    }
    checkL1();
    int workers = workers();
    checkDelays(workers);
    if (!simulated) {
      Slots.require(spark, workers);
    }
    CheckpointFolder folder =
        options.checkpointing() == null
            ? null
            : new CheckpointFolder(options.checkpointing().folder(), spark.hadoopConfiguration());
    Saved saved = saved(folder);
    RunIdentity before =
        saved == null ? null : RunIdentity.fromJson(saved.description(), saved.data().toString());
    Analysis analysis = before != null ? before.analysis() : analysis(workers);
    RunPrediction prediction = RunPrediction.of(analysis, options);
    prediction.warning().ifPresent(warnings::add);
    int batch =
        before != null && method.batch() == null ? before.batch() : batch(workers, analysis);
    Dials dials = new Dials(workers, batch, method.slack(), method.localSteps(), method.threads());
    Double optimum =
        before != null && before.optimum() != null && options.goal().optimum() == null
            ? before.optimum()
            : optimum(analysis);
    RunIdentity identity = RunIdentity.of(problem, options, workers, batch, optimum, analysis);
    if (before != null) {
      identity.checkSame(before, saved.data().toString());
    }
    TrainingPlan plan =
        plan(dials, steps(dials, prediction.step()), optimum, initial(analysis, optimum))
            .withStart(start());
    progress.stage("Training");
    TrainingResult result =
        Training.run(spark, problem, plan, checkpoints(folder, saved, identity), followers);
    warnings.addAll(RunWarnings.of(plan, result, method.step().rule()));
    RunRecord record =
        RunRecord.of(
            problem,
            options,
            plan,
            result,
            prediction.updates(dials),
            (System.nanoTime() - started) / 1e9,
            Versions.of(spark),
            warnings);
    return new Result(record, result.parameters(), result.trace(), result.pushes(), analysis);
  }

  private void checkDelays(int workers) {
    if (options.setting().delays() instanceof StragglerDelay straggler
        && straggler.straggler() >= workers) {
      throw new UsageException(
          "Invalid --delay: '%s': there is no worker %d among %d (allowed: 0 to %d)"
              .formatted(straggler, straggler.straggler(), workers, workers - 1));
    }
  }

  private Saved saved(CheckpointFolder folder) {
    if (folder == null || !options.checkpointing().resume()) {
      return null;
    }
    Saved saved = folder.newest().orElse(null);
    if (saved == null) {
      warnings.add("There was no checkpoint to resume from: the run began at its beginning.");
      return null;
    }
    saved.refused().forEach(r -> warnings.add("A damaged checkpoint was not used: " + r));
    return saved;
  }

  private Checkpoints checkpoints(CheckpointFolder folder, Saved saved, RunIdentity identity) {
    if (folder == null) {
      return Checkpoints.none();
    }
    SequencerState start = saved == null ? null : saved.read(SequencerState::readFrom);
    boolean saves =
        options.checkpointing().everyUpdates() != null
            || options.checkpointing().everySeconds() != null;
    return new Checkpoints(
        saves ? folder : null,
        options.checkpointing().everyUpdates(),
        options.checkpointing().everySeconds(),
        identity.toJson(),
        start);
  }

  private TrainingPlan plan(Dials dials, StepSizes steps, Double optimum, Double initial) {
    boolean simulated = options.setting().where() == Where.SIMULATED;
    Double seconds = options.goal().maxSeconds();
    double most = simulated ? Double.POSITIVE_INFINITY : Goal.MAX_SECONDS_DEFAULT;
    StoppingRule stopping =
        new StoppingRule(
            optimum,
            options.goal().target(),
            options.goal().maxUpdates() == null ? Long.MAX_VALUE : options.goal().maxUpdates(),
            seconds == null ? most : seconds,
            initial);
    EvaluationSchedule evaluations = EvaluationSchedule.standard();
    if (options.trackNoise()) {
      double rowsPerRound = dials.rowsPerRound();
      evaluations = evaluations.everyEpoch(problem.trainingRows() / rowsPerRound);
    }
    return new TrainingPlan(
        new RunPlan(dials, steps, method.averaging(), stopping, evaluations),
        options.seed(),
        method.sampling(),
        options.setting().delays(),
        options.setting().where(),
        options.setting().encrypt(),
        options.setting().timeoutSeconds(),
        null);
  }

  /** x_0 in the coordinates of the objective, null for 0. */
  private double[] start() {
    if (options.start() == null) {
      return null;
    }
    warnings.add(
        "The run started from the model %s; what is predicted, batch and step too, is for x_0 = 0."
            .formatted(options.start().name()));
    double[] given = options.start().coefficients();
    if (given.length != problem.objective().dimension()) {
      throw new InputException(
          "Cannot start from the model %s: it has %d coefficients, this run %d (%d features%s)"
              .formatted(
                  options.start().name(),
                  given.length,
                  problem.objective().dimension(),
                  problem.manifest().features(),
                  problem.preprocessing().intercept() ? " and an intercept" : ""));
    }
    return problem.view().viewed(given);
  }

  /**
   * f(0), to which targets are relative wherever a run starts; null where the first evaluation has
   * it, or nobody needs it.
   */
  private Double initial(Analysis analysis, Double optimum) {
    if (options.start() == null || optimum == null) {
      return null;
    }
    if (analysis != null && analysis.sampling() == null) {
      return analysis.initial().value();
    }
    progress.stage("Evaluating the objective at 0");
    int parts = (int) Math.min(Slots.all(spark), problem.trainingRows());
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      double[] zero = new double[problem.objective().dimension()];
      return TaskFailures.unwrapped(() -> passes.at(zero).value());
    }
  }

  /** What a proximal step has no sparse form for. */
  private void checkL1() {
    if (problem.objective().penalty().l1() > 0) {
      if (method.threads() > 1) {
        throw new UsageException(
            "Invalid --threads with --l1: %d (allowed: 1)".formatted(method.threads()));
      }
      if (method.averaging() != Averaging.NONE) {
        throw new UsageException(
            "Invalid --average with --l1: %s (allowed: none)"
                .formatted(method.averaging().name().toLowerCase(Locale.ROOT)));
      }
    }
  }

  private int batch(int workers, Analysis analysis) {
    return method.batch() != null ? method.batch() : Math.max(workers, analysis.advice().batch());
  }

  private int workers() {
    if (method.workers() != null) {
      return method.workers();
    }
    int slots = Slots.all(spark);
    int most = (int) Math.min(slots, problem.trainingRows());
    return method.batch() == null ? most : Math.max(1, Math.min(most, method.batch()));
  }

  /** The advice, or an analysis made now if something is open that only one can tell. */
  private Analysis analysis(int workers) {
    if (options.advice() != null) {
      AdviceCheck.require(options.advice(), problem);
      return options.advice();
    }
    if (method.batch() != null && method.step().step() != null) {
      return null;
    }
    Double goal = options.goal().target();
    double target = goal == null ? AnalyzeJob.Options.TARGET_DEFAULT : goal;
    AnalyzeJob.Options analyze =
        new AnalyzeJob.Options(List.of(target), options.goal().optimum(), workers, options.seed());
    Analyzer.Result result = AnalyzeJob.run(spark, problem, analyze, progress);
    for (String warning : result.analysis().warnings()) {
      if (!warnings.contains(warning)) {
        warnings.add(warning);
      }
    }
    return result.analysis();
  }

  private StepSizes steps(Dials dials, PredictedStep predicted) {
    StepSchedule schedule =
        StepSchedule.parse(
            method.schedule(),
            problem.trainingRows(),
            dials.batch(),
            problem.objective().regularisation());
    return checked(dials, method.step().sizes(dials, predicted, schedule));
  }

  /** The unbiased sparse form of L2 multiplies x_v by 1 − γλ/p_v, which must not explode. */
  private StepSizes checked(Dials dials, StepSizes steps) {
    if (problem.objective() instanceof SparselyRegularised sparse) {
      double perSample = steps.initial(dials) / dials.batch();
      double most = sparse.largestStablePerSampleStep();
      if (!(perSample < most)) {
        throw new UsageException(
            "Invalid --l2 sparse with this step: step / batch = %.4g must be below 2 p_min / lambda = %.4g"
                    .formatted(perSample, most)
                + " (p_min: share of rows with the rarest feature), or that feature's coordinate"
                + " diverges; use --l2 exact, or a step below %.4g"
                    .formatted(most * dials.batch()));
      }
    }
    return steps;
  }

  private Double optimum(Analysis analysis) {
    if (options.goal().optimum() != null) {
      return options.goal().optimum();
    }
    // The optimum over a sample is below that over all rows: a run could never come near it.
    if (analysis != null && analysis.sampling() == null) {
      return analysis.optimum().value();
    }
    if (options.goal().target() == null) {
      return null;
    }
    progress.stage("Finding the optimum");
    int parts = (int) Math.min(Slots.all(spark), problem.trainingRows());
    try (SparkPasses passes = new SparkPasses(spark, problem, parts)) {
      double[] zero = new double[problem.objective().dimension()];
      return TaskFailures.unwrapped(
          () ->
              Lbfgs.withDefaults()
                  .withTolerance(options.goal().target() * 1e-4)
                  .minimise(passes, zero, (x, at) -> {})
                  .at()
                  .value());
    }
  }
}
