package io.taucrit.jobs.bench;

import io.taucrit.core.Progress;
import io.taucrit.core.analysis.Analysis;
import io.taucrit.core.delay.DelayModel;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.step.StepChoice;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingPlan.Where;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.train.RunRecord;
import io.taucrit.jobs.train.TrainJob;
import io.taucrit.jobs.train.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The predicted step against rules of thumb: updates and seconds to the same target, asynchronously
 * with a straggler, on executors and with many simulated workers. The rules divide the predicted
 * step of one worker alone.
 */
public final class StepsBench {
  private static final List<String> STEPS =
      List.of("auto", "auto/workers", "auto/staleness", "auto/tau");

  /** A rule that needs this many times the predicted updates has lost. */
  private static final double PATIENCE = 30;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final Analysis analysis;
  private final int batch;
  private final int slack;
  private final double target;
  private final List<Long> seeds;

  public StepsBench(
      JavaSparkContext spark,
      Problem problem,
      Analysis analysis,
      int batch,
      int slack,
      double target,
      List<Long> seeds) {
    this.spark = spark;
    this.problem = problem;
    this.analysis = analysis;
    this.batch = batch;
    this.slack = slack;
    this.target = target;
    this.seeds = List.copyOf(seeds);
  }

  /**
   * Means over the seeds.
   *
   * @param where tasks or simulated
   * @param step as asked for
   * @param stepSize averaged step at the beginning
   * @param reached runs that reached the target; the others count with what they took
   * @param updates rounds to the target
   * @param seconds training clock; simulated: units of one clock of a healthy worker
   * @param ratio updates relative to the predicted step
   */
  public record Row(
      String where,
      int workers,
      String delay,
      String step,
      double stepSize,
      int reached,
      int runs,
      double updates,
      double seconds,
      double ratio,
      double meanStaleness,
      long largestStaleness) {}

  /** All steps in turn, for every seed. */
  public List<Row> run(Where where, int workers, DelayModel delay, Progress progress) {
    List<Row> rows = new ArrayList<>();
    double base = 0;
    for (String step : STEPS) {
      progress.stage("%s, %d workers, step %s".formatted(where, workers, step));
      List<RunRecord> records = new ArrayList<>();
      for (long seed : seeds) {
        records.add(run(where, workers, delay, step, seed));
      }
      double updates = records.stream().mapToLong(RunRecord::updates).average().orElseThrow();
      base = base == 0 ? updates : base;
      rows.add(
          new Row(
              where == Where.TASKS ? "tasks" : "simulated",
              workers,
              delay.toString(),
              step,
              records.get(0).stepSize(),
              (int) records.stream().filter(r -> Boolean.TRUE.equals(r.reached())).count(),
              records.size(),
              updates,
              records.stream().mapToDouble(RunRecord::trainSeconds).average().orElseThrow(),
              updates / base,
              records.stream().mapToDouble(r -> r.staleness().mean()).average().orElseThrow(),
              records.stream().mapToLong(r -> r.staleness().max()).max().orElseThrow()));
    }
    return rows;
  }

  private RunRecord run(Where where, int workers, DelayModel delay, String step, long seed) {
    Double predicted = analysis.targets().get(0).updatesFor(batch);
    long most = (long) (PATIENCE * (predicted == null ? 1e4 : predicted));
    TrainOptions options =
        TrainOptions.of(List.of(), new TrainOptions.Goal(target, null, most, null), seed)
            .withAdvice(analysis)
            .withMethod(
                TrainOptions.Method.open()
                    .withWorkers(workers)
                    .withBatch(batch)
                    .withSlack(slack)
                    .withStep(StepChoice.parse(step)))
            .withSetting(
                new TrainOptions.Setting(delay, where, true, TrainingPlan.TIMEOUT_SECONDS_DEFAULT));
    return TrainJob.run(spark, problem, options, Progress.NONE, RunListener.none()).record();
  }
}
