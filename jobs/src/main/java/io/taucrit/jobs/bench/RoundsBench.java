package io.taucrit.jobs.bench;

import io.taucrit.core.Dials;
import io.taucrit.core.Progress;
import io.taucrit.core.engine.BatchSampler;
import io.taucrit.core.engine.EvaluationSchedule;
import io.taucrit.core.engine.Examples;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.StoppingRule;
import io.taucrit.core.objective.Objective;
import io.taucrit.core.passes.PartialPass.Slice;
import io.taucrit.core.step.StepSizes;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Rounds a second of synchronous mini-batch SGD: this engine against a Spark job per round
 * (broadcast the parameters, treeAggregate the gradients), on the same rows, with the same batches.
 */
public final class RoundsBench {
  private final JavaSparkContext spark;
  private final Problem problem;
  private final int workers;
  private final int batch;
  private final double step;

  public RoundsBench(JavaSparkContext spark, Problem problem, int workers, int batch, double step) {
    this.spark = spark;
    this.problem = problem;
    this.workers = workers;
    this.batch = batch;
    this.step = step;
  }

  /**
   * One measurement.
   *
   * @param system what ran
   * @param ratio rounds a second relative to the Spark job per round
   * @param bytesPerRound pushed and pulled, 0 where not counted
   */
  public record Row(
      String system, long rounds, double roundsPerSecond, double ratio, double bytesPerRound) {}

  /**
   * Measures each system in turn, {@code repeats} times, and keeps the median.
   *
   * @param seconds training time of each measurement
   */
  public List<Row> run(double seconds, int repeats, Progress progress) {
    List<Measurement> jobs = new ArrayList<>();
    List<Measurement> encrypted = new ArrayList<>();
    List<Measurement> plain = new ArrayList<>();
    boolean local = spark.sc().isLocal();
    for (int r = 0; r < repeats; r++) {
      progress.stage("Repeat %d of %d".formatted(r + 1, repeats));
      jobs.add(sparkJobs(seconds));
      encrypted.add(engine(seconds, true));
      if (!local) {
        plain.add(engine(seconds, false));
      }
    }
    double base = median(jobs).rate();
    List<Row> rows = new ArrayList<>();
    rows.add(row("a Spark job per round", median(jobs), base));
    rows.add(row(local ? "engine, in one JVM" : "engine, encrypted", median(encrypted), base));
    if (!local) {
      rows.add(row("engine, authenticated only", median(plain), base));
    }
    return rows;
  }

  private record Measurement(long rounds, double seconds, double bytes) {
    double rate() {
      return rounds / seconds;
    }
  }

  private static Row row(String system, Measurement m, double base) {
    return new Row(system, m.rounds(), m.rate(), m.rate() / base, m.bytes() / m.rounds());
  }

  private static Measurement median(List<Measurement> measurements) {
    List<Measurement> sorted =
        measurements.stream().sorted((a, b) -> Double.compare(a.rate(), b.rate())).toList();
    return sorted.get(sorted.size() / 2);
  }

  private Measurement engine(double seconds, boolean encrypt) {
    StoppingRule stopping = new StoppingRule(null, null, Long.MAX_VALUE, seconds);
    TrainingPlan plan =
        TrainingPlan.of(
                Dials.synchronous(workers, batch),
                StepSizes.constant(step),
                stopping,
                EvaluationSchedule.endsOnly(),
                1)
            .withEncryption(encrypt);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
    return new Measurement(
        result.updates(),
        result.trainSeconds(),
        result.cost().bytesPushed() + result.cost().bytesPulled());
  }

  /**
   * The peer: cached rows, one broadcast and one treeAggregate a round. Its zero is an empty
   * vector, so that no dense zero travels with the tasks.
   */
  private Measurement sparkJobs(double seconds) {
    Objective objective = problem.objective();
    int d = objective.dimension();
    long n = problem.trainingRows();
    int parts = workers;
    int rowsPerRound = batch;
    Problem source = problem;
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    JavaRDD<Part> cached =
        spark
            .parallelize(IntStream.range(0, parts).boxed().toList(), parts)
            .map(
                p -> {
                  long first = Examples.firstPlace(n, p, parts);
                  long end = Examples.firstPlace(n, p + 1, parts);
                  return new Part(
                      first, end, new ArrayList<>(source.read(first, end, hadoop.value())));
                })
            .cache();
    cached.count();
    double[] x = new double[d];
    long rounds = 0;
    long started = System.nanoTime();
    while ((System.nanoTime() - started) / 1e9 < seconds) {
      long round = rounds;
      Broadcast<double[]> parameters = spark.broadcast(x);
      double[] gradient =
          cached.treeAggregate(
              new double[0],
              (sum, part) ->
                  part.addGradients(objective, n, rowsPerRound, round, parameters.value(), sum),
              (a, b) -> a.length == 0 ? b : b.length == 0 ? a : sum(a, b));
      parameters.destroy();
      double decay = 1 - step * objective.lambda();
      for (int v = 0; v < d; v++) {
        x[v] = decay * x[v] - step / rowsPerRound * gradient[v];
      }
      rounds++;
    }
    double elapsed = (System.nanoTime() - started) / 1e9;
    cached.unpersist();
    return new Measurement(rounds, elapsed, 0);
  }

  private static double[] sum(double[] a, double[] b) {
    for (int v = 0; v < a.length; v++) {
      a[v] += b[v];
    }
    return a;
  }

  /** A partition's rows. */
  private record Part(long first, long end, ArrayList<Slice> slices)
      implements java.io.Serializable {
    double[] addGradients(
        Objective objective, long n, int batch, long round, double[] x, double[] empty) {
      double[] sum = empty.length == 0 ? new double[x.length] : empty;
      new BatchSampler(n, batch, 1)
          .draw(
              round,
              first,
              end,
              place -> {
                long offset = place - first;
                for (Slice s : slices) {
                  if (offset < s.rows()) {
                    objective.addGradient(x, s.block(), s.from() + (int) offset, sum);
                    return;
                  }
                  offset -= s.rows();
                }
              });
      return sum;
    }
  }
}
