package io.taucrit.jobs.throughput;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.analysis.TargetUpdates;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sampling;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.passes.InMemoryPasses;
import io.taucrit.core.step.ConstantStep;
import io.taucrit.core.step.InverseTime;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.InputException;
import io.taucrit.jobs.analyze.AnalyzeJob;
import io.taucrit.jobs.calibrate.Calibration;
import io.taucrit.jobs.calibrate.Costs;
import io.taucrit.jobs.calibrate.FastestAdvice;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.throughput.Rotation.Contender;
import io.taucrit.jobs.throughput.Throughput.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Seconds to a relative suboptimality, without reading and without evaluations, in a warm JVM.
 *
 * <p>The engine follows its advice, or takes single rows, independent ones with a constant step or
 * shuffled ones with a decreasing step: it trains to the target, evaluated as {@code train} does,
 * and then as many updates without evaluations between, which is what counts. Of a tool the passes
 * to the same objective are counted once, by trying its settings, and multiplied with the seconds
 * of a pass, so that it is as if its user had known how many it takes. Neither advice nor trials
 * are in the seconds.
 */
final class TimeToTarget {
  private static final double MOST_SECONDS = 20;

  /** Rows that a trial of a step may take, by the rows there are: as many as scikit-learn may. */
  private static final int MOST_EPOCHS = 50;

  /** Factors of 2 that the best of tried steps may be away from the predicted one. */
  private static final int MOST_TRIALS = 6;

  /** A calibration takes as long as so many measurements of rates. */
  private static final double CALIBRATION_SHARE = 10;

  private static final String SCIKIT_LEARN_OPTIMAL = ScikitLearn.SYSTEM + ", optimal";
  private static final String SCIKIT_LEARN_CONSTANT = ScikitLearn.SYSTEM + ", constant";

  private final JavaSparkContext spark;
  private final Problem problem;
  private final InMemoryPasses passes;
  private final int cores;
  private final double target;
  private final double calibrationSeconds;
  private final long seed;
  private final Progress progress;
  private final Analysis analysis;

  /**
   * @param passes over the problem's rows
   * @param seconds of a measurement of a rate
   */
  TimeToTarget(
      JavaSparkContext spark,
      Problem problem,
      InMemoryPasses passes,
      int cores,
      double target,
      double seconds,
      long seed,
      Progress progress) {
    this.spark = spark;
    this.problem = problem;
    this.passes = passes;
    this.cores = cores;
    this.target = target;
    this.calibrationSeconds = CALIBRATION_SHARE * seconds;
    this.seed = seed;
    this.progress = progress;
    analysis =
        AnalyzeJob.run(
                spark,
                problem,
                new AnalyzeJob.Options(List.of(target), null, cores, seed),
                progress)
            .analysis();
  }

  private double optimum() {
    return analysis.optimum().value();
  }

  /** f⋆ + target (f(0) − f⋆). */
  private double objective() {
    double start = value(new double[problem.objective().dimension()]);
    return optimum() + target * (start - optimum());
  }

  private double value(double[] x) {
    return passes.at(x).value();
  }

  /**
   * By the advice for all cores, the fastest setting of all cores and that of one; and local SGD of
   * single rows as the tools' is, with a step that trials found.
   */
  List<Contender> engine() {
    List<Contender> contenders = new ArrayList<>();
    Analysis.Advice advice = analysis.advice();
    if (advice.stepSize() == null) {
      contenders.add(Contender.absent("taucrit, by advice", "no step is predicted"));
    } else {
      Dials dials =
          new Dials(advice.workers(), advice.batch(), advice.slack(), advice.localSteps(), 1);
      contenders.add(contender("taucrit, by advice", constant(dials, advice.stepSize())));
    }
    Calibration calibration = new Calibration(spark, problem, cores, calibrationSeconds, seed);
    Costs costs = calibration.run(progress);
    for (int workers : cores == 1 ? new int[] {1} : new int[] {1, cores}) {
      String system =
          "taucrit, fastest setting, %d core%s".formatted(workers, workers == 1 ? "" : "s");
      Optional<Analysis.Fastest> fastest =
          FastestAdvice.of(calibration, costs, analysis, workers, progress);
      contenders.add(
          fastest
              .map(
                  f ->
                      contender(
                          system,
                          constant(
                              new Dials(f.workers(), f.batch(), f.slack(), f.localSteps(), 1),
                              f.stepSize())))
              .orElseGet(() -> Contender.absent(system, "no updates are predicted")));
    }
    for (int workers : cores == 1 ? new int[] {1} : new int[] {1, cores}) {
      Dials dials = EngineRate.local(problem.trainingRows(), workers, 1, 0, 1);
      contenders.add(tuned("taucrit, local SGD of rows", dials, this::constant));
      contenders.add(tuned("taucrit, local SGD of shuffled rows", dials, this::decreasing));
    }
    return contenders;
  }

  /** How to train with some dials, by the step to begin with. */
  private interface Method {
    Recipe with(Dials dials, double step);
  }

  private record Recipe(Dials dials, StepSizes steps, Sampling sampling) {}

  private Recipe constant(Dials dials, double step) {
    return new Recipe(dials, StepSizes.constant(step), Sampling.INDEPENDENT);
  }

  private Recipe decreasing(Dials dials, double step) {
    double mu = problem.objective().regularisation();
    return new Recipe(
        dials,
        new StepSizes(step, new ConstantStep(), new InverseTime(mu, dials.batch())),
        Sampling.SHUFFLED);
  }

  private Contender tuned(String kind, Dials dials, Method method) {
    String system =
        "%s, %d core%s".formatted(kind, dials.workers(), dials.workers() == 1 ? "" : "s");
    progress.stage("To the target: trying steps of " + system);
    Analysis.Target predicted = analysis.targets().get(0);
    if (predicted.updatesFor(1) == null) {
      return Contender.absent(system, "no step is predicted");
    }
    double best = new TargetUpdates(predicted, analysis.stepFor(predicted)).step(dials);
    long least = updates(method.with(dials, best));
    for (double factor : new double[] {2, 0.5}) {
      double step = factor * best;
      for (int tried = 0; tried < MOST_TRIALS; tried++, step *= factor) {
        long needed = updates(method.with(dials, step));
        if (needed < least) {
          best = step;
          least = needed;
        }
      }
    }
    return contender(system, method.with(dials, best));
  }

  /** Updates to the target, as many as there are numbers where it is not reached. */
  private long updates(Recipe recipe) {
    double epoch = (double) problem.rows() / recipe.dials().rowsPerRound();
    long most = (long) Math.ceil(MOST_EPOCHS * epoch);
    TrainingResult result =
        train(
            recipe,
            new StoppingRule(optimum(), target, most, MOST_SECONDS),
            EvaluationSchedule.standard());
    return result.outcome() == Outcome.REACHED ? result.updates() : Long.MAX_VALUE;
  }

  /**
   * What the tools' rates say.
   *
   * @param rates of {@link Rates}
   */
  List<Row> tools(Optional<ScikitLearn> scikitLearn, Optional<Liblinear> liblinear, Rates rates) {
    List<Row> rows = new ArrayList<>();
    double objective = objective();
    progress.stage("To the target: scikit-learn");
    Row epoch = rates.row(ScikitLearn.SYSTEM);
    ScikitLearn.Epochs epochs =
        scikitLearn
            .filter(found -> epoch.median() != null)
            .map(found -> found.epochsTo(objective))
            .orElse(null);
    rows.add(
        row(
            SCIKIT_LEARN_OPTIMAL,
            epoch,
            epochs == null ? null : epochs.optimal(),
            "%d epochs, learning_rate optimal"));
    rows.add(
        row(
            SCIKIT_LEARN_CONSTANT,
            epoch,
            epochs == null ? null : epochs.constant(),
            "%%d epochs, eta0 %s".formatted(epochs == null ? null : epochs.step())));
    for (Liblinear.Solver solver : Liblinear.Solver.values()) {
      progress.stage("To the target: " + solver.system());
      Row pass = rates.row(solver.system());
      Integer needed =
          liblinear
              .filter(found -> pass.median() != null)
              .map(found -> found.passesTo(solver, objective, this::value))
              .orElse(null);
      rows.add(row(solver.system(), pass, needed, "%d passes"));
    }
    return rows;
  }

  /** Seconds of so many passes at the rates that were measured. */
  private Row row(String system, Row rate, Integer needed, String note) {
    if (rate.median() == null) {
      return Row.absent(system, 1, rate.note());
    }
    if (needed == null) {
      return Row.absent(system, 1, "the objective was not reached");
    }
    return Row.of(
        system,
        1,
        rate.measured().stream().map(perSecond -> needed * problem.nonzeros() / perSecond).toList(),
        note.formatted(needed));
  }

  /** The faster rule of steps of scikit-learn; null where it was not reached. */
  static Double reference(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.system().startsWith(ScikitLearn.SYSTEM))
        .map(Row::median)
        .filter(Objects::nonNull)
        .min(Double::compare)
        .orElse(null);
  }

  private Contender contender(String system, Recipe recipe) {
    Dials dials = recipe.dials();
    List<Double> epochs = new ArrayList<>();
    return new Contender(
        system,
        dials.workers(),
        () -> seconds(recipe, epochs),
        true,
        () ->
            "%.1f epochs, %s, P %d, b %,d, s %d, H %d, step %.4g"
                .formatted(
                    Row.of(system, 1, epochs, null).median(),
                    dials.mode(),
                    dials.workers(),
                    dials.batch(),
                    dials.slack(),
                    dials.localSteps(),
                    recipe.steps().step()));
  }

  /**
   * @param epochs where passes over the rows are noted
   */
  private double seconds(Recipe recipe, List<Double> epochs) {
    TrainingResult result =
        train(
            recipe,
            new StoppingRule(optimum(), target, Long.MAX_VALUE, MOST_SECONDS),
            EvaluationSchedule.standard());
    if (result.outcome() != Outcome.REACHED) {
      throw new InputException("not reached within %.0f s of training".formatted(MOST_SECONDS));
    }
    epochs.add((double) result.samples() / problem.rows());
    return train(recipe, StoppingRule.updates(result.updates()), EvaluationSchedule.endsOnly())
        .trainSeconds();
  }

  private TrainingResult train(Recipe recipe, StoppingRule stopping, EvaluationSchedule schedule) {
    TrainingPlan plan =
        TrainingPlan.of(recipe.dials(), recipe.steps(), stopping, schedule, seed)
            .withSampling(recipe.sampling());
    return Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
  }
}
