package io.taucrit.jobs.calibrate;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.CostModel;
import io.taucrit.core.predict.CostModel.Timing;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.core.predict.TouchedCoordinates;
import io.taucrit.core.step.StepSizes;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.problem.SparkPasses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures on the cluster at hand, with the slots and the rows at hand, what an update of each kind
 * of run costs: runs of the engine as {@code train} makes them, each for a fraction of a second and
 * without evaluations while its clock is read, in turn, so that what else the machines do falls on
 * all of them alike. Not thread-safe: nothing else should run on the application meanwhile.
 */
public final class Calibration {
  /** Wall clock after which no further repeat begins. */
  private static final double SECONDS = 10;

  /** Training clock of one timed run. */
  private static final double RUN_SECONDS = 0.08;

  private static final int REPEATS = 3;

  /** More rows than this tell no more about a row's cost, but have to be read for every run. */
  private static final long SAMPLE_NONZEROS = 1_000_000;

  /** No coordinate leaves the neighbourhood of 0, whatever the loss. */
  private static final double STEP = 1e-6;

  /** Slack of asynchronous runs. */
  private static final int SLACK = 4;

  /** Rows of a local step of a worker, and local steps: what each factor is large in. */
  private static final int[][] SHAPES = {{1, 1}, {64, 1}, {1024, 1}, {1, 64}, {16, 64}};

  /** Settings that are timed themselves before one is chosen. */
  private static final int FINALISTS = 6;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final int workers;
  private final long seed;

  /**
   * @param workers P, at most the slots there are
   */
  public Calibration(JavaSparkContext spark, Problem problem, int workers, long seed) {
    this.spark = spark;
    this.problem = problem.sample(SAMPLE_NONZEROS);
    this.workers = workers;
    this.seed = seed;
  }

  /**
   * Times all shapes of all kinds of runs, after one untimed run of each, and fits the model.
   *
   * @throws io.taucrit.data.InputException if the application has too few slots or a run fails
   */
  public Costs run(Progress progress) {
    progress.stage("Timing updates");
    long started = System.nanoTime();
    Slots.require(spark, workers);
    TouchedCoordinates touched = touched();
    List<Dials> settings = settings();
    settings.forEach(this::time);
    List<Timing> timings = repeated(settings, started).stream().flatMap(List::stream).toList();
    return new Costs(
        workers, problem.trainingRows(), timings, CostModel.fit(touched, timings), since(started));
  }

  /**
   * Times the settings that a ranking puts first, and ranks those again by what was measured; the
   * others follow in their order.
   */
  public List<FastestSetting> timed(List<FastestSetting> ranked, Progress progress) {
    progress.stage("Timing the fastest settings");
    int few = Math.min(FINALISTS, ranked.size());
    List<Dials> settings = ranked.subList(0, few).stream().map(FastestSetting::dials).toList();
    List<List<Timing>> timings = repeated(settings, System.nanoTime());
    List<FastestSetting> first = new ArrayList<>();
    for (int i = 0; i < few; i++) {
      double[] seconds =
          timings.get(i).stream().mapToDouble(Timing::secondsPerUpdate).sorted().toArray();
      first.add(
          ranked
              .get(i)
              .withSecondsPerUpdate(
                  new Interval(
                      median(timings.get(i)).secondsPerUpdate(),
                      seconds[0],
                      seconds[seconds.length - 1])));
    }
    first.sort(FastestSetting.BY_SECONDS);
    first.addAll(ranked.subList(few, ranked.size()));
    return first;
  }

  private TouchedCoordinates touched() {
    try (SparkPasses passes =
        new SparkPasses(spark, problem, (int) Math.min(workers, problem.trainingRows()))) {
      return TouchedCoordinates.of(
          TaskFailures.unwrapped(passes::featureCounts), problem.objective().dimension());
    }
  }

  /** Every shape alone, synchronously and asynchronously, with at most n rows a step. */
  private List<Dials> settings() {
    Set<Dials> settings = new LinkedHashSet<>();
    for (int[] shape : SHAPES) {
      for (int team : new int[] {1, workers}) {
        int rows = (int) Math.min(shape[0], Math.max(1, problem.trainingRows() / team));
        Dials dials = new Dials(team, team * rows, 0, shape[1], 1);
        settings.add(dials);
        if (team > 1) {
          settings.add(dials.withSlack(SLACK));
        }
      }
    }
    return List.copyOf(settings);
  }

  /** Times each setting in turn, again and again as long as there is time. */
  private List<List<Timing>> repeated(List<Dials> settings, long started) {
    List<List<Timing>> timings = new ArrayList<>();
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      if (repeat > 0 && since(started) > SECONDS) {
        break;
      }
      for (int i = 0; i < settings.size(); i++) {
        if (repeat == 0) {
          timings.add(new ArrayList<>());
        }
        timings.get(i).add(time(settings.get(i)));
      }
    }
    return timings;
  }

  /** One run, from the end of its first update: until then workers wait for each other to start. */
  private Timing time(Dials dials) {
    StoppingRule stopping = new StoppingRule(null, null, Long.MAX_VALUE, RUN_SECONDS);
    TrainingPlan plan =
        TrainingPlan.of(
            dials, StepSizes.constant(STEP), stopping, EvaluationSchedule.endsOnly(), seed);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
    TracePoint first = result.trace().get(1);
    if (result.updates() == first.updates()) {
      return new Timing(dials, result.updates(), result.trainSeconds());
    }
    return new Timing(
        dials, result.updates() - first.updates(), result.trainSeconds() - first.trainSeconds());
  }

  private static Timing median(List<Timing> timings) {
    return timings.stream()
        .sorted(Comparator.comparingDouble(Timing::secondsPerUpdate))
        .toList()
        .get((timings.size() - 1) / 2);
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
