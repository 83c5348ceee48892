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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures on the cluster at hand, with the slots and the rows at hand, what an update of each kind
 * of run costs: runs of the engine as {@code train} makes them, each for a fraction of a second and
 * without evaluations while its clock is read, in turn, so that what else the machines do falls on
 * all of them alike. Not thread-safe: nothing else should run on the application meanwhile.
 */
public final class Calibration {
  /** Wall clock that a calibration takes, where the user does not say. */
  public static final double SECONDS_DEFAULT = 10;

  /** Share of the wall clock that one timed run trains: about half is for starting runs. */
  private static final double RUN_SHARE = 1.0 / 150;

  /** Times that every setting is run in turn, and how many of the first ones only warm the JVMs. */
  private static final int PASSES = 5;

  private static final int WARM_UPS = 2;

  /** Bound on every wait for a worker. */
  private static final long TIMEOUT_SECONDS = 60;

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
  private final double seconds;
  private final long seed;

  /**
   * @param workers P, at most the slots there are
   * @param seconds wall clock after which no third or later pass over the settings begins
   */
  public Calibration(
      JavaSparkContext spark, Problem problem, int workers, double seconds, long seed) {
    this.spark = spark;
    this.problem = problem.sample(SAMPLE_NONZEROS);
    this.workers = workers;
    this.seconds = seconds;
    this.seed = seed;
  }

  /**
   * Times all shapes of all kinds of runs, after one or two untimed runs of each, and fits the
   * model.
   *
   * @throws io.taucrit.data.InputException if the application has too few slots or a run fails
   */
  public Costs run(Progress progress) {
    progress.stage("Timing updates");
    long started = System.nanoTime();
    Slots.require(spark, workers);
    TouchedCoordinates touched = touched();
    List<Dials> settings = settings();
    List<Timing> timings =
        repeated(settings, started, WARM_UPS).stream().flatMap(List::stream).toList();
    return new Costs(
        workers, problem.trainingRows(), timings, CostModel.fit(touched, timings), since(started));
  }

  /**
   * Times the settings that a ranking puts first, and ranks those again by what was measured; the
   * others follow in their order, their seconds corrected by the median ratio of measured to
   * predicted.
   */
  public List<FastestSetting> timed(List<FastestSetting> ranked, Progress progress) {
    progress.stage("Timing the fastest settings");
    int few = Math.min(FINALISTS, ranked.size());
    List<List<Timing>> timings =
        repeated(
            ranked.subList(0, few).stream().map(FastestSetting::dials).toList(),
            System.nanoTime(),
            1);
    List<FastestSetting> settings = new ArrayList<>();
    double[] ratios = new double[few];
    for (int i = 0; i < few; i++) {
      Interval perUpdate = over(timings.get(i), Timing::secondsPerUpdate);
      ratios[i] = perUpdate.estimate() / ranked.get(i).secondsPerUpdate().estimate();
      settings.add(
          ranked
              .get(i)
              .withSecondsPerUpdate(perUpdate)
              .withStart(over(timings.get(i), Timing::start)));
    }
    settings.sort(FastestSetting.BY_SECONDS);
    Arrays.sort(ratios);
    for (FastestSetting other : ranked.subList(few, ranked.size())) {
      settings.add(
          other.withSecondsPerUpdate(other.secondsPerUpdate().times(ratios[(few - 1) / 2])));
    }
    return settings;
  }

  private static Interval over(List<Timing> timings, ToDoubleFunction<Timing> value) {
    return CostModel.medianAndRange(timings.stream().mapToDouble(value).toArray());
  }

  private TouchedCoordinates touched() {
    try (SparkPasses passes =
        new SparkPasses(spark, problem, (int) Math.min(workers, problem.trainingRows()))) {
      int features = problem.objective().features();
      return TouchedCoordinates.of(
          TaskFailures.unwrapped(passes::featureCounts),
          features,
          problem.objective().dimension() / features);
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

  /**
   * Times each setting in turn, again and again as long as there is time, and forgets the first
   * times, but never the only one.
   */
  private List<List<Timing>> repeated(List<Dials> settings, long started, int warmUps) {
    List<List<Timing>> passes = new ArrayList<>();
    while (passes.size() < PASSES - WARM_UPS + warmUps
        && (passes.size() < 2 || since(started) < seconds)) {
      passes.add(settings.stream().map(this::time).toList());
    }
    List<List<Timing>> kept = passes.subList(Math.min(warmUps, passes.size() - 1), passes.size());
    return IntStream.range(0, settings.size())
        .mapToObj(i -> kept.stream().map(pass -> pass.get(i)).toList())
        .toList();
  }

  /** One run, from the end of its first update: until then workers wait for each other. */
  private Timing time(Dials dials) {
    StoppingRule stopping = new StoppingRule(null, null, Long.MAX_VALUE, RUN_SHARE * seconds);
    TrainingPlan plan =
        TrainingPlan.of(
                dials, StepSizes.constant(STEP), stopping, EvaluationSchedule.endsOnly(), seed)
            .withTimeout(TIMEOUT_SECONDS);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
    TracePoint first = result.trace().get(1);
    if (result.updates() == first.updates()) {
      return new Timing(dials, result.updates(), result.trainSeconds(), 0);
    }
    long updates = result.updates() - first.updates();
    double seconds = result.trainSeconds() - first.trainSeconds();
    double start = first.trainSeconds() - first.updates() * seconds / updates;
    return new Timing(dials, updates, seconds, Math.max(0, start));
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }
}
