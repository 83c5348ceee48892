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
import io.taucrit.data.InputException;
import io.taucrit.jobs.engine.Checkpoints;
import io.taucrit.jobs.engine.Training;
import io.taucrit.jobs.engine.TrainingPlan;
import io.taucrit.jobs.engine.TrainingResult;
import io.taucrit.jobs.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Rounds a second of synchronous and pushes a second of asynchronous SGD: this engine against a
 * Spark job per round (broadcast the parameters, treeAggregate the gradients) and a Spark job per
 * push (broadcast, one partition; as many at once as there are workers), on the same rows, with the
 * same batches; and, where messages travel, the floor of a round ({@link PlainSockets}).
 */
public final class RatesBench {
  private static final int SLACK = 4;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final Dials dials;
  private final double step;

  public RatesBench(JavaSparkContext spark, Problem problem, Dials dials, double step) {
    this.spark = spark;
    this.problem = problem;
    this.dials = dials;
    this.step = step;
  }

  /**
   * One measurement.
   *
   * @param system what ran
   * @param unit rounds or pushes
   * @param ratio rate relative to the Spark jobs of the same unit
   * @param bytesEach pushed and pulled, 0 where not counted
   */
  public record Row(
      String system, String unit, long count, double perSecond, double ratio, double bytesEach) {}

  /** A system to measure. */
  private record Contender(String name, String unit, Supplier<Measurement> measure) {}

  private record Measurement(long count, double seconds, double bytes) {
    double rate() {
      return count / seconds;
    }
  }

  /**
   * Measures each system in turn, {@code repeats} times, and keeps the median.
   *
   * @param seconds training time of each measurement
   */
  public List<Row> run(double seconds, int repeats, Progress progress) {
    boolean local = spark.sc().isLocal();
    List<Contender> systems = new ArrayList<>();
    String secure = local ? "engine, in one JVM" : "engine, encrypted";
    Dials asynchronous = dials.withSlack(SLACK);
    systems.add(new Contender("a Spark job per round", "rounds", () -> jobPerRound(seconds)));
    systems.add(new Contender(secure, "rounds", () -> engine(dials, seconds, true)));
    if (!local) {
      systems.add(
          new Contender(
              "engine, authenticated only", "rounds", () -> engine(dials, seconds, false)));
    }
    systems.add(new Contender("a Spark job per push", "pushes", () -> jobPerPush(seconds)));
    systems.add(new Contender(secure, "pushes", () -> engine(asynchronous, seconds, true)));
    if (!local) {
      systems.add(
          new Contender(
              "engine, authenticated only", "pushes", () -> engine(asynchronous, seconds, false)));
    }
    List<List<Measurement>> measured = systems.stream().map(s -> newList()).toList();
    for (int r = 0; r < repeats; r++) {
      progress.stage("Repeat %d of %d".formatted(r + 1, repeats));
      for (int s = 0; s < systems.size(); s++) {
        measured.get(s).add(systems.get(s).measure().get());
      }
    }
    List<Row> rows = new ArrayList<>();
    double base = 0;
    for (int s = 0; s < systems.size(); s++) {
      Measurement m = median(measured.get(s));
      // The first system of a unit is the one that the others are compared with.
      base = s == 0 || !systems.get(s - 1).unit().equals(systems.get(s).unit()) ? m.rate() : base;
      rows.add(
          new Row(
              systems.get(s).name(),
              systems.get(s).unit(),
              m.count(),
              m.rate(),
              m.rate() / base,
              m.bytes() / m.count()));
    }
    if (!local) {
      progress.stage("Plain sockets");
      int rounds = (int) rows.stream().filter(r -> r.unit().equals("rounds")).count();
      rows.add(rounds, floor(rows.get(rounds - 1), rows.get(0), repeats));
    }
    return rows;
  }

  /** As many rounds with as many bytes as the engine made, and nothing else. */
  private Row floor(Row engine, Row base, int repeats) {
    int bytes = (int) (engine.bytesEach() / (2 * dials.workers()));
    PlainSockets sockets = new PlainSockets(dials.workers(), bytes);
    List<Measurement> measured = newList();
    for (int r = 0; r < repeats; r++) {
      measured.add(new Measurement(engine.count(), sockets.seconds(engine.count()), 0));
    }
    double rate = median(measured).rate();
    return new Row(
        "plain sockets, the same bytes",
        engine.unit(),
        engine.count(),
        rate,
        rate / base.perSecond(),
        engine.bytesEach());
  }

  private static List<Measurement> newList() {
    return new ArrayList<>();
  }

  private static Measurement median(List<Measurement> measurements) {
    List<Measurement> sorted =
        measurements.stream().sorted((a, b) -> Double.compare(a.rate(), b.rate())).toList();
    // The slower of two.
    return sorted.get((sorted.size() - 1) / 2);
  }

  private Measurement engine(Dials with, double seconds, boolean encrypt) {
    StoppingRule stopping = new StoppingRule(null, null, Long.MAX_VALUE, seconds);
    TrainingPlan plan =
        TrainingPlan.of(with, StepSizes.constant(step), stopping, EvaluationSchedule.endsOnly(), 1)
            .withEncryption(encrypt);
    TrainingResult result =
        Training.run(spark, problem, plan, Checkpoints.none(), RunListener.none());
    long count = result.updates() * (with.slack() == 0 ? 1 : with.workers());
    return new Measurement(
        count, result.trainSeconds(), result.cost().bytesPushed() + result.cost().bytesPulled());
  }

  /**
   * A peer: cached rows, one broadcast and one treeAggregate a round. Its zero is an empty vector,
   * so that no dense zero travels with the tasks.
   */
  private Measurement jobPerRound(double seconds) {
    Objective objective = problem.objective();
    long n = problem.trainingRows();
    int rowsPerRound = dials.batch();
    JavaRDD<Part> cached = cachedRows();
    double[] x = new double[objective.dimension()];
    long rounds = 0;
    long started = System.nanoTime();
    while (since(started) < seconds) {
      long round = rounds;
      Broadcast<double[]> parameters = spark.broadcast(x);
      double[] gradient =
          cached.treeAggregate(
              new double[0],
              (sum, part) ->
                  part.addGradients(objective, n, rowsPerRound, round, parameters.value(), sum),
              (a, b) -> a.length == 0 ? b : b.length == 0 ? a : sum(a, b));
      parameters.destroy();
      update(x, gradient, 1);
      rounds++;
    }
    double elapsed = since(started);
    cached.unpersist();
    return new Measurement(rounds, elapsed, 0);
  }

  /** A peer: a thread for each worker submits a job on the worker's partition for every push. */
  private Measurement jobPerPush(double seconds) {
    Objective objective = problem.objective();
    JavaRDD<Part> cached = cachedRows();
    double[] x = new double[objective.dimension()];
    ExecutorService threads = Executors.newFixedThreadPool(dials.workers());
    long started = System.nanoTime();
    try {
      List<Future<Long>> pushes = new ArrayList<>();
      for (int w = 0; w < dials.workers(); w++) {
        int worker = w;
        pushes.add(threads.submit(() -> pushes(cached, worker, x, started, seconds)));
      }
      long sum = 0;
      for (Future<Long> p : pushes) {
        sum += p.get();
      }
      return new Measurement(sum, since(started), 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted in a benchmark", e);
    } catch (ExecutionException e) {
      throw new InputException("The benchmark's peer failed: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
      cached.unpersist();
    }
  }

  private long pushes(JavaRDD<Part> cached, int worker, double[] x, long started, double seconds) {
    Objective objective = problem.objective();
    long n = problem.trainingRows();
    int rowsPerRound = dials.batch();
    long pushes = 0;
    while (since(started) < seconds) {
      long clock = pushes;
      double[] read;
      synchronized (x) {
        read = x.clone();
      }
      Broadcast<double[]> parameters = spark.broadcast(read);
      JavaRDD<double[]> gradients =
          cached.map(
              part ->
                  part.addGradients(
                      objective, n, rowsPerRound, clock, parameters.value(), new double[0]));
      double[] gradient = gradients.collectPartitions(new int[] {worker})[0].get(0);
      parameters.destroy();
      synchronized (x) {
        update(x, gradient, 1.0 / dials.workers());
      }
      pushes++;
    }
    return pushes;
  }

  private void update(double[] x, double[] gradient, double share) {
    double decay = 1 - share * step * problem.objective().penalty().l2();
    for (int v = 0; v < x.length; v++) {
      x[v] = decay * x[v] - step / dials.batch() * gradient[v];
    }
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  private JavaRDD<Part> cachedRows() {
    long n = problem.trainingRows();
    int parts = dials.workers();
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
    return cached;
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
        Objective objective, long n, int batch, long round, double[] x, double[] before) {
      double[] sum = before.length == 0 ? new double[x.length] : before;
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
