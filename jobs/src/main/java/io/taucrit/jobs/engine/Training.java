package io.taucrit.jobs.engine;

import io.taucrit.core.engine.LiveRun;
import io.taucrit.core.engine.PushLog;
import io.taucrit.core.engine.RunListener;
import io.taucrit.core.engine.RunStatus;
import io.taucrit.core.engine.Sequencer;
import io.taucrit.core.engine.Sequencer.Outcome;
import io.taucrit.core.engine.SequencerState;
import io.taucrit.core.engine.Staleness;
import io.taucrit.core.engine.TracePoint;
import io.taucrit.core.objective.Penalty;
import io.taucrit.data.InputException;
import io.taucrit.data.UsageException;
import io.taucrit.data.spark.JobDescription;
import io.taucrit.data.spark.TaskFailures;
import io.taucrit.jobs.problem.Problem;
import io.taucrit.jobs.problem.Slots;
import io.taucrit.jobs.transport.LocalRuns;
import io.taucrit.jobs.transport.ParameterServer;
import io.taucrit.jobs.transport.RunAddress;
import io.taucrit.jobs.transport.SharedServer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Runs parallel SGD on a Spark application: one Spark job whose tasks are the workers, for the
 * whole of the training, or one task that simulates them.
 */
public final class Training {
  /** How long a worker that lost its executor may be without a running task, in seconds. */
  public static final String RELOAD_TIMEOUT_KEY = "spark.taucrit.reload.timeout";

  private static final long TICK_MILLIS = 200;

  /** A look at the workers that comes later than this after the last one comes late. */
  private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int SECRET_BYTES = 32;

  private final JavaSparkContext spark;
  private final Problem problem;
  private final TrainingPlan plan;
  private final Checkpoints checkpoints;
  private final RunListener listener;
  private final long reloadSeconds;

  private Training(
      JavaSparkContext spark,
      Problem problem,
      TrainingPlan plan,
      Checkpoints checkpoints,
      RunListener listener) {
    this.spark = spark;
    this.problem = problem;
    this.plan = plan;
    this.checkpoints = checkpoints;
    this.listener = listener;
    reloadSeconds =
        spark.getConf().getTimeAsSeconds(RELOAD_TIMEOUT_KEY, 2 * plan.timeoutSeconds() + "s");
  }

  /**
   * Trains until the plan's stopping rule holds.
   *
   * @param checkpoints what to save and where to go on from; not for simulated runs
   * @param listener told what happens, on engine threads; what it throws in a message's handling
   *     fails the run. A simulated run tells its beginning, and its evaluations at its end
   * @throws InputException if the application has too few slots or a worker is lost for good
   */
  public static TrainingResult run(
      JavaSparkContext spark,
      Problem problem,
      TrainingPlan plan,
      Checkpoints checkpoints,
      RunListener listener) {
    checkStep(problem, plan);
    if (spark.getConf().getBoolean("spark.speculation", false)) {
      throw new UsageException(
          "Cannot train with spark.speculation=true: Spark would start second copies of healthy"
              + " workers; set it to false");
    }
    Training training = new Training(spark, problem, plan, checkpoints, listener);
    if (plan.where() == TrainingPlan.Where.SIMULATED) {
      return training.simulateFollowed();
    }
    Slots.require(spark, plan.dials().workers());
    return training.train();
  }

  private static void checkStep(Problem problem, TrainingPlan plan) {
    double lambda = problem.objective().penalty().l2();
    double step = plan.run().steps().initial(plan.dials());
    if (!(step * lambda < 1)) {
      throw new UsageException(
          "Invalid --step: %s, but step * lambda must be below 1 (lambda = %s): choose a step below %s"
              .formatted(step, lambda, 1 / lambda));
    }
  }

  /**
   * Tells the listener that a run begins and, however it ends, that it is over.
   *
   * @param lock under which the listener is told everything
   */
  private TrainingResult followed(LiveRun run, Object lock, Supplier<TrainingResult> training) {
    TrainingResult result = null;
    String failure = null;
    listener.started(run);
    try {
      result = training.get();
      return result;
    } catch (Throwable e) {
      // Spark, in Scala, throws checked exceptions without declaring them.
      failure = firstLine(e);
      throw e;
    } finally {
      synchronized (lock) {
        listener.ended(run, result == null ? Outcome.FAILED : result.outcome(), failure);
      }
    }
  }

  private TrainingResult simulateFollowed() {
    AtomicReference<RunStatus> status = new AtomicReference<>(RunStatus.beginning());
    return followed(
        new LiveRun(newId(), plan.run(), status::get),
        status,
        () -> {
          TrainingResult result = simulate();
          status.set(result.status(plan.dials().workers()));
          return result;
        });
  }

  private static String newId() {
    return "run-" + UUID.randomUUID();
  }

  private TrainingResult simulate() {
    SimulatedRun run = new SimulatedRun(problem, plan);
    SerializableConfiguration hadoop = new SerializableConfiguration(spark.hadoopConfiguration());
    String group = "simulation-" + UUID.randomUUID();
    JavaFutureAction<List<TrainingResult>> job;
    try (JobDescription unused =
        JobDescription.ofGroup(
            spark, group, "Simulate %d workers".formatted(plan.dials().workers()))) {
      job = spark.parallelize(List.of(0), 1).map(i -> run.run(hadoop.value())).collectAsync();
    }
    try {
      TrainingResult result = job.get(plan.timeoutSeconds(), TimeUnit.SECONDS).get(0);
      result.trace().forEach(listener::evaluated);
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InputException("Interrupted while training", e);
    } catch (ExecutionException e) {
      throw TaskFailures.inputException(e.getCause())
          .orElseGet(
              () -> new InputException("The simulated run failed: " + firstLine(e.getCause()), e));
    } catch (TimeoutException e) {
      throw new InputException(
          "The simulated run did not end within %d s: set --max-updates, or raise --timeout"
              .formatted(plan.timeoutSeconds()),
          e);
    } finally {
      if (!job.isDone()) {
        spark.cancelJobGroup(group);
      }
    }
  }

  private TrainingResult train() {
    PushLog log = new PushLog();
    Sequencer sequencer = sequencer(log);
    Checkpointer checkpointer = new Checkpointer(checkpoints);
    int dimension = problem.objective().dimension();
    RunState state =
        new RunState(
            sequencer, checkpointer, listener, dimension, plan.dials().workers(), System::nanoTime);
    LiveRun run = new LiveRun(newId(), plan.run(), state::status);
    return followed(
        run,
        state,
        () -> {
          try (checkpointer) {
            return serve(run.id(), state, checkpointer, log);
          }
        });
  }

  private Sequencer sequencer(PushLog log) {
    RunListener both =
        new RunListener() {
          @Override
          public void registered(int worker, long clock) {
            listener.registered(worker, clock);
          }

          @Override
          public void evaluated(TracePoint point) {
            listener.evaluated(point);
          }

          @Override
          public void applied(int worker, long clock, long staleness, double seconds) {
            log.add(worker, clock, staleness, seconds);
            listener.applied(worker, clock, staleness, seconds);
          }
        };
    Penalty penalty = problem.objective().penalty();
    SequencerState start = checkpoints.start();
    return start == null
        ? new Sequencer(
            plan.start(problem.objective().dimension()),
            plan.run(),
            penalty,
            System::nanoTime,
            both)
        : new Sequencer(start, plan.run(), penalty, System::nanoTime, both);
  }

  private TrainingResult serve(
      String runId, RunState state, Checkpointer checkpointer, PushLog log) {
    // A gated pull waits as long as a lost worker may take to come back.
    long reply = plan.timeoutSeconds() + reloadSeconds;
    if (spark.sc().isLocal()) {
      LocalRuns.add(runId, state);
      try {
        RunAddress address = new RunAddress(runId, "local", 0, "", false, state.dimension(), reply);
        return supervise(state, address, checkpointer, log);
      } finally {
        LocalRuns.remove(runId);
      }
    }
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    String key = HexFormat.of().formatHex(secret);
    try (SharedServer server = SharedServer.join(spark, plan.encrypt(), runId, key, state)) {
      RunAddress address =
          new RunAddress(
              runId, server.host(), server.port(), key, plan.encrypt(), state.dimension(), reply);
      return supervise(state, address, checkpointer, log);
    }
  }

  /** Starts the workers, watches over them, and collects the result. */
  private TrainingResult supervise(
      RunState state, RunAddress address, Checkpointer checkpointer, PushLog log) {
    int workers = plan.dials().workers();
    CollectionAccumulator<Long> peakHeaps = spark.sc().collectionAccumulator();
    WorkerTask task =
        new WorkerTask(
            address,
            problem,
            plan,
            new SerializableConfiguration(spark.hadoopConfiguration()),
            peakHeaps);
    List<Integer> indices = IntStream.range(0, workers).boxed().toList();
    WorkerTasks tasks = new WorkerTasks(address.runId(), state::lost);
    spark.sc().addSparkListener(tasks);
    JavaFutureAction<Void> job;
    try (JobDescription unused =
        JobDescription.ofGroup(
            spark, address.runId(), "Train with %d workers".formatted(workers))) {
      job = spark.parallelize(indices, workers).foreachPartitionAsync(task);
    }
    try {
      watch(state, address, tasks, job);
      job.get(plan.timeoutSeconds(), TimeUnit.SECONDS);
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
      if (!job.isDone()) {
        spark.cancelJobGroup(address.runId());
      }
      spark.sc().removeSparkListener(tasks);
    }
    checkpointer.close();
    TrainingResult.Cost cost =
        new TrainingResult.Cost(
            state.bytesPushed(),
            state.bytesPulled(),
            state.bytesOfEvaluations(),
            plan.encrypt() && address.port() != 0,
            PeakHeap.bytes(),
            peakHeaps.value().stream().mapToLong(Long::longValue).max().orElse(0),
            checkpointer.written(),
            checkpointer.failure(),
            checkpoints.start() == null ? null : checkpoints.start().updates());
    return state.with(s -> TrainingResult.of(s, Staleness.of(s.staleness()), log).withCost(cost));
  }

  /**
   * Waits for the outcome; every reason for which it may never come has a bound. A process that
   * stood still has heard nobody meanwhile: that time counts for no bound.
   */
  private void watch(
      RunState state, RunAddress address, WorkerTasks tasks, JavaFutureAction<Void> job)
      throws InterruptedException {
    long started = System.nanoTime();
    long looked = started;
    while (!state.await(TICK_MILLIS) && !job.isDone()) {
      long late = Math.max(0, System.nanoTime() - looked - LATE_NANOS);
      started += late;
      state.stoodStill(late);
      looked = System.nanoTime();
      double seconds = (System.nanoTime() - started) / 1e9;
      List<Integer> missing = state.with(Sequencer::unregistered);
      if (!missing.isEmpty() && seconds > plan.timeoutSeconds()) {
        throw neverRegistered(missing, address);
      }
      for (int worker : state.with(Sequencer::owing)) {
        checkSilence(worker, state.silence(worker), tasks);
      }
    }
  }

  private InputException neverRegistered(List<Integer> missing, RunAddress address) {
    return new InputException(
        "%d of %d workers never registered at %s:%d within %d s (workers %s); check that executors"
                .formatted(
                    missing.size(),
                    plan.dials().workers(),
                    address.host(),
                    address.port(),
                    plan.timeoutSeconds(),
                    missing)
            + " can reach the driver (spark.driver.host, %s) or raise --timeout"
                .formatted(ParameterServer.PORT_KEY));
  }

  private void checkSilence(int worker, double silence, WorkerTasks tasks) {
    if (tasks.running(worker)) {
      if (silence > plan.timeoutSeconds()) {
        throw new InputException(
            "Worker %d was silent for more than %d s; see the executor's log, or raise --timeout"
                .formatted(worker, plan.timeoutSeconds()));
      }
    } else if (silence > reloadSeconds) {
      throw new InputException(
          "Worker %d has had no running task for %d s: its executor was lost and no slot came free;"
                  .formatted(worker, reloadSeconds)
              + " give the application a spare executor, or raise "
              + RELOAD_TIMEOUT_KEY);
    }
  }

  private RuntimeException failure(RunState state, Throwable cause) {
    Optional<InputException> input = TaskFailures.inputException(cause);
    if (input.isPresent()) {
      return input.get();
    }
    return new InputException(
        "Training failed after %d updates: %s"
            .formatted(state.with(Sequencer::updates), firstLine(cause)),
        cause);
  }

  private static String firstLine(Throwable cause) {
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    return message.lines().findFirst().orElse(cause.getClass().getSimpleName());
  }
}
