package io.taucrit.jobs.engine;

import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.transport.LocalRuns;
import io.taucrit.jobs.transport.ParameterServer;
import io.taucrit.jobs.transport.RunAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Runs parallel SGD on a Spark application: one Spark job whose tasks are the workers, for the
 * whole of the training.
 */
public final class Training {
  private static final long TICK_MILLIS = 200;
  private static final int SECRET_BYTES = 32;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final TrainingPlan plan;

  private Training(JavaSparkContext spark, Problem problem, TrainingPlan plan) {
    this.spark = spark;
    this.problem = problem;
    this.plan = plan;
  }

  /** The end of a run. */
  public record Result(
      double[] parameters,
      long updates,
      long samples,
      double trainSeconds,
      Outcome outcome,
      List<TracePoint> trace,
      Staleness staleness,
      long bytesPushed,
      long bytesPulled,
      boolean encrypted) {}

  /**
   * Trains from x_0 = 0 until the plan's stopping rule holds.
   *
   * @param listener told every evaluation, on an engine thread; must be quick
   * @throws InputException if the application has too few slots or a worker is lost for good
   */
  public static Result run(
      JavaSparkContext spark, Problem problem, TrainingPlan plan, Consumer<TracePoint> listener) {
    Slots.require(spark, plan.workers());
    return new Training(spark, problem, plan).run(listener);
  }

  private Result run(Consumer<TracePoint> listener) {
    int dimension = problem.objective().dimension();
    Sequencer sequencer =
        new Sequencer(
            new double[dimension],
            plan.workers(),
            plan.batch(),
            checkedStep(),
            problem.objective().lambda(),
            plan.stopping(),
            plan.evaluations(),
            System::nanoTime,
            listener);
    RunState state = new RunState(sequencer, dimension, plan.workers());
    boolean local = spark.sc().isLocal();
    String runId = "run-" + UUID.randomUUID();
    if (local) {
      LocalRuns.add(runId, state);
      try {
        return supervise(
            state, new RunAddress(runId, "local", 0, "", false, plan.timeoutSeconds()));
      } finally {
        LocalRuns.remove(runId);
      }
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String key = HexFormat.of().formatHex(secret);
    try (ParameterServer server =
        new ParameterServer(spark.getConf(), plan.encrypt(), plan.timeoutSeconds() + 60)) {
      server.add(runId, key, state);
      return supervise(
          state,
          new RunAddress(
              runId, server.host(), server.port(), key, plan.encrypt(), plan.timeoutSeconds()));
    }
  }

  private double checkedStep() {
    double lambda = problem.objective().lambda();
    if (!(plan.step() * lambda < 1)) {
      throw new UsageException(
          "Invalid --step: %s, but step * lambda must be below 1 (lambda = %s): choose a step below %s"
              .formatted(plan.step(), lambda, 1 / lambda));
    }
    return plan.step();
  }

  /** Starts the workers, watches over them, and collects the result. */
  private Result supervise(RunState state, RunAddress address) {
    WorkerTask task =
        new WorkerTask(
            address,
            problem,
            plan.workers(),
            plan.batch(),
            plan.seed(),
            new SerializableConfiguration(spark.hadoopConfiguration()));
    List<Integer> indices = IntStream.range(0, plan.workers()).boxed().toList();
    spark.setJobGroup(address.runId(), "Train with %d workers".formatted(plan.workers()), true);
    JavaFutureAction<Void> workers =
        spark.parallelize(indices, plan.workers()).foreachPartitionAsync(task);
    spark.clearJobGroup();
    try {
      watch(state, address, workers);
      workers.get(plan.timeoutSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted while training", e);
    } catch (ExecutionException e) {
      throw failure(state, e.getCause());
    } catch (TimeoutException e) {
      throw new InputException(
          "The workers of %s did not leave within %d s".formatted(address, plan.timeoutSeconds()),
          e);
    } finally {
      state.with(
          s -> {
            s.abort("the run is over");
            return null;
          });
      if (!workers.isDone()) {
        spark.cancelJobGroup(address.runId());
      }
    }
    return state.with(
        s ->
            new Result(
                s.parameters(),
                s.version(),
                s.samples(),
                s.trainSeconds(),
                s.outcome(),
                s.trace(),
                Staleness.of(s.staleness()),
                state.bytesPushed(),
                state.bytesPulled(),
                plan.encrypt() && address.port() != 0));
  }

  /** Waits for the outcome; every reason for which it may never come has a bound. */
  private void watch(RunState state, RunAddress address, JavaFutureAction<Void> workers)
      throws InterruptedException {
    long started = System.nanoTime();
    while (!state.await(TICK_MILLIS) && !workers.isDone()) {
      double seconds = (System.nanoTime() - started) / 1e9;
      List<Integer> missing = state.with(Sequencer::unregistered);
      if (!missing.isEmpty() && seconds > plan.timeoutSeconds()) {
        throw new InputException(
            "%d of %d workers never registered at %s:%d within %d s (workers %s); check that executors"
                    .formatted(
                        missing.size(),
                        plan.workers(),
                        address.host(),
                        address.port(),
                        plan.timeoutSeconds(),
                        missing)
                + " can reach the driver (spark.driver.host, %s) or raise --timeout"
                    .formatted(ParameterServer.PORT_KEY));
      }
      for (int worker : state.with(Sequencer::owing)) {
        if (state.silence(worker) > plan.timeoutSeconds()) {
          throw new InputException(
              "Worker %d was silent for more than %d s; see the executor's log, or raise --timeout"
                  .formatted(worker, plan.timeoutSeconds()));
        }
      }
    }
  }

  private RuntimeException failure(RunState state, Throwable cause) {
    Optional<InputException> input = TaskFailures.inputException(cause);
    if (input.isPresent()) {
      return input.get();
    }
    return new InputException(
        "Training failed after %d updates: %s"
            .formatted(state.with(Sequencer::version), firstLine(cause)),
        cause);
  }

  private static String firstLine(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }
}
