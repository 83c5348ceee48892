package io.taucrit.jobs.bench;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.noise.Interval;
import io.taucrit.core.predict.CostModel;
import io.taucrit.core.predict.FastestSetting;
import io.taucrit.core.predict.UpdatesByDials;
import io.taucrit.core.step.StepSizes;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The advised setting against a grid of settings: seconds to the same target, all in turn, again
 * and again in one application, medians over the repeats. Repeat r uses the r-th seed for all.
 *
 * <p>Every run is made twice: to the target, evaluated as {@code train} does, which tells updates
 * and training clock; then as many updates without evaluations between, which at slack above 0
 * would give work away (the clock stands still while workers go on), all the more where updates are
 * few.
 */
public final class AdviceBench {
  /**
   * A setting that needs this many times the predicted updates, or the advice's seconds, has lost.
   */
  private static final double PATIENCE = 10;

  private static final double LEAST_PATIENCE_SECONDS = 5;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final UpdatesByDials updates;
  private final CostModel costs;
  private final double optimum;
  private final double target;
  private double mostSeconds = LEAST_PATIENCE_SECONDS;

  public AdviceBench(
      JavaSparkContext spark,
      Problem problem,
      UpdatesByDials updates,
      CostModel costs,
      double optimum,
      double target) {
    this.spark = spark;
    this.problem = problem;
    this.updates = updates;
    this.costs = costs;
    this.optimum = optimum;
    this.target = target;
  }

  /**
   * Medians over the repeats; of a repeat that did not reach the target, all are infinite.
   *
   * @param advised whether this is the advice; all others are the grid
   * @param step averaged step
   * @param predictedUpdates null where not predicted
   * @param predictedSeconds null where not predicted
   * @param trainSeconds training clock as {@code train} reports it
   * @param seconds training clock of as many updates without evaluations between
   * @param leastSeconds the least over the repeats, not the median: disturbed least by other work
   */
  public record Row(
      boolean advised,
      int workers,
      int batch,
      int slack,
      int localSteps,
      double step,
      Double predictedUpdates,
      Double predictedSeconds,
      int reached,
      int repeats,
      double updates,
      double trainSeconds,
      double seconds,
      double leastSeconds) {}

  /**
   * @param rows the advice, then the grid, the fastest first
   * @param trainRatio the advice's trainSeconds to the least of the grid
   * @param ratio the advice's seconds to the least of the grid
   * @param leastRatio the advice's leastSeconds to the least of the grid
   */
  public record Result(List<Row> rows, double trainRatio, double ratio, double leastRatio) {}

  private record Measurement(double updates, double trainSeconds, double seconds) {
    static final Measurement LOST =
        new Measurement(
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Runs everything, after one untimed round of the whole. */
  public Result run(
      FastestSetting advice, List<Dials> grid, int repeats, long seed, Progress progress) {
    mostSeconds = Math.max(LEAST_PATIENCE_SECONDS, PATIENCE * advice.seconds().estimate());
    List<Dials> all = new ArrayList<>(List.of(advice.dials()));
    all.addAll(grid);
    List<List<Measurement>> measured = new ArrayList<>();
    for (int r = -1; r < repeats; r++) {
      progress.stage(r < 0 ? "Warming up" : "Repeat %d of %d".formatted(r + 1, repeats));
      for (int i = 0; i < all.size(); i++) {
        // No setting is always first, or always after the same other.
        int k = Math.floorMod(i + r * 7, all.size());
        if (r < 0) {
          measured.add(new ArrayList<>());
          measure(all.get(i), step(advice, i, all.get(i)), seed);
        } else {
          measured.get(k).add(measure(all.get(k), step(advice, k, all.get(k)), seed + r));
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      rows.add(row(i == 0, all.get(i), step(advice, i, all.get(i)), measured.get(i)));
    }
    Row advised = rows.remove(0);
    rows.sort(Comparator.comparingDouble(Row::seconds));
    double trainRatio = advised.trainSeconds() / least(rows, Row::trainSeconds);
    double ratio = advised.seconds() / least(rows, Row::seconds);
    double leastRatio = advised.leastSeconds() / least(rows, Row::leastSeconds);
    rows.add(0, advised);
    return new Result(rows, trainRatio, ratio, leastRatio);
  }

  private static double least(List<Row> rows, ToDoubleFunction<Row> value) {
    return rows.stream().mapToDouble(value).min().orElse(Double.NaN);
  }

  private double step(FastestSetting advice, int index, Dials dials) {
    return index == 0 ? advice.step() : updates.step(dials);
  }

  private Row row(boolean advised, Dials dials, double step, List<Measurement> measured) {
    Interval predicted = updates.updates(dials);
    Double seconds =
        predicted == null || !costs.knows(dials)
            ? null
            : Math.max(1, Math.ceil(predicted.estimate()))
                    * costs.secondsPerUpdate(dials).estimate()
                + costs.start(dials).estimate();
    int reached = (int) measured.stream().filter(m -> Double.isFinite(m.seconds())).count();
    return new Row(
        advised,
        dials.workers(),
        dials.batch(),
        dials.slack(),
        dials.localSteps(),
        step,
        predicted == null ? null : predicted.estimate(),
        seconds,
        reached,
        measured.size(),
        median(measured.stream().mapToDouble(Measurement::updates).toArray()),
        median(measured.stream().mapToDouble(Measurement::trainSeconds).toArray()),
        median(measured.stream().mapToDouble(Measurement::seconds).toArray()),
        measured.stream().mapToDouble(Measurement::seconds).min().orElse(Double.NaN));
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private Measurement measure(Dials dials, double step, long seed) {
    Interval predicted = updates.updates(dials);
    long most = predicted == null ? Long.MAX_VALUE : (long) (PATIENCE * (predicted.estimate() + 1));
    TrainingResult result =
        train(
            dials,
            step,
            new StoppingRule(optimum, target, most, mostSeconds),
            EvaluationSchedule.standard(),
            seed);
    if (result.outcome() != Outcome.REACHED) {
      return Measurement.LOST;
    }
    TrainingResult again =
        train(
            dials,
            step,
            StoppingRule.updates(result.updates()),
            EvaluationSchedule.endsOnly(),
            seed);
    return new Measurement(result.updates(), result.trainSeconds(), again.trainSeconds());
  }

  private TrainingResult train(
      Dials dials, double step, StoppingRule stopping, EvaluationSchedule schedule, long seed) {
    TrainingPlan plan = TrainingPlan.of(dials, StepSizes.constant(step), stopping, schedule, seed);
    return Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
  }
}
