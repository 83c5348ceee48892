package io.taucrit.jobs.train;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.Analysis.Target;
import io.taucrit.core.analysis.Analyzer;
import io.taucrit.core.analysis.Estimate;
import io.taucrit.core.delay.StragglerDelay;
import io.taucrit.core.engine.Averaging;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.NoiseTrack;
import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunPlan;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.SequencerState;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.SparselyRegularised;
import io.taucrit.core.optimum.Lbfgs;
import io.taucrit.core.step.PredictedStep;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.step.StepSchedule;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.data.view.Preprocessing;
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
import java.util.Optional;
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
    Target prediction = analysis == null ? null : prediction(analysis);
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
    checkDelays(workers);
    TrainingPlan plan =
        plan(dials, steps(dials, analysis, prediction), optimum, initial(analysis, optimum))
            .withStart(start());
    progress.stage("Training");
    TrainingResult result =
        Training.run(spark, problem, plan, checkpoints(folder, saved, identity), followers);
    Double predicted = predictedUpdates(dials, analysis, prediction);
    return new Result(
        record(plan, result, predicted, (System.nanoTime() - started) / 1e9),
        result.parameters(),
        result.trace(),
        result.pushes(),
        analysis);
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
      checkAdvice(options.advice());
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

  private void checkAdvice(Analysis advice) {
    Preprocessing advised = Preprocessing.orNone(advice.preprocessing());
    if (!advised.equals(problem.preprocessing())) {
      throw new InputException(
          "The advice is for rows prepared otherwise: %s; this run has %s"
              .formatted(advised.text(), problem.preprocessing().text()));
    }
    boolean same =
        advice.n() == problem.trainingRows()
            && advice.d() == problem.objective().features()
            && advice.loss().equals(problem.lossName());
    if (!same) {
      throw new InputException(
          "The advice is for another problem: n = %d, d = %d, loss %s; this one has n = %d, d = %d, loss %s"
              .formatted(
                  advice.n(),
                  advice.d(),
                  advice.loss(),
                  problem.trainingRows(),
                  problem.objective().features(),
                  problem.lossName()));
    }
    String rows = problem.rowsHash();
    if (rows != null && advice.rowsHash() != null && !rows.equals(advice.rowsHash())) {
      throw new InputException(
          "The advice is for other rows: their hash is %s, that of the rows of this run %s; analyze these"
                  .formatted(advice.rowsHash(), rows)
              + " rows, or leave --advice out");
    }
    if (advice.lambda() != problem.objective().regularisation()) {
      throw new InputException(
          "The advice is for another lambda: %s; this run has %s"
              .formatted(advice.lambda(), problem.objective().regularisation()));
    }
    if (advice.l1() != problem.objective().penalty().l1()) {
      throw new InputException(
          "The advice is for another L1 term: l1 = %s; this run has %s"
              .formatted(advice.l1(), problem.objective().penalty().l1()));
    }
  }

  private StepSizes steps(Dials dials, Analysis analysis, Target prediction) {
    StepSchedule schedule =
        StepSchedule.parse(
            method.schedule(),
            problem.trainingRows(),
            dials.batch(),
            problem.objective().regularisation());
    PredictedStep predicted = prediction == null ? null : analysis.stepFor(prediction);
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

  /** Rounds expected of the step in use; null where the prediction is for something else. */
  private Double predictedUpdates(Dials dials, Analysis analysis, Target prediction) {
    Double target = options.goal().target();
    if (prediction == null
        || !method.step().followsPrediction()
        || !method.schedule().equals("constant")
        || options.start() != null
        || (target != null && distance(prediction) > 1e-9)) {
      return null;
    }
    if (advised(analysis, prediction, dials.batch())
        && dials.slack() == 0
        && dials.localSteps() == 1) {
      return analysis.advice().predictedUpdates();
    }
    Estimate rounds = prediction.roundsFor(dials, dials.expectedStaleness());
    return rounds == null ? null : rounds.estimate();
  }

  private static boolean advised(Analysis analysis, Target prediction, int batch) {
    return batch == analysis.advice().batch()
        && analysis.advice().stepSize() != null
        && prediction.relativeSuboptimality() == analysis.advice().relativeSuboptimality();
  }

  /** The prediction for the target closest to the one asked for. */
  private Target prediction(Analysis analysis) {
    if (options.goal().target() == null) {
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
              .formatted(options.goal().target(), closest.relativeSuboptimality()));
    }
    return closest;
  }

  private double distance(Target t) {
    return Math.abs(Math.log(t.relativeSuboptimality() / options.goal().target()));
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

  private RunRecord record(
      TrainingPlan plan, TrainingResult result, Double predicted, double totalSeconds) {
    TracePoint last = result.trace().get(result.trace().size() - 1);
    Dials dials = plan.dials();
    double step = plan.run().steps().initial(dials);
    Boolean reached = options.goal().target() == null ? null : result.outcome() == Outcome.REACHED;
    if (result.outcome() == Outcome.DIVERGED) {
      warnings.add(
          "The objective left the finite numbers after %d updates: the step %s is too long."
              .formatted(result.updates(), step));
    }
    if (dials.slack() == 0 && !method.step().rule().equals(StepChoice.predicted().rule())) {
      warnings.add(
          "The rule /%s of --step has no effect at slack 0, where nothing is stale."
              .formatted(method.step().rule()));
    }
    if (last.objective() > 3 * Math.abs(result.trace().get(0).objective())
        && result.outcome() != Outcome.DIVERGED) {
      warnings.add(
          "The objective ended far above its start: the step %s is too long.".formatted(step));
    }
    if (dials.slack() > 0 && result.cost() != null && result.cost().resumedFrom() != null) {
      warnings.add("The record of pushes begins where the run was resumed.");
    }
    if (result.pushes().missed() > 0 && dials.slack() > 0) {
      warnings.add(
          "The record of pushes holds the first %,d; %,d came later."
              .formatted(result.pushes().size(), result.pushes().missed()));
    }
    Optional<TrainingResult.Cost> cost = Optional.ofNullable(result.cost());
    long pushesHere = result.pushes().size() + result.pushes().missed();
    cost.map(TrainingResult.Cost::checkpointFailure).ifPresent(warnings::add);
    return new RunRecord(
        dials.mode(),
        options.data(),
        problem.lossName(),
        problem.objective().regularisation(),
        problem.objective().penalty().l1(),
        problem.objective() instanceof SparselyRegularised ? "sparse" : "exact",
        problem.trainingRows(),
        problem.objective().features(),
        dials.workers(),
        dials.batch(),
        dials.slack(),
        dials.localSteps(),
        dials.threads(),
        step,
        method.step().toString(),
        plan.run().steps().schedule().text(),
        method.averaging().name().toLowerCase(Locale.ROOT),
        method.sampling().name().toLowerCase(Locale.ROOT),
        plan.delays().toString(),
        plan.where() == Where.SIMULATED,
        plan.seed(),
        options.goal().target(),
        plan.run().stopping().optimum(),
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
        cost.map(TrainingResult.Cost::bytesPushed).orElse(null),
        cost.map(TrainingResult.Cost::bytesPulled).orElse(null),
        cost.map(TrainingResult.Cost::bytesOfEvaluations).orElse(null),
        cost.map(c -> (double) c.bytesPushed() / Math.max(1, pushesHere)).orElse(null),
        cost.map(TrainingResult.Cost::encrypted).orElse(null),
        cost.map(TrainingResult.Cost::driverPeakHeapBytes).orElse(null),
        cost.map(TrainingResult.Cost::workerPeakHeapBytes).orElse(null),
        dials.largestStaleness(),
        result.staleness(),
        NoiseTrack.ofTrace(result.trace(), problem.trainingRows()),
        cost.map(TrainingResult.Cost::checkpoints).orElse(0L),
        cost.map(TrainingResult.Cost::resumedFrom).orElse(null),
        problem.preprocessing(),
        options.start() == null ? null : options.start().name(),
        Versions.of(spark),
        List.copyOf(warnings));
  }
}
