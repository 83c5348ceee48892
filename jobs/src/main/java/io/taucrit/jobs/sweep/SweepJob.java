package io.taucrit.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taucrit.core.Progress;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.step.StepChoice;
import io.taucrit.core.sweep.Cohort;
import io.taucrit.core.sweep.Measure;
import io.taucrit.core.sweep.StepSearch;
import io.taucrit.data.InputException;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.journal.Digest;
import io.taucrit.jobs.journal.Journal;
import io.taucrit.jobs.problem.Lambda;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.tasks.TaskPool;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import io.taucrit.jobs.train.Versions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures T(b) and T(τ) on a grid: every curve is simulated inside one task, many at once; timed
 * runs follow, one after the other, on all slots. What is finished is in the journal and is never
 * measured again.
 */
public final class SweepJob {
  private final JavaSparkContext spark;
  private final SweepPlan plan;
  private final Options options;
  private final Journal journal;
  private final Progress progress;
  private final TaskPool pool;
  private final List<SweepPoint> points = new ArrayList<>();

  private SweepJob(
      JavaSparkContext spark,
      SweepPlan plan,
      Options options,
      Journal journal,
      TaskPool pool,
      Progress progress) {
    this.spark = spark;
    this.plan = plan;
    this.options = options;
    this.journal = journal;
    this.pool = pool;
    this.progress = progress;
  }

  /**
   * How to run.
   *
   * @param journal folder of the finished parts, on any Hadoop file system
   * @param planText the sweep file, for the record
   * @param parallel points at once; null for all task slots
   * @param staging folder for temporary blocks, or null for the default
   * @param encrypt whether timed runs encrypt their channel
   * @param timeoutSeconds bound on a curve, and on waits of timed runs
   */
  public record Options(
      String journal,
      String planText,
      Integer parallel,
      String staging,
      boolean encrypt,
      long timeoutSeconds) {
    /** Bound on one curve where the user gives none: six hours. */
    public static final long TIMEOUT_SECONDS_DEFAULT = 6 * 3600;
  }

  /**
   * @throws InputException if the journal cannot be used or the application ended; a point that
   *     fails is a row
   */
  public static SweepRecord run(
      JavaSparkContext spark, SweepPlan plan, Options options, Progress progress) {
    long started = System.nanoTime();
    JsonNode identity = identity(plan);
    Journal.Work work =
        new Journal.Work("sweep", identity, "add --fresh for a new round, or choose another --out");
    try (Journal journal = Journal.open(options.journal(), work, spark.hadoopConfiguration());
        TaskPool pool = new TaskPool(spark, "sweep", options.timeoutSeconds(), progress)) {
      SweepJob job = new SweepJob(spark, plan, options, journal, pool, progress);
      List<SweepProblem> problems = job.measure();
      return SweepTable.record(
          plan,
          Digest.of(identity.toString()),
          options.planText(),
          problems,
          job.points,
          Versions.of(spark),
          (System.nanoTime() - started) / 1e9);
    }
  }

  /** All that decides what is measured. */
  private static JsonNode identity(SweepPlan plan) {
    ObjectNode identity = Journal.JSON.valueToTree(plan);
    // Another name measures the same.
    identity.remove("name");
    identity.put("format", 1);
    return Journal.asRead(identity);
  }

  private List<SweepProblem> measure() {
    try (SweepProblem.Rows rows =
        new SweepProblem.Rows(spark, options.staging(), plan.seeds().first())) {
      List<SweepProblem> problems = problems(rows);
      for (SweepProblem problem : problems) {
        for (double target : plan.targets()) {
          for (SweepPlan.Setting setting : plan.settings()) {
            points.add(new SweepPoint(problem, plan.measure(), target, setting, plan.patience()));
          }
        }
      }
      simulate();
      time();
      return problems;
    }
  }

  private List<SweepProblem> problems(SweepProblem.Rows rows) {
    List<SweepProblem> problems = new ArrayList<>();
    for (SweepPlan.Data data : plan.data()) {
      for (String loss : plan.losses()) {
        for (Lambda lambda : plan.lambdas()) {
          SweepProblem problem = new SweepProblem(rows, data, loss, lambda);
          problem.analyse(plan, journal, progress);
          pool.checkAlive();
          problems.add(problem);
        }
      }
    }
    return problems;
  }

  /** All curves, many points at once. */
  private void simulate() {
    List<SweepPoint> open = points.stream().filter(p -> p.failure() == null).toList();
    int parallel = options.parallel() == null ? Slots.all(spark) : options.parallel();
    progress.stage("Measuring %d points".formatted(open.size()));
    pool.forEach(open, parallel, this::search, point -> 1, SweepPoint::text);
  }

  /** Measures one point; only what ends the whole sweep is thrown. */
  private void search(SweepPoint point) {
    try {
      point.search().run(wave -> point.add(wave, curves(point, wave)));
    } catch (Journal.Unusable e) {
      throw e;
    } catch (InputException | IllegalArgumentException e) {
      pool.checkAlive();
      point.fail(e.getMessage());
    }
  }

  /** The curves of a wave, from the journal or measured at the same time. */
  private List<CurveTask.Result> curves(SweepPoint point, List<StepSearch.Trial> wave) {
    List<CurveTask.Result> results = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int i = 0; i < wave.size(); i++) {
      results.add(journal.find(key(point, wave.get(i)), CurveTask.Result.class).orElse(null));
      if (results.get(i) == null) {
        missing.add(i);
      }
    }
    if (missing.isEmpty()) {
      return results;
    }
    Problem problem = point.problem().problem();
    List<CurveTask> tasks =
        missing.stream()
            .map(
                i ->
                    new CurveTask(
                        problem,
                        point.setting(),
                        point.steps(wave.get(i)),
                        goal(point, wave.get(i))))
            .toList();
    List<CurveTask.Result> measured = pool.run(tasks, point.text());
    for (int k = 0; k < missing.size(); k++) {
      results.set(missing.get(k), measured.get(k));
      journal.write(key(point, wave.get(missing.get(k))), measured.get(k));
    }
    return results;
  }

  private Cohort.Goal goal(SweepPoint point, StepSearch.Trial trial) {
    Double optimum =
        plan.measure() == Measure.SUBOPTIMALITY
            ? (Double) point.problem().analysis().optimum().value()
            : null;
    return new Cohort.Goal(
        plan.measure(), optimum, point.target(), trial.mostUpdates(), plan.seeds());
  }

  /** All that a curve is a function of, the journal's own identity aside. */
  private static String key(SweepPoint point, StepSearch.Trial trial) {
    return "curve-"
        + Digest.of(
                "%s|%s|%s|%d"
                    .formatted(
                        point.text(),
                        point.setting(),
                        Double.toHexString(trial.step()),
                        trial.mostUpdates()))
            .substring(0, 24);
  }

  /** Timed runs, one at a time: nothing else runs meanwhile. */
  private void time() {
    List<SweepPoint> open =
        points.stream().filter(p -> p.plan().timedRuns() > 0 && p.best() != null).toList();
    if (open.isEmpty()) {
      return;
    }
    progress.stage("Timing %d points on the cluster".formatted(open.size()));
    for (int k = 0; k < open.size(); k++) {
      SweepPoint point = open.get(k);
      try {
        for (int run = 0; run < point.plan().timedRuns(); run++) {
          point.add(timed(point, plan.seeds().first() + run));
        }
      } catch (Journal.Unusable e) {
        throw e;
      } catch (InputException | IllegalArgumentException e) {
        pool.checkAlive();
        point.failTiming("not timed: " + e.getMessage());
      }
      progress.at((k + 1.0) / open.size(), point.text());
    }
  }

  private SweepPoint.Timed timed(SweepPoint point, long seed) {
    String key = "timed-" + Digest.of(point.text() + "|" + seed).substring(0, 24);
    SweepPoint.Timed known = journal.find(key, SweepPoint.Timed.class).orElse(null);
    if (known != null) {
      return known;
    }
    SweepPlan.Setting setting = point.plan();
    TrainOptions.Goal goal =
        new TrainOptions.Goal(
            point.target(),
            point.problem().analysis().optimum().value(),
            (long) (10 * point.best().updates()) + 100,
            null);
    StepChoice step = setting.step() == null ? StepChoice.of(point.bestStep()) : setting.step();
    TrainOptions train =
        TrainOptions.of(List.of(point.problem().dataset()), goal, seed)
            .withAdvice(point.problem().analysis())
            .withMethod(
                TrainOptions.Method.open()
                    .withWorkers(setting.dials().workers())
                    .withBatch(setting.dials().batch())
                    .withSlack(setting.dials().slack())
                    .withLocalSteps(setting.dials().localSteps(), 1)
                    .withStep(step))
            .withSetting(
                new TrainOptions.Setting(
                    DelayModel.parse(setting.delay(), seed),
                    Where.TASKS,
                    options.encrypt(),
                    TrainingPlan.TIMEOUT_SECONDS_DEFAULT));
    RunRecord record =
        TrainJob.run(spark, point.problem().problem(), train, Progress.NONE, RunListener.none())
            .record();
    SweepPoint.Timed run =
        new SweepPoint.Timed(
            record.trainSeconds(),
            record.updates(),
            Boolean.TRUE.equals(record.reached()),
            record.totalSeconds());
    journal.write(key, run);
    return run;
  }
}
